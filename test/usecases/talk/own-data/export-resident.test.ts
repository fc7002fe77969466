import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import type { OwnData } from '../../../../src/usecases/talk/own-data/collect.ts'
import { exportResident } from '../../../../src/usecases/talk/own-data/export-resident.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'
import { markedPicture } from '../../../helpers/media.ts'
import { chatCase, sendLines } from '../../../helpers/talk.ts'

let ctx: TestContext
let to: string
let manager: Actor & { id: number }
let dispatcher: Actor & { id: number }
let clerk: Actor & { id: number }
let reviewer: Actor & { id: number }
const REASON = '本人到窗口申请查阅、复制'
const REPORT = '村里的账目不对，钱去哪里了'

beforeEach(async () => {
  ctx = await testContext()
  to = join(mkdtempSync(join(tmpdir(), 'huiyin-own-')), 'own')
  manager = await officer(ctx, 'manager', '罗建平')
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  clerk = await officer(ctx, 'clerk', '石磊', 'construction')
  reviewer = await officer(ctx, 'reviewer', '何静')
})
afterEach(async () => {
  await ctx.close()
  rmSync(join(to, '..'), { recursive: true, force: true })
})

const exported = (resident: string, code?: string) =>
  exportResident(ctx, { resident, code }, to, { actor: manager, reason: REASON })
const data = () => JSON.parse(readFileSync(join(to, 'data.json'), 'utf8')) as OwnData
const everything = () =>
  readdirSync(to, { recursive: true, withFileTypes: true })
    .filter(f => f.isFile())
    .map(f => readFileSync(join(f.parentPath, f.name), 'utf8'))
    .join('\n')

/** Li has a case with a photo and an answer, wrote anonymously as well, and Wang's equal case is merged into hers. */
async function office() {
  const li = await chatCase(ctx, 'o-li', {
    channel: 'wechat',
    text: '我家门口的路灯坏了，身份证 330106199001011233',
    resident: { name: '李秀英', phone: '13800002222' },
  })
  await receiveMessage(
    ctx,
    typed(ctx, 'o-li', '', {
      channel: 'wechat',
      kind: 'media',
      media: [{ kind: 'photo', bytes: await markedPicture(), mime: 'image/jpeg' }],
    }),
  )
  await sendLines(ctx, 'o-li', ['我要举报', REPORT, '跳过', '匿名', '确认'], { channel: 'wechat' })
  const wang = await chatCase(ctx, 'o-wang', {
    channel: 'wechat',
    text: '王家的路灯也不亮',
    resident: { name: '王大海', phone: '13900003333' },
  })
  await moveCase(ctx, wang.number, 'merge', { into: li.number }, dispatcher)
  await assignCase(ctx, li.number, dispatcher)
  await moveCase(ctx, li.number, 'note', { text: '内部：此人以前闹过事' }, clerk)
  await answerCase(ctx, li.number, '路灯已于今天修好，感谢您的反映。', [clerk, reviewer])
  const report = (await ctx.db.read.case.findFirst({ where: { anonymous: true } }))!
  return { li: li.number, wang: wang.number, report: report.number }
}

describe('exporting what the office holds of one resident', () => {
  it('has their words, their answers and their files, as data and to be read', async () => {
    const { li } = await office()
    const done = await exported(li)
    const { about, contacts, cases } = data()
    expect(about).toBe('person')
    expect(contacts).toEqual([expect.objectContaining({ channel: 'wechat', id: 'o-li' })])
    expect(contacts[0]!.messages.map(m => m.text)).toContain('你好')
    expect(cases).toEqual([
      expect.objectContaining({
        number: li,
        name: '李秀英',
        phone: '13800002222',
        text: '我家门口的路灯坏了，身份证 330106199001011233',
        replies: [expect.objectContaining({ text: '路灯已于今天修好，感谢您的反映。' })],
      }),
    ])
    expect(cases[0]!.steps.map(s => s.what)).toContain('已答复')
    expect(done).toMatchObject({ cases: 1, files: 1 })
    const [file] = readdirSync(join(to, 'attachments'))
    expect(file).toMatch(/^\d+\.jpg$/)
    const text = readFileSync(join(to, '请读我.md'), 'utf8')
    for (const words of ['李秀英', '路灯已于今天修好', `诉求 ${li}`, file!]) expect(text).toContain(words)
    for (const name of readdirSync(to)) expect(statSync(join(to, name)).mode & 0o077).toBe(0)
  })

  it('has no notes of the office, no names of officers, nothing of others, and no anonymous case', async () => {
    const { li, wang, report } = await office()
    await exported(li)
    const all = everything()
    for (const other of [
      '闹过事',
      '石磊',
      '何静',
      '王受理',
      '王大海',
      '13900003333',
      '王家的路灯',
      wang,
      'o-wang',
    ])
      expect([other, all.includes(other)]).toEqual([other, false])
    for (const anonymous of [REPORT, report, '我要举报']) expect(all).not.toContain(anonymous)
    expect(all).not.toContain(ctx.secrets.trackingCode(li))
  })

  it('does not say that its resident wrote something later, where that was anonymous', async () => {
    const { li } = await office()
    await exported(li)
    const last = data().contacts[0]!.messages.findLast(m => m.from === 'resident')!.at
    ctx.clock.advance(24 * 60)
    await sendLines(ctx, 'o-li', ['我要举报', `${REPORT}，又一次`, '跳过', '匿名', '确认'], {
      channel: 'wechat',
    })
    const wrote = ctx.now().toISOString().slice(0, 10)
    ctx.clock.advance(24 * 60)
    rmSync(to, { recursive: true })
    await exported(li)
    expect(data().contacts[0]!.lastMessageAt).toBe(last)
    expect(everything()).not.toContain(wrote)
  })

  it('finds by phone the cases that give it, and the chat only of whom it belongs to', async () => {
    await office()
    const counter = await openedCase(ctx, {
      text: '窗口登记的水管爆了',
      resident: { name: '李秀英', phone: '138 0000 2222' },
    })
    await exported('13800002222')
    // Whose data it was stays to be seen, also where there is no case; not the whole number.
    expect(await ctx.db.read.auditEntry.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      action: 'resident_exported',
      detail: `电话 138****2222：${REASON}`,
    })
    expect(data().cases.map(c => c.number)).toContain(counter)
    expect(data().contacts.filter(c => c.id === 'o-wang')).toEqual([])
    expect(everything()).not.toContain('王大海')
    expect(everything()).not.toContain(REPORT)
  })

  it('exports an anonymous case with its own code only, and leads to nobody', async () => {
    const { report } = await office()
    await expect(exported(report)).rejects.toThrow('匿名')
    await expect(exported(report, 'AAAAAAAAAA')).rejects.toThrow('没有找到')
    await exported(report, ctx.secrets.trackingCode(report))
    const { about, contacts, cases } = data()
    expect([about, contacts, cases.length]).toEqual(['anonymous_case', [], 1])
    const all = everything()
    expect(all).toContain(REPORT)
    for (const person of ['o-li', '李秀英', '13800002222', '路灯']) expect(all).not.toContain(person)
  })

  it('is for managers and administrators of the whole office, who say why', async () => {
    const { li } = await office()
    const bound = await officer(ctx, 'manager', '分管', 'construction')
    for (const actor of [clerk, dispatcher, bound])
      await expect(exportResident(ctx, { resident: li }, to, { actor, reason: REASON })).rejects.toThrow(
        '只有',
      )
    await expect(exportResident(ctx, { resident: li }, to, { actor: manager, reason: '' })).rejects.toThrow(
      '请写明原因',
    )
    await expect(exported('2026-99999-9')).rejects.toThrow('没有')
    expect(await ctx.db.read.auditEntry.count({ where: { action: 'resident_exported' } })).toBe(0)
    await exported(li)
    expect(await ctx.db.read.auditEntry.findMany({ where: { action: 'resident_exported' } })).toMatchObject([
      { officerId: manager.id, target: li, detail: REASON },
    ])
  })

  it('shows words as words, whatever signs are in them', async () => {
    const { number } = await chatCase(ctx, 'o-li', {
      channel: 'wechat',
      text: '<script>alert(1)</script> [点我](http://evil)\n# 大字',
    })
    await exported(number)
    const text = readFileSync(join(to, '请读我.md'), 'utf8')
    expect(text).toContain('> \\<script\\>')
    expect(text).not.toMatch(/^# 大字|(?<!\\)<script|\[点我\]\(/m)
  })
})
