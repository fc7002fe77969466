import { simpleParser } from 'mailparser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMailer } from '../../../src/channels/email/mod.ts'
import { FINGERPRINT_MEANING, reportFingerprint } from '../../../src/domain/numbers/report-fingerprint.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { openNotices } from '../../../src/store/office/notices.ts'
import { sendLetters } from '../../../src/usecases/notify/send-letters.ts'
import { getDigest, makeMissingDigests } from '../../../src/usecases/numbers/make-digest.ts'
import { openedCase } from '../../helpers/cases.ts'
import { officer, sampleOffice, type TestContext, testContext } from '../../helpers/context.ts'
import { mailServer } from '../../helpers/mail-server.ts'

let ctx: TestContext
let server: Awaited<ReturnType<typeof mailServer>>
let withMail: TestContext

beforeEach(async () => {
  const content = await sampleOffice()
  const mail = [
    { to: 'boss@office.example', periods: ['week', 'month', 'quarter'] as ('week' | 'month' | 'quarter')[] },
    { to: 'green@office.example', department: 'environment', periods: ['week'] as 'week'[] },
    { to: 'monthly@office.example', periods: ['month'] as 'month'[] },
  ]
  const office = { ...content.office, digest: { recipients: [], mail } }
  ctx = await testContext({ content: { ...content, office } })
  const dispatcher: Actor & { id: number } = await officer(ctx, 'dispatcher', '王受理')
  server = await mailServer()
  withMail = {
    ...ctx,
    mail: createMailer({ url: `smtp://127.0.0.1:${server.port}`, from: '回音 <huiyin@office.example>' }),
  }
  ctx.clock.set('2026-11-02T10:00+08:00')
  await openedCase(ctx, { kind: 'inquiry' }, dispatcher)
  ctx.clock.set('2026-11-09T08:30+08:00')
})
afterEach(async () => {
  await server.close()
  await ctx.close()
})

describe('the digest as a letter', () => {
  it('goes to each mailbox that gets this period, once, with a text part, charts inlined and the workbook', async () => {
    await makeMissingDigests(withMail)
    expect(await sendLetters(withMail)).toBe(2)
    expect(await sendLetters(withMail)).toBe(0)
    expect(server.taken.map(l => l.to[0]).sort()).toEqual(['boss@office.example', 'green@office.example'])
    const boss = await simpleParser(server.taken.find(l => l.to[0] === 'boss@office.example')!.raw)
    expect(boss.subject).toBe('青禾镇人民政府周报 2026 年第 45 周')
    expect(boss.text).toContain('按时答复：0/1 件')
    // Mail programs show no SVG, no script and no style sheet.
    expect(String(boss.html)).toContain('按时答复')
    expect(String(boss.html)).not.toMatch(/<svg|<script|<style|<link/)
    // Without pictures the numbers stand in their place; nothing is fetched from anywhere.
    expect(String(boss.html)).toMatch(/alt="近八期按时答复：[^"]*2026-W45 0\/1 件/)
    expect(String(boss.html)).toMatch(/alt="新收、办结和超期：2026-11-02 收 1 结 0/)
    expect(String(boss.html)).toContain('首次答复用时')
    const raw = server.taken.find(l => l.to[0] === 'boss@office.example')!.raw.toString()
    expect(raw).toMatch(/cid:trend/)
    expect(String(boss.html)).not.toMatch(/src="http|display:\s*(flex|grid)/)
    const images = boss.attachments.filter(a => a.contentType === 'image/png')
    expect(images.map(i => i.cid).sort()).toEqual(['course', 'trend'])
    for (const image of images) {
      expect(image.content.subarray(1, 4).toString()).toBe('PNG')
      expect(image.content.length).toBeGreaterThan(2000)
    }
    const { default: exceljs } = await import('exceljs')
    const book = new exceljs.Workbook()
    const file = boss.attachments.find(a => a.filename === '2026-W45.xlsx')!
    await book.xlsx.load(file.content as unknown as Parameters<typeof book.xlsx.load>[0])
    expect(book.worksheets.map(s => s.name)).toEqual(
      expect.arrayContaining(['各项数', '按承办单位', '超期', '逐日', '在办天数', '首次答复用时']),
    )
    const rows = book.getWorksheet('各项数')!.getRows(2, 40)!
    expect(rows.find(r => r.getCell(1).value === '应答复')!.getCell(2).value).toBe(1)
    // The fingerprint of the ledger: in the text, in the letter and in the workbook the same.
    const { digest } = await getDigest(ctx, '2026-W45', { kind: 'system' })
    const fingerprint = reportFingerprint(digest)!
    expect(boss.text).toContain(`台账指纹：${fingerprint}。${FINGERPRINT_MEANING}`)
    expect(String(boss.html)).toContain(`>${fingerprint}</code>`)
    const ledger = book.getWorksheet('台账')!
    expect(ledger.getCell('B2').value).toBe(fingerprint)
    expect(ledger.getCell('B3').value).toBe(String(digest.ledger!.size))
  })

  it('has headers that mark it as automatic, so that no out-of-office note answers, and that name its series', async () => {
    await makeMissingDigests(withMail)
    await sendLetters(withMail)
    const { headers } = await simpleParser(server.taken.find(l => l.to[0] === 'boss@office.example')!.raw)
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(headers.get('x-auto-response-suppress')).toContain('OOF')
    expect(headers.get('list')).toMatchObject({ id: { id: 'week-report.office.example' } })
  })

  it("for a department's head contains that department's cases only", async () => {
    await makeMissingDigests(withMail)
    await sendLetters(withMail)
    const green = await simpleParser(server.taken.find(l => l.to[0] === 'green@office.example')!.raw)
    expect(green.subject).toContain('生态环境办公室')
    expect(green.text).toContain('新收 0')
    expect(green.text).not.toMatch(/2026-0000/)
  })

  it('waits for a mail server that is down, says so on the desk, and goes out when it is back', async () => {
    const { port } = server
    await server.close()
    await makeMissingDigests(withMail)
    expect(await sendLetters(withMail)).toBe(0)
    const down = (await openNotices(ctx.db)).find(n => n.code === 'mail_down')!
    expect(down.detail).toContain('2026-W45')
    server = await mailServer(port)
    expect(await sendLetters(withMail)).toBe(0) // not at once
    ctx.clock.advance(20)
    expect(await sendLetters(withMail)).toBe(2)
    expect((await openNotices(ctx.db)).map(n => n.code)).not.toContain('mail_down')
  })

  it('two processes send each letter once', async () => {
    await makeMissingDigests(withMail)
    const sent = await Promise.all([1, 2].map(i => sendLetters({ ...withMail, processId: `p${i}` })))
    expect(sent[0]! + sent[1]!).toBe(2)
    expect(server.taken).toHaveLength(2)
  })

  it('without a mail server the administrators get a notice that mailboxes receive nothing', async () => {
    await makeMissingDigests(ctx)
    expect(await sendLetters(ctx)).toBe(0)
    expect((await openNotices(ctx.db)).map(n => n.code)).toContain('mail_not_set')
  })
})
