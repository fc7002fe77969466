import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { VIEWS } from '../../../src/domain/cases/views.ts'
import { DIMENSIONS } from '../../../src/domain/numbers/counts.ts'
import { RUNS } from '../../../src/jobs/jobs.ts'
import { addFirstMessages } from '../../../src/store/talk/first-messages.ts'
import { MEASURE_NAMES } from '../../../src/usecases/numbers/dashboard.ts'
import { makeMissingDigests } from '../../../src/usecases/numbers/make-digest.ts'
import { eraseExpired } from '../../../src/usecases/talk/forget/erase.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase, openedCase } from '../../helpers/cases.ts'
import { officer, typed } from '../../helpers/context.ts'
import { draftItem } from '../../helpers/publishing.ts'
import { publish } from '../../helpers/replies.ts'

import { addOfficers, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/**
 * No request or job reads a whole table: the SQL that they really send is caught and explained. How SQLite goes about it
 * does not depend on how much there is (it has no statistics here), so a handful of cases tells of a million.
 */

let site: TestSite
let number: string
let item: string
const caught = new Map<string, string>()
const askedFor = { now: '' }
const METRICS_TOKEN = 'a-token-for-prometheus'

beforeAll(async () => {
  site = await testSite({ config: { METRICS_TOKEN } })
  // From the start: a connection prepares a statement once, for whichever request comes first.
  const prepare = Sqlite.prototype.prepare
  vi.spyOn(Sqlite.prototype, 'prepare').mockImplementation(function (this: Sqlite.Database, sql: string) {
    if (!caught.has(sql)) caught.set(sql, askedFor.now || 'preparation')
    return prepare.call(this, sql)
  })
  const { ctx } = site
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const reviewer = await officer(ctx, 'reviewer', '赵审核')
  const { clerk, correspondent } = await addOfficers(ctx, {
    clerk: ['clerk', 'construction'],
    manager: 'manager',
    reviewer: ['reviewer', 'party-office'],
    correspondent: ['correspondent', 'party-office'],
    dispatcher: 'dispatcher',
    auditor: 'auditor',
    admin: 'admin',
  })
  ctx.clock.set('2026-11-02T10:00+08:00')
  await receiveMessage(ctx, typed(ctx, 'browser', '你好'))
  await ctx.db.inTransaction(async tx => {
    const text = {
      text: '那个事',
      textKey: 'x',
      way: 'other',
      outcome: 'menu',
      sure: 50,
      missed: true,
    } as const
    const at = new Date('2026-11-15T10:00+08:00')
    await addFirstMessages(tx, [{ ...text, contactId: 1, step: null, kind: null, guideId: null, at }])
  })
  const open = async () =>
    await openedCase(ctx, { text: '西河村的路灯坏了', area: 'xihe', category: 'road' }, dispatcher)
  number = await open()
  await open()
  await assignCase(ctx, number, dispatcher, { department: 'construction', officer: 'clerk' })
  await answerCase(ctx, number, '明天修好。', [clerk, reviewer])
  await publish(ctx, number, reviewer, { question: '西河村的路灯坏了谁修', text: '明天修好。' })
  item = await draftItem(ctx, correspondent)
  ctx.clock.set('2026-11-16T10:00+08:00')
  await makeMissingDigests(ctx)
})
afterAll(async () => {
  vi.restoreAllMocks()
  await site.close()
})

const FILTERS = [
  'kind=complaint',
  'status=closed',
  'status=received',
  'department=construction',
  'area=xihe',
  'category=road',
  'assignee=clerk',
  'assignee=-',
  'channel=phone',
  'overdue=true',
  'overdue=false',
  'from=2026-01-01',
  'to=2026-11-16',
  'q=路灯',
  'kind=report&area=xihe&category=road&channel=api&from=2026-01-01&to=2026-11-16&q=路灯',
]
/** Behind the first page of a list of counted items. */
const BEHIND = Buffer.from(JSON.stringify({ at: '2026-06-01T00:00:00Z', id: 9 })).toString('base64url')
const WEEK = 'from=2026-11-02&to=2026-11-08'

const ITEM_LISTS = [
  '/desk/items',
  '/desk/items/columns',
  '/desk/items?before=9',
  ...['status=draft', 'column=news', 'area=dongshan', 'status=published&column=news&area=dongshan'].map(
    filter => `/desk/items?${filter}`,
  ),
]

const VISITS = ['open', 'answered', 'all'].flatMap(view => [
  `/desk/visits?view=${view}`,
  `/desk/visits?view=${view}&before=2026-11-20.9`,
])
const MARKS = [
  ...['open', 'all'].flatMap(view => [
    `/desk/marks?view=${view}`,
    `/desk/marks?view=${view}&from=2026-01-01&to=2026-11-16&before=1800000000000.9`,
  ]),
  '/desk/marks/bulletin?from=2026-11-01&to=2026-11-16',
  '/desk/marks/bulletin.xlsx?from=2026-11-01&to=2026-11-16',
]
const DESK: Record<string, readonly string[]> = {
  correspondent: [
    ...ITEM_LISTS,
    '/desk/items/new',
    '/desk/items/ITEM',
    '/desk/items/ITEM/edit',
    '/desk/items/ITEM/versions/1',
  ],
  reviewer: [...ITEM_LISTS, '/desk/items/ITEM'],
  manager: [
    ...ITEM_LISTS,
    ...Object.keys(VIEWS).map(view => `/desk?view=${view}`),
    ...['all', 'open', 'supervised'].flatMap(view => FILTERS.map(filter => `/desk?view=${view}&${filter}`)),
    '/desk/board',
    ...['review', 'all', 'retired'].flatMap(state =>
      ['', '&after=1'].map(more => `/desk/replies?state=${state}${more}`),
    ),
    '/desk/replies/1',
    '/desk/replies/1/draft',
    '/desk/views',
    '/desk/reminders',
    '/desk/reminders/count',
    '/desk/digests',
    '/desk/digests/2026-W45',
    '/desk/digests/2026-W30',
    '/desk/digests/2026-11.xlsx',
    '/desk/digests/2026-W45/ages.svg',
    ...DIMENSIONS.map(by => `/desk/dashboard?${WEEK}&by=${by}`),
    ...MEASURE_NAMES.map(measure => `/desk/dashboard/cases?${WEEK}&measure=${measure}`),
    '/desk/annual/2026',
    '/desk/annual/2026/report',
    ...['issued', 'repealed', 'inForce'].map(what => `/desk/annual/2026/documents?what=${what}`),
    '/desk/items/counts',
    ...['published', 'updated', 'withdrawn', 'wechat', 'comments', 'opinions', 'consultations'].flatMap(
      what => ['', `&after=${BEHIND}`].map(after => `/desk/items/counts/list?what=${what}${after}`),
    ),
    '/desk/assessment/2026-11',
    '/desk/conversations',
    '/desk/blocks',
    '/desk/blocks?before=9',
    '/desk/account',
    '/desk/samples',
    '/desk/sample-results',
    ...VISITS,
    ...MARKS,
    '/desk/wordings',
    '/desk/first-messages',
    '/desk/first-messages/missed',
  ],
  clerk: [
    ...Object.keys(VIEWS).map(view => `/desk?view=${view}`),
    ...FILTERS.map(filter => `/desk?view=all&${filter}`),
    '/desk/cases/NUMBER',
    '/desk/colleagues?q=z',
    ...MARKS,
    ...VISITS,
  ],
  dispatcher: [
    '/desk/cases/NUMBER',
    '/desk/cases/NUMBER/receipt',
    '/desk/new',
    '/desk/conversations?said=photo',
    '/desk/conversations?unclear=on',
    '/desk/canned',
  ],
  auditor: [
    '/desk/cases/NUMBER',
    '/desk/samples',
    '/desk/audit',
    ...['from=2026-01-01', 'to=2026-11-16', 'from=2026-01-01&to=2026-11-16'].flatMap(days =>
      ['', '&login=clerk', '&before=1'].map(more => `/desk/audit?${days}${more}`),
    ),
    '/desk/audit?action=signed_in',
    '/desk/audit?target=NUMBER',
  ],
  admin: ['/desk/officers', '/desk/settings', '/desk/qr', '/desk/audit'],
}
const PUBLIC = [
  '/public',
  '/public/replies',
  '/public/replies?before=9',
  ...['q=灯', 'q=路灯', 'area=xihe', 'q=路灯&area=xihe&category=road&before=9', 'q=没有的话'].map(
    query => `/public/replies?${query}`,
  ),
  '/public/replies/feed.xml',
  '/guides?q=路灯坏了谁修',
  '/public/replies/1',
  '/public/visits',
  '/public/visits?before=1800000000000.9',
  '/public/rates/2026-W45',
  '/public/rates/2026-W45.json',
  '/readyz',
]
const API = [
  '/cases',
  ...FILTERS.filter(f => /^(kind|status|department|area|assignee|overdue|q)=[^&-]+$/.test(f)).map(
    f => `/cases?${f}`,
  ),
  '/cases/NUMBER',
  '/digests/2026-W45',
  '/guides?q=低保',
  '/me',
  '/departments',
]

/** Tables that stay small however long an office works, and what keeps them so. */
const SMALL: Record<string, string> = {
  Backup: 'the last sixty',
  Officer: 'the people of one office',
  ApiToken: 'some for a person at most',
  CannedReply: 'texts that people wrote to use again',
  Counter: 'one row a year',
  CountVersion: 'the version of the rules that is shown, and the next while it is counted',
  CountDue: 'only what is not counted yet; one is asked for',
  LedgerCheckpoint: 'one a day, the newest asked for by its key',
  LedgerKey: 'one, and one more for each change of it',
  LedgerWitness: 'the witnesses of one office',
  Notice: 'one row for each kind of trouble',
  RouterTraining: 'one row a night, the newest asked for by its index',
  SceneCode: 'one for a village or a window',
}

/** Walks that end after a page, or are what an index was made for. */
const WALKS: readonly [plan: RegExp, why: string, sql?: RegExp][] = [
  [/^SCAN Case USING COVERING INDEX Case_list_idx$/, 'the index that lists are sifted by, from its end'],
  [
    /^SCAN (Case|Reply)SearchIndex VIRTUAL TABLE INDEX \d+:.*M/,
    'full text: a MATCH reads the entries of its words',
  ],
  [/^SCAN main\.(AuditEntry|Sample|Item)$/, 'a page from the newest id'],
  [
    /^SCAN Item USING COVERING INDEX Item_columnId_areaId_updatedLiveAt_id_idx$/,
    'when each column was last updated: short entries of an index, none of the items',
  ],
  [
    /^SCAN main\.Case$/,
    'the newest cases that were assigned',
    / NOT IN \(\?,\?,\?,\?\)\) ORDER BY `main`\.`Case`\.`id` DESC LIMIT /,
  ],
  [
    /^SCAN main\.Digest /,
    'once a week, the reports of the week',
    / WHERE `main`\.`Digest`\.`createdAt` >= \? /,
  ],
  [/^SCAN main\.Case$/, 'the first case there is', / WHERE 1=1 ORDER BY `main`\.`Case`\.`id` ASC LIMIT /],
  [/^SCAN main\.Case$/, 'once, when the ledger begins', / OR `main`\.`Case`\.`replyDueOn` > \? OR /],
  [/^SCAN sub$/, 'Prisma counts what an inner query, explained beside it, found'],
]

/** Searches that begin with half of a table: an index on something that has few values, and nothing else of it. */
const BROAD = /USING (COVERING )?INDEX (Case_kind_|CaseEvent_type_)\w+ \((kind|type)=\?\)$/
/** Nor on an instant that has not come: what is held, objected to or published is rare, what is not is everything. */
const NEVER = /USING (COVERING )?INDEX Case_\w+ \(\w+At=\?\)$/
/** Entries of years would be sorted for a page. */
const SORTED = /^USE TEMP B-TREE FOR ORDER BY$/

const isBad = (detail: string, sql: string): boolean => {
  if (BROAD.test(detail) || NEVER.test(detail)) return true
  if (SORTED.test(detail) && / FROM `main`\.`AuditEntry` /.test(sql)) return true
  const table = /^SCAN (?:main\.)?(\w+)/.exec(detail)?.[1]
  return (
    table !== undefined &&
    !SMALL[table] &&
    !WALKS.some(([walk, , text]) => walk.test(detail) && (text?.test(sql) ?? true))
  )
}

it('every query that a request or a job makes finds its rows by an index', async () => {
  const { ctx, url } = site
  const ask = async (visitor: Visitor, path: string, headers?: Record<string, string>) => {
    askedFor.now = path
    const { status } = await visitor.get(path.replace('NUMBER', number).replace('ITEM', item), headers)
    askedFor.now = ''
    expect([path, status]).toEqual([path, 200])
  }
  for (const [login, paths] of Object.entries(DESK)) {
    const visitor = await signedIn(site, login)
    for (const path of paths) await ask(visitor, path)
  }
  const anybody = new Visitor(url)
  askedFor.now = '/c'
  await anybody.own(number, ctx.secrets.trackingCode(number))
  for (const path of [...PUBLIC, `/c/${number}`]) await ask(anybody, path)
  askedFor.now = 'a vote'
  for (const useful of ['yes', 'no']) await anybody.post('/public/replies/1/vote', { useful })
  askedFor.now = ''
  await ask(anybody, '/metrics', { authorization: `Bearer ${METRICS_TOKEN}` })
  const token = await liveToken(ctx, 'manager')
  for (const path of API) await ask(anybody, `/api/v1${path}`, { authorization: `Bearer ${token}` })

  for (const text of ['你好', '确认删除我的信息']) {
    askedFor.now = `a resident who writes ${text}`
    await receiveMessage(ctx, typed(ctx, 'browser-2', text))
    askedFor.now = ''
  }
  ctx.clock.set('2026-11-17T08:30+08:00')
  await ctx.db.inTransaction(async tx => {
    for (const { id } of await tx.officer.findMany())
      await tx.officerWay.create({
        data: { officerId: id, way: 'mail', mode: 'daily', confirmedAt: ctx.now(), createdAt: ctx.now() },
      })
  })
  for (const [job, run] of Object.entries(RUNS)) {
    // Converts the rows of an old version once, whatever it has to read.
    if (job === 'seal') continue
    askedFor.now = `the job ${job}`
    await run(ctx, AbortSignal.timeout(60_000))
    askedFor.now = ''
  }
  ctx.clock.set('2046-11-16T10:00+08:00')
  askedFor.now = 'the nightly erasing'
  expect(await eraseExpired(ctx)).toBeGreaterThan(0)
  askedFor.now = ''

  const db = new Sqlite(ctx.config.databaseUrl.slice('file:'.length), { readonly: true })
  const bad: string[] = []
  for (const [sql, path] of caught) {
    // Prisma asks for nothing where a list of ids is empty.
    if (!/^\s*(SELECT|WITH|UPDATE|DELETE)/i.test(sql) || sql.includes('WHERE 1=0')) continue
    const values = Array(sql.split('?').length - 1).fill(null)
    const plan = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...values)
    for (const { detail } of plan)
      if (isBad(detail, sql)) bad.push(`${path}: ${detail}\n    ${sql.replace(/\s+/g, ' ').slice(0, 400)}`)
  }
  db.close()
  expect(caught.size).toBeGreaterThan(100)
  expect(bad).toEqual([])
})
