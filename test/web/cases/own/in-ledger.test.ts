import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { commitmentOf } from '../../../../src/domain/numbers/ledger/commitment.ts'
import { parseProof } from '../../../../src/domain/numbers/log/proof.ts'
import type { OfficerActor } from '../../../../src/domain/people/actor.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { issueCode, revokeCaseCode } from '../../../../src/usecases/cases/own/case-codes.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { addEveryRole, signedIn, type TestSite, testSite, Visitor } from '../../../helpers/site.ts'

let site: TestSite
let lines: string[]
let by: Record<'dispatcher', OfficerActor>
let numbers: string[]
beforeEach(async () => {
  lines = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
  site = await testSite({ log })
  by = await addEveryRole(site.ctx)
  site.ctx.clock.set('2026-11-02T10:00+08:00')
  await closeDays(site.ctx)
  numbers = []
  for (let i = 0; i < 6; i++) numbers.push(await openedCase(site.ctx))
  site.ctx.clock.set('2026-11-03T10:00+08:00')
  await closeDays(site.ctx)
})
afterEach(() => site.close())

const saltOf = (number: string) => site.ctx.secrets.ledgerSalt(number)
const grouped = (salt: string) => salt.match(/.{4}/g)!.join(' ')
/** Nothing of the salt, in either way of writing it. */
const tells = (text: string, number: string) =>
  text.includes(saltOf(number)) || text.includes(grouped(saltOf(number)))

/** A browser with the resident's case open. */
async function at(number: string): Promise<Visitor> {
  const browser = new Visitor(site.url)
  await browser.own(number, site.ctx.secrets.trackingCode(number))
  return browser
}

describe('“算进去了吗” on the case page', () => {
  it('says how the case counts, what the ledger has of it, and how to check', async () => {
    const [number = ''] = numbers
    const page = await (await at(number)).page(`/c/${number}`)
    expect(page).toContain('算进去了：第 46 周应答复，还没到期。')
    expect(page).toContain('台账记到 11 月 2 日')
    expect(page).toContain('收到，最晚 2026 年 11 月 11 日答复。')
    expect(page).toContain(grouped(saltOf(number)))
    // Behind the #, which browsers send to no server.
    expect(page).toContain(`href="/public/verify#case=${number}&amp;salt=${saltOf(number)}"`)
    const links = [...page.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, href]) => href!.split('#')[0]!)
    expect(links.filter(href => tells(href, number))).toEqual([])
  })

  it('has no link to a proof before there is an entry, but the salt for later', async () => {
    const number = await openedCase(site.ctx)
    const page = await (await at(number)).page(`/c/${number}`)
    expect(page).toContain('今天的件在今晚 0 点以后记入台账，明天再看')
    expect(page).toContain(grouped(saltOf(number)))
    expect(page).not.toContain('/c/:number/proof')
  })

  it('names departments as the office does', async () => {
    const { ctx } = site
    for (const number of numbers) {
      await moveCase(ctx, number, 'accept', {}, by.dispatcher)
      await moveCase(ctx, number, 'assign', { department: 'construction' }, by.dispatcher)
    }
    ctx.clock.set('2026-11-04T10:00+08:00')
    await closeDays(ctx)
    const [number = ''] = numbers
    expect(await (await at(number)).page(`/c/${number}`)).toContain('分给承办单位 规划建设办公室。')
  })

  it('is open to the resident only: not with a wrong code, without one, or with another case’s', async () => {
    const [mine = '', other = ''] = numbers
    const stranger = new Visitor(site.url)
    const neighbour = await at(mine)
    const wrong = await stranger.own(other, 'AAAAAAAAAA')
    expect(wrong.status).toBe(404)
    for (const text of [
      wrong.text,
      (await stranger.get(`/c/${other}`)).text,
      (await neighbour.get(`/c/${other}`)).text,
    ]) {
      expect(text).not.toContain('算进去了')
      expect(tells(text, other)).toBe(false)
    }
    for (const browser of [stranger, neighbour])
      for (const path of [`/c/${other}/proof`, `/c/${other}/proof/1`]) {
        const { status, text } = await browser.get(path)
        expect(status).toBe(404)
        expect(text).not.toContain('tlog-proof')
        expect(tells(text, other)).toBe(false)
      }
  })

  it('is not in the log', async () => {
    const [number = ''] = numbers
    const browser = await at(number)
    await browser.get(`/c/${number}/proof`)
    expect(lines.join('\n')).toContain('/c/:number/proof')
    expect(tells(lines.join('\n'), number)).toBe(false)
  })
})

describe('the proof to keep', () => {
  it('is a file named after the case, of the whole or of one entry', async () => {
    const [number = ''] = numbers
    const browser = await at(number)
    const whole = await browser.get(`/c/${number}/proof`)
    expect(whole.status).toBe(200)
    expect(whole.headers.get('content-disposition')).toContain(`${number}.tlog-proof`)
    expect(whole.headers.get('cache-control')).toBe('no-store')
    const extra = JSON.parse(Buffer.from(parseProof(whole.text)!.extra!).toString()) as Record<string, string>
    expect(extra).toMatchObject({ number, salt: saltOf(number) })
    expect(JSON.parse(extra['entry']!)).toMatchObject({ case: commitmentOf(number, saltOf(number)), n: 1 })
    const first = await browser.get(`/c/${number}/proof/1`)
    expect(first.text).toBe(whole.text)
    expect(first.headers.get('content-disposition')).toContain(`${number}-1.tlog-proof`)
    for (const none of ['2', '0', 'x', '1.5'])
      expect((await browser.get(`/c/${number}/proof/${none}`)).status).toBe(404)
  })

  it('is closed with the code that opened the page', async () => {
    const [number = ''] = numbers
    const { code } = await issueCode(site.ctx, number, by.dispatcher, 'receipt')
    const browser = new Visitor(site.url)
    await browser.own(number, code)
    expect((await browser.get(`/c/${number}/proof`)).status).toBe(200)
    const { id } = await site.ctx.db.read.caseCode.findFirstOrThrow()
    await revokeCaseCode(site.ctx, number, id, by.dispatcher)
    expect((await browser.get(`/c/${number}/proof`)).status).toBe(404)
  })
})

describe('the salt at the desk', () => {
  it('is on the receipt that is handed over, and on nothing else', async () => {
    const [number = ''] = numbers
    const desk = await signedIn(site, 'dispatcher')
    expect(tells(await desk.page(`/desk/cases/${number}/receipt`), number)).toBe(false)
    const made = await desk.post(`/desk/cases/${number}/receipt`)
    const receipt = await desk.page(made.location!)
    expect(receipt).toContain(`台账验证码：<span class="number">${grouped(saltOf(number))}</span>`)
    expect(receipt).toContain('/public/verify')
    const colleague = await signedIn(site, 'reviewer')
    for (const browser of [desk, colleague])
      for (const path of [`/desk/cases/${number}`, '/desk?view=all', '/desk/list.csv?view=all'])
        expect([path, tells(await browser.page(path), number)]).toEqual([path, false])
    expect((await colleague.get(`/desk/cases/${number}/receipt`)).text).not.toContain('台账验证码')
    expect(tells(lines.join('\n'), number)).toBe(false)
  })
})
