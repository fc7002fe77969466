import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { simpleParser } from 'mailparser'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailer } from '../../../src/channels/email/mod.ts'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import { commitmentOf } from '../../../src/domain/numbers/ledger/commitment.ts'
import { ROLES, type Role } from '../../../src/domain/office/roles.ts'
import type { OfficerActor } from '../../../src/domain/people/actor.ts'
import { may } from '../../../src/domain/people/policy.ts'
import { setWay } from '../../../src/store/people/officer-ways.ts'
import { addComment } from '../../../src/store/publish/item-comments.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { sendDailyLists } from '../../../src/usecases/notify/daily-list.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { pushReminders } from '../../../src/usecases/notify/push-reminders.ts'
import { sendDigests } from '../../../src/usecases/notify/send-digests.ts'
import { sendLetters } from '../../../src/usecases/notify/send-letters.ts'
import { makeMissingDigests } from '../../../src/usecases/numbers/make-digest.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase, openedCase } from '../../helpers/cases.ts'
import { MemoryChannel, sampleOffice, typed } from '../../helpers/context.ts'
import { mailServer } from '../../helpers/mail-server.ts'
import { draftItem } from '../../helpers/publishing.ts'
import { getPaths } from '../../helpers/routes.ts'
import { addEveryRole, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/**
 * Marks that a reporter leaves, looked for everywhere: every page the router has for every role, lists, exports, API,
 * reports, logs, and the rows of the database. What is added to the site later is walked over, too.
 */

interface Reporter {
  /** Everything of theirs that must be nowhere. */
  marks: string[]
  /** What must be there: the walk has seen their case. */
  matter: string
}

let site: TestSite
let mails: Awaited<ReturnType<typeof mailServer>>
let chats: MemoryChannel[]
const logged: string[] = []
let officers: Record<Role, OfficerActor>
const reporters: Record<string, Reporter> = {}
const numbers: Record<string, string> = {}
let item = ''

/** A number of somebody who gave their name: seen by an audited look alone. */
const OPEN_PHONE = '13911112222'

beforeAll(async () => {
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  chats = [new MemoryChannel('wechat'), new MemoryChannel('telegram'), new MemoryChannel('web')]
  const content = await sampleOffice()
  const letters = ['discipline', undefined].map(department => ({
    to: `${department ?? 'mayor'}@office.example`,
    ...(department && { department }),
    periods: ['week', 'month'] as ('week' | 'month')[],
  }))
  const office = { ...content.office, digest: { ...content.office.digest, mail: letters } }
  site = await testSite({ channels: chats, log, content: { ...content, office } })
  mails = await mailServer()
  const mail = createMailer({ url: `smtp://127.0.0.1:${mails.port}`, from: '回音 <huiyin@office.example>' })
  Object.assign(site.ctx, { log, mail })
  const { ctx } = site
  ctx.clock.set('2026-11-02T10:00+08:00')
  officers = await addEveryRole(ctx, 'discipline')
  for (const role of ROLES) {
    const { id } = officers[role]
    const addressSealed = ctx.secrets.seal(`${role}@office.example`, 'officer.mail')
    await ctx.db.inTransaction(tx =>
      setWay(tx, id, 'mail', { mode: 'now', addressSealed, confirmedAt: ctx.now() }, ctx.now()),
    )
  }
  const says = async (from: string, channel: 'wechat' | 'telegram' | 'web', lines: (string | object)[]) => {
    let heard = ''
    for (const line of lines) {
      const more = typeof line === 'string' ? {} : line
      const text = typeof line === 'string' ? line : ''
      const { replies } = await receiveMessage(ctx, typed(ctx, from, text, { channel, ...more }), {
        passive: all => all.length,
      })
      heard = replies.map(r => r.text).join('\n')
      ctx.clock.advance(1)
    }
    const found = findCaseNumbers(heard)[0]?.number
    if (!found) throw new Error(`no case: ${heard}`)
    return found
  }

  numbers['turned'] = await says('turned', 'wechat', [
    '举报',
    '村里的低保名额给了亲戚。我叫阿卜杜热合曼·买买提，我家住7组77号，电话 139 7777 0001，阿卜杜热合曼 敬上',
    '跳过',
    '留名',
    '阿卜杜热合曼·买买提',
    '１３９７７７７０００１',
    '是否留名改成匿名',
    '确认',
  ])
  reporters['turned'] = {
    marks: [
      '买买提',
      '热合曼',
      '77号',
      '139 7777 0001',
      '13977770001',
      '１３９７７７７０００１',
      '139****0001',
    ],
    matter: '低保名额',
  }
  numbers['corrected'] = await says('corrected', 'telegram', [
    '举报',
    '会计挪用公款。此致敬礼 龑𬭊㛃 2026年11月2日',
    '跳过',
    '留名',
    '龑𬭊',
    '跳过',
    '姓名改成 龑𬭊㛃',
    '是否留名改成匿名',
    '确认',
  ])
  reporters['corrected'] = { marks: ['龑', '𬭊', '㛃'], matter: '会计挪用公款' }
  numbers['always'] = await says('always', 'web', [
    '举报',
    '村长王大力收钱办事。我是Guliman Aziz，微信 guliman_88，身份证110101199001011237',
    '跳过',
    '匿名',
    '确认',
  ])
  reporters['always'] = { marks: ['Guliman', 'Aziz', 'guliman_88', '110101199001011237'], matter: '王大力' }
  const counter = await signedIn(site, 'dispatcher')
  await counter.get('/desk/new')
  const registered = await counter.post('/desk/new', {
    kind: 'report',
    channel: 'visit',
    text: '尉迟恭谨反映：仓库夜里偷排污水。尉迟恭谨的电话是13966660002。',
    title: '尉迟恭谨反映偷排',
    place: '尉迟恭谨家后面',
    name: '尉迟恭谨',
    phone: '13966660002',
    anonymous: '1',
  })
  numbers['counter'] = findCaseNumbers(registered.location!)[0]!.number!
  reporters['counter'] = { marks: ['尉迟', '恭谨', '13966660002', '139****0002'], matter: '偷排污水' }
  const token = await liveToken(ctx, 'dispatcher')
  const answer = await fetch(`${site.url}/api/v1/cases`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      kind: 'report',
      channel: 'api',
      text: '司空见惯先生来电：食堂采购造假。',
      resident: { name: '司空见惯', phone: '13955550003' },
      anonymous: true,
    }),
  })
  numbers['api'] = ((await answer.json()) as { number: string }).number
  reporters['api'] = { marks: ['司空见惯', '见惯', '13955550003', '139****0003'], matter: '采购造假' }

  // Somebody who signs: their number stands in the words of the case, of officers, and of the reply.
  const number = await openedCase(
    ctx,
    {
      text: `路灯坏了，请打 ${OPEN_PHONE} 联系我`,
      area: 'dongshan',
      resident: { name: '张三', phone: OPEN_PHONE },
    },
    officers.dispatcher,
  )
  numbers['signed'] = number
  // All of them are worked on, so that every list and report has them.
  for (const [who, number] of Object.entries(numbers)) {
    const by = (role: Role) => officers[role]
    await assignCase(ctx, number, by('dispatcher'), { department: 'discipline', officer: 'clerk' })
    // The first goes out at once, the others with the daily list.
    if (who === 'turned') {
      ctx.clock.advance(10)
      await pushReminders(ctx)
    }
    if (who === 'turned') {
      await moveCase(ctx, number, 'askResident', { text: '哪一年的名额？' }, by('clerk'))
      await says('turned', 'wechat', [
        number,
        '补充',
        '2025年的，我叫阿卜杜热合曼·买买提，打13977770001',
        '跳过',
      ])
    }
    if (who === 'always') continue
    const text = who === 'signed' ? `已派人到场，已电话 ${OPEN_PHONE} 告知。` : '已核实，正在处理。'
    await moveCase(ctx, number, 'note', { text: `联系过 ${OPEN_PHONE}` }, by('clerk'))
    await answerCase(ctx, number, text, [by('clerk'), by('reviewer')])
  }
  // An item on which all of them are comments.
  item = await draftItem(ctx, officers.dispatcher, {
    columnId: 'notices',
    consultation: true,
    endsOn: '2026-12-01',
  })
  await ctx.db.inTransaction(async tx => {
    const { id: itemId } = await tx.item.findUniqueOrThrow({ where: { number: item } })
    for (const number of Object.values(numbers)) {
      const { id: caseId } = await tx.case.findUniqueOrThrow({ where: { number } })
      await addComment(tx, { itemId, caseId, version: 1, createdAt: ctx.now() })
    }
  })
  await deliverOutbox(ctx)
  await pushReminders(ctx)
  ctx.clock.set('2026-11-03T08:30+08:00')
  await sendDailyLists(ctx)
  const auditor = await signedIn(site, 'auditor')
  await auditor.get('/desk/samples')
  await auditor.post('/desk/samples', { from: '2026-11-01', to: '2026-11-02', size: '20' })
  ctx.clock.set('2026-11-16T10:00+08:00')
  await makeMissingDigests(ctx)
  await sendDigests(ctx)
  await pushReminders(ctx)
  await sendLetters(ctx)
  await deliverOutbox(ctx)
}, 240_000)
afterAll(async () => {
  await mails.close()
  await site.close()
})

/** What stands for each part of an address. A new one must be added here, or its page is not looked at. */
const PARTS: Record<string, (path: string) => string[]> = {
  number: path => (path.startsWith('/open/item') ? [item] : Object.values(numbers)),
  case: () => Object.values(numbers),
  item: () => [item],
  village: () => ['dongshan'],
  column: () => ['notices'],
  version: () => ['1'],
  id: path =>
    path.includes('guides') ? ['low-income'] : /samples|sample-results|visits/.test(path) ? ['1'] : ids,
  week: () => ['2026-W45', '2026-W46'],
  period: () => ['2026-W45', '2026-11'],
  year: () => ['2026'],
  department: () => ['discipline'],
  measure: () => ['onTime'],
  chart: () => ['days', 'kinds'],
  name: () => ['style.css'],
  login: () => ['clerk'],
  scene: () => ['none'],
  hash: () => ['0'.repeat(64)],
  n: () => ['1'],
  commitment: () => Object.values(numbers).map(one => commitmentOf(one, site.ctx.secrets.ledgerSalt(one))),
}
const ids = ['1', '2', '3', '4', '5', '6', '7', '8']
/** Never ends, or is a door of its own. */
const NOT_READ = /^\/(?:desk\/live|assets|c\/wechat|desk\/cases\/:number\/live)/

const QUERIES: Record<string, string[]> = {
  '/desk': ['', '?view=all', '?view=all&q=名额', '?view=open', '?view=undelivered', '?view=mine'],
  '/desk/list.csv': ['?view=all'],
  '/desk/list.xlsx': ['?view=all'],
  '/desk/annual/:year/applications': ['?row=received'],
  '/desk/annual/:year/documents': ['?what=inForce'],
  '/desk/items/counts/list': ['?what=published', '?what=comments'],
  '/desk/dashboard/cases': ['?measure=received&from=2026-11-01&to=2026-11-16'],
  '/desk/dashboard/cases.csv': ['?measure=received&from=2026-11-01&to=2026-11-16'],
  '/desk/dashboard/cases.xlsx': ['?measure=received&from=2026-11-01&to=2026-11-16'],
  '/api/v1/cases': ['', '?q=名额', '?kind=report'],
  '/api/v1/guides': ['?q=低保'],
}

const addresses = (path: string): string[] => {
  const parts = [...path.matchAll(/:(\w+)/g)].map(m => m[1]!)
  const filled = parts.reduce(
    (all, part) => all.flatMap(p => (PARTS[part] ?? (() => []))(path).map(v => p.replace(`:${part}`, v))),
    [path],
  )
  return filled.flatMap(p => (QUERIES[path] ?? ['']).map(q => p + encodeURI(q)))
}

const textOf = async (response: Response) => textIn(Buffer.from(await response.arrayBuffer()))

async function textIn(bytes: Buffer): Promise<string> {
  if (bytes.subarray(0, 2).toString() !== 'PK') return bytes.toString('utf8')
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes as never)
  return book.worksheets.map(sheet => JSON.stringify(sheet.getSheetValues())).join('\n')
}

/** Everything anybody but the resident can read, by where it stands. */
async function everything(): Promise<Map<string, string>> {
  const { ctx, url } = site
  const seen = new Map<string, string>()
  const paths = getPaths(ctx).filter(p => !NOT_READ.test(p))
  for (const role of ROLES) {
    const visitor = await signedIn(site, role)
    const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const token = may(officers[role], 'useApi') ? await liveToken(ctx, role) : undefined
    for (const path of paths.filter(p => p.startsWith('/desk') || (token && p.startsWith('/api')))) {
      for (const at of addresses(path)) {
        const headers = at.startsWith('/api') ? { authorization: `Bearer ${token}` } : { cookie }
        const response = await fetch(url + at, { headers, redirect: 'manual' })
        if (response.status === 200) seen.set(`${role} ${at}`, await textOf(response))
        else if (response.status >= 500 && response.status !== 503)
          seen.set(`${role} ${at}`, `${response.status}`)
      }
    }
  }
  for (const path of paths.filter(p => !/^\/(?:desk|api|c\b|channels)/.test(p)))
    for (const at of addresses(path)) seen.set(at, await textOf(await fetch(url + at)))
  seen.set('log', logged.join('\n'))
  for (const { to, raw } of mails.taken) {
    const { subject, text, html, attachments } = await simpleParser(raw)
    const files = await Promise.all(attachments.map(a => textIn(a.content)))
    const names = attachments.map(a => a.filename)
    const where = `mail to ${to[0]}: ${subject}`
    seen.set(where, [seen.get(where), subject, text, html, ...names, ...files].join('\n'))
  }
  const { read } = ctx.db
  const rows = await Promise.all([
    read.case.findMany(),
    read.caseEvent.findMany(),
    read.message.findMany(),
    read.reminder.findMany(),
    read.auditEntry.findMany(),
    read.attachment.findMany(),
    read.sampleItem.findMany(),
    read.digest.findMany(),
    read.reply.findMany(),
    read.guideAlias.findMany(),
    read.idempotencyKey.findMany(),
  ])
  // As the service itself reads them, unsealed: hidden where it is stored, not only where it is shown.
  seen.set('rows', JSON.stringify(rows))
  const files = readdirSync(ctx.dir).filter(name => /\.db(?:-wal)?$/.test(name))
  seen.set('database file', files.map(name => readFileSync(join(ctx.dir, name)).toString('utf8')).join('\n'))
  return seen
}

describe('everywhere', () => {
  let seen: Map<string, string>
  beforeAll(async () => {
    seen = await everything()
  }, 300_000)

  it('has been looked: all of the desk for all roles, exports, API, reports', () => {
    for (const part of [
      '/api/v1/cases?',
      '/desk/list.csv',
      '/desk/list.xlsx',
      '/desk/samples/1.xlsx',
      '/desk/reminders',
      '/desk/digests',
    ])
      expect([part, [...seen.keys()].some(k => k.includes(part))]).toEqual([part, true])
    const all = [...seen].map(([, text]) => text).join('\n')
    for (const [who, { matter }] of Object.entries(reporters))
      expect([who, all.includes(matter)]).toEqual([who, true])
    // A page with a part that is not in the table here is a page nobody looks at.
    // Letters as they left: a reminder, the daily list, the report of the week with its workbook.
    for (const part of ['新分派来一件', '要办的事', '周报 2026 年第 45 周'])
      expect([part, [...seen.keys()].filter(k => k.startsWith('mail ') && k.includes(part))]).not.toEqual([
        part,
        [],
      ])
    const unknown = getPaths(site.ctx).filter(p => [...p.matchAll(/:(\w+)/g)].some(m => !PARTS[m[1]!]))
    expect(unknown).toEqual([])
  })

  it.each(['turned', 'corrected', 'always', 'counter', 'api'])('nothing tells who reported: %s', who => {
    const found = [...seen].flatMap(([where, text]) =>
      reporters[who]!.marks.filter(mark => text.includes(mark)).map(mark => `${where}: ${mark}`),
    )
    expect(found).toEqual([])
  })

  it('the number of somebody who signed is masked, in whatever words it stands', () => {
    const writes = /^(?:rows|database file|log)$/
    const found = [...seen].filter(([where, text]) => !writes.test(where) && text.includes(OPEN_PHONE))
    expect(found.map(([where]) => where)).toEqual([])
    expect(seen.get(`auditor /desk/cases/${numbers['signed']}`)).toContain('139****2222')
    expect(seen.get('log')).not.toContain(OPEN_PHONE)
  })
})

describe('a number of somebody who signed', () => {
  it('is shown by an audited view, to officers with the right', async () => {
    const number = numbers['signed']!
    const dispatcher = await signedIn(site, 'dispatcher')
    await dispatcher.get(`/desk/cases/${number}`)
    const { text } = await dispatcher.post(`/desk/cases/${number}/reveal`)
    expect(text).toContain(`请打 ${OPEN_PHONE} 联系我`)
    expect(
      await site.ctx.db.read.auditEntry.count({ where: { action: 'personal_data_seen', target: number } }),
    ).toBe(1)
    const auditor = await signedIn(site, 'auditor')
    await auditor.get(`/desk/cases/${number}`)
    const refused = await auditor.post(`/desk/cases/${number}/reveal`)
    expect(refused.status).toBe(403)
    expect(refused.text).not.toContain(OPEN_PHONE)
  })

  it.each([
    [{ redactedText: `已修好，详询 ${OPEN_PHONE}` }, '公开的答复'],
    [{ redactedText: '已修好，详询 139，1111，2222' }, '电话号码'],
    [{ redactedText: '已修好', redactedQuestion: `请打${OPEN_PHONE}` }, '公开的问题'],
    [{ redactedText: '已修好，身份证110101199001011237' }, '身份证号'],
    [{ redactedText: '已告知张三' }, '姓名'],
    [{ redactedText: '已告知 张 三' }, '姓名'],
  ])('is never published: %j', async (fields, told) => {
    const number = numbers['signed']!
    const reviewer = await signedIn(site, 'reviewer')
    const { status, text } = await reviewer.move(number, 'publish', {
      openness: 'open',
      secrecyChecked: 'yes',
      redactedQuestion: '路灯坏了',
      ...fields,
    } as Record<string, string>)
    expect(status).toBe(422)
    expect(text).toContain(told)
    const page = await new Visitor(site.url).get('/public/replies')
    for (const mark of [OPEN_PHONE, '张三', '110101']) expect(page.text).not.toContain(mark)
  })

  it('is out of what the form begins with, and the office’s own number may be published', async () => {
    const number = numbers['signed']!
    const reviewer = await signedIn(site, 'reviewer')
    const page = await reviewer.get(`/desk/cases/${number}`)
    expect(page.text).toContain('〔电话〕 告知')
    const { phone } = site.ctx.content().office
    const fields = {
      openness: 'open',
      secrecyChecked: 'yes',
      redactedQuestion: '路灯坏了',
      redactedText: `已修好，详询${phone}`,
    }
    expect((await reviewer.move(number, 'publish', fields)).status).toBe(303)
    expect(await new Visitor(site.url).page('/public/replies')).toContain(phone)
  })
})
