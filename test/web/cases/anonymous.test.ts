import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import { withoutTheWriter } from '../../../src/domain/cases/without-the-writer.ts'
import type { Role } from '../../../src/domain/office/roles.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import { MemoryChannel, officer } from '../../helpers/context.ts'
import { addOfficer, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { storedRows } from '../../helpers/stored-rows.ts'
import { sendLines } from '../../helpers/talk.ts'
import { liveToken } from '../../helpers/token.ts'

/** An anonymous report: the office can ask and answer, and no way leads to who it is. */

const OPENID = 'oRealOpenid_of_nobody_0001'
const NAME = '端木子期'
const PHONE = '13912345678'

let site: TestSite
let wechat: MemoryChannel
let logged: string[]
let heard = ''

beforeEach(async () => {
  wechat = new MemoryChannel('wechat')
  logged = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  site = await testSite({ channels: [wechat, new MemoryChannel('web')], log })
  Object.assign(site.ctx, { log })
})
afterEach(() => site.close())

async function says(...lines: string[]) {
  heard = await sendLines(site.ctx, OPENID, lines, { channel: 'wechat' })
}

/** First with a name, then without: what was said before must not stay in sight. */
async function anonymousReport(): Promise<string> {
  await says(
    '举报',
    `村里的低保名额给了亲戚。我叫${NAME}，我的电话 139 1234 5678`,
    '跳过',
    '留名',
    NAME,
    PHONE,
  )
  await says('是否留名改成匿名', '确认')
  if (!findCaseNumbers(heard)[0]) await says('确认')
  return findCaseNumbers(heard)[0]!.number!
}

/** Everything an officer of each role can get at. */
async function everythingShown(number: string): Promise<Map<string, string>> {
  const { ctx, url } = site
  const seen = new Map<string, string>()
  const roles: Role[] = ['dispatcher', 'clerk', 'reviewer', 'manager', 'auditor', 'admin']
  for (const role of roles) {
    const login = `look-${role}`
    await addOfficer(ctx, login, role)
    const desk = await signedIn(site, login)
    const token = await liveToken(ctx, login)
    const pages = ['/desk', '/desk?view=all', `/desk?view=all&q=${encodeURIComponent('低保')}`]
    pages.push(`/desk/cases/${number}`, `/desk/cases/${number}/repro`, `/desk/cases/${number}/receipt`)
    for (const page of pages) seen.set(`${role} ${page}`, (await desk.get(page)).text)
    const api = ['/cases', `/cases/${number}`, '/digests/2026-W47', '/me']
    for (const path of api) {
      const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })
      seen.set(`${role} api ${path}`, await response.text())
    }
    for (const q of [NAME, PHONE, '端木']) {
      const list = await fetch(`${url}/api/v1/cases?q=${encodeURIComponent(q)}`, {
        headers: { authorization: `Bearer ${token}` },
      })
      const { items } = (await list.json()) as { items?: { number: string }[] }
      expect(items ?? [], `${role} finds it by ${q}`).toEqual([])
    }
  }
  const code = ctx.secrets.trackingCode(number)
  seen.set('own page', (await new Visitor(url).own(number, code)).text)
  for (const page of ['/public', '/guides', '/metrics'])
    seen.set(page, await (await fetch(`${url}${page}`)).text())
  // As it is stored: what officers searched for, here by every name, stands in its sealed detail.
  seen.set('audit', JSON.stringify(await storedRows(ctx, 'AuditEntry')))
  seen.set('events', JSON.stringify(await ctx.db.read.caseEvent.findMany()))
  seen.set('case', JSON.stringify(await ctx.db.read.case.findMany({ where: { number } })))
  seen.set('log', logged.join('\n'))
  return seen
}

/** The end of the phone as a number of its own (139****5678): within a longer one, a token say, it is chance. */
const PHONE_END = /(?<![\w-])5678(?![\w-])/

const secretsIn = (text: string) => [
  ...[OPENID, NAME, PHONE, '139 1234 5678'].filter(secret => text.includes(secret)),
  ...(PHONE_END.exec(text) ?? []),
]

describe('an anonymous case', () => {
  it('shows nobody who it is: desk, API, search, export, reports, audit and logs', async () => {
    const number = await anonymousReport()
    const row = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    expect(row).toMatchObject({ anonymous: true, nameSealed: null, phoneSealed: null })
    const seen = await everythingShown(number)
    expect(seen.get(`dispatcher /desk/cases/${number}`)).toContain('匿名（身份不显示）')
    expect(seen.get(`dispatcher api /cases/${number}`)).toContain('低保名额')
    expect(seen.get('log')).not.toBe('')
    const found = [...seen].flatMap(([where, text]) => secretsIn(text).map(secret => `${where}: ${secret}`))
    expect(found).toEqual([])
  })

  it('can be asked and can answer: the question and the reply reach the resident, the answer the officer', async () => {
    const number = await anonymousReport()
    const { ctx } = site
    const dispatcher = await officer(ctx, 'dispatcher', '王受理')
    const clerk = await officer(ctx, 'clerk', '李经办', 'discipline')
    const reviewer = await officer(ctx, 'reviewer', '赵审核')
    await assignCase(ctx, number, dispatcher, { department: 'discipline' })
    await moveCase(ctx, number, 'askResident', { text: '是哪一年的名额？' }, clerk)
    await deliverOutbox(ctx)
    expect(wechat.sent.at(-1)).toMatchObject({ to: OPENID })
    expect(wechat.sent.at(-1)!.message.text).toContain('是哪一年的名额？')

    await says(number, '补充', `2025 年的。我叫${NAME}，打${PHONE}找我`, '跳过')
    const view = await moveCase(ctx, number, 'draft', { text: '已经核实，名额退回重评。' }, clerk)
    const supplement = view.events.find(e => e.type === 'supplemented')
    expect(supplement?.data['text']).toContain('2025 年的')
    await moveCase(ctx, number, 'submit', {}, clerk)
    await moveCase(ctx, number, 'approve', {}, reviewer)
    await deliverOutbox(ctx)
    expect(wechat.sent.at(-1)).toMatchObject({ to: OPENID })
    expect(wechat.sent.at(-1)!.message.text).toContain('名额退回重评')
    await says('5')
    expect(heard).toContain('谢谢您的评价')

    const seen = await everythingShown(number)
    const found = [...seen].flatMap(([where, text]) => secretsIn(text).map(secret => `${where}: ${secret}`))
    expect(found).toEqual([])
  })

  it('registered by an officer with a name and a phone, keeps neither', async () => {
    const number = await openedCase(site.ctx, {
      kind: 'report',
      text: '村里的低保名额给了亲戚',
      anonymous: true,
      resident: { name: NAME, phone: PHONE },
    })
    const row = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    expect(row).toMatchObject({ nameSealed: null, phoneSealed: null })
    expect(row.text).toContain('低保名额')
    const seen = await everythingShown(number)
    const found = [...seen].flatMap(([where, text]) => secretsIn(text).map(secret => `${where}: ${secret}`))
    expect(found).toEqual([])
  })
})

describe('what identifies the writer in a text', () => {
  it.each([
    [`我叫${NAME}，村长的电话是13700001111`, '我叫〔姓名不显示〕，村长的电话是13700001111'],
    [
      '我的手机13912345678，骗子公司的号码是13700001111',
      '我的手机〔电话不显示〕，骗子公司的号码是13700001111',
    ],
    ['他用13700001111给人打电话要钱', '他用13700001111给人打电话要钱'],
    ['幸福路12号的烟酒店卖假烟', '幸福路12号的烟酒店卖假烟'],
    [PHONE, '〔电话不显示〕'],
  ])('%s', (text, shown) => {
    expect(withoutTheWriter(text)).toBe(shown)
  })
})
