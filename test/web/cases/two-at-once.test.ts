import { afterAll, beforeAll, expect, it } from 'vitest'
import { shanghaiDate } from '../../../src/domain/base/civil-date.ts'
import type { OfficerActor } from '../../../src/domain/people/actor.ts'
import { countWording } from '../../../src/store/guides/guide-aliases.ts'
import { addFirstMessages } from '../../../src/store/talk/first-messages.ts'
import { setLegalHold } from '../../../src/usecases/cases/moving/legal-hold.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { issueCode } from '../../../src/usecases/cases/own/case-codes.ts'
import { endPresence, notePresence } from '../../../src/usecases/cases/shown/presence.ts'
import { saveView } from '../../../src/usecases/cases/shown/saved-views.ts'
import { drawSample } from '../../../src/usecases/numbers/inspections.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { openedCase, RESIDENT } from '../../helpers/cases.ts'
import { typed } from '../../helpers/context.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** Requests at the same moment, on both databases: with If-Match one is done, the other is 412; none is an error of ours. */

let site: TestSite
const tokens = new Map<string, string>()
let actors: Record<string, OfficerActor>

beforeAll(async () => {
  site = await testSite()
  actors = await addOfficers(site.ctx, {
    lin: 'dispatcher',
    zhang: ['clerk', 'construction'],
    li: ['clerk', 'construction'],
    qian: 'reviewer',
    zhao: 'manager',
    bao: 'auditor',
    guan: 'manager',
  })
  for (const login of Object.keys(actors)) tokens.set(login, await liveToken(site.ctx, login))
})
afterAll(() => site.close())

const go = (number: string, login: string, move: string, input: object = {}) =>
  moveCase(site.ctx, number, move as never, input, actors[login]!)

const visitors = new Map<string, Promise<Visitor>>()
/** A browser of this officer's, signed in once. */
function signedInOnce(login: string): Promise<Visitor> {
  const known = visitors.get(login) ?? signedIn(site, login)
  visitors.set(login, known)
  return known
}

let serial = 0
/** A case of somebody who is told in the web chat what becomes of it. */
async function complaint(...steps: [string, string, object?][]): Promise<string> {
  const from = `resident-${++serial}`
  await receiveMessage(site.ctx, typed(site.ctx, from, '你好'))
  const contact = await site.ctx.db.read.contact.findFirstOrThrow({ orderBy: { id: 'desc' } })
  const number = await openedCase(site.ctx, { text: '村口的路灯坏了三天', channel: 'web' }, RESIDENT, {
    contactId: contact.id,
  })
  for (const [login, move, input] of steps) await go(number, login, move, input)
  return number
}
const ASSIGNED = [
  ['lin', 'accept'],
  ['lin', 'assign', { department: 'construction' }],
] as [string, string, object?][]
const IN_REVIEW = [
  ...ASSIGNED,
  ['zhang', 'draft', { text: '已修好。' }],
  ['zhang', 'submit'],
] as typeof ASSIGNED

const ANSWERED = [...IN_REVIEW, ['qian', 'approve']] as typeof ASSIGNED

async function api(login: string, number: string, body: object, ifMatch?: string) {
  const response = await fetch(`${site.url}/api/v1/cases/${number}/moves`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokens.get(login)}`,
      'content-type': 'application/json',
      ...(ifMatch && { 'if-match': ifMatch }),
    },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as { code?: string; number?: string } }
}

it.each([
  ['approve', IN_REVIEW, ['qian', 'zhao'], { move: 'approve' }],
  ['return', IN_REVIEW, ['qian', 'zhao'], { move: 'return', reason: '写清楚哪天修的' }],
  ['draft', ASSIGNED, ['zhang', 'li'], { move: 'draft', text: '已修好。' }],
  ['accept', [], ['lin', 'lin'], { move: 'accept' }],
  ['extend', ASSIGNED, ['zhao', 'zhao'], { move: 'extend', days: 3, reason: '等材料' }],
  ['askResident', ASSIGNED, ['zhang', 'li'], { move: 'askResident', text: '是哪一盏？' }],
] as const)('%s through the API', async (_name, steps, who, body) => {
  for (const tagged of [true, false]) {
    const number = await complaint(...(steps as typeof ASSIGNED))
    const { version } = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    const both = await Promise.all(
      who.map(login => api(login, number, body, tagged ? `"${version}"` : undefined)),
    )
    const [first, second] = both.sort((x, y) => x.status - y.status)
    expect(first!.status).toBe(200)
    // Who names no version may have come a moment later: then it is a move like any other.
    if (tagged) expect([second!.status, second!.body.code]).toEqual([412, 'stale'])
    else expect([200, 409, 412]).toContain(second!.status)
  }
})

it('forms of the desk: one is carried out, the other comes back with what was typed', async () => {
  const number = await complaint(...ASSIGNED)
  const [zhang, li] = await Promise.all(['zhang', 'li'].map(login => signedIn(site, login)))
  const { version } = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  const post = async (visitor: Visitor, text: string) => {
    await visitor.get(`/desk/cases/${number}`)
    return () => visitor.post(`/desk/cases/${number}/moves/draft`, { version: String(version), text })
  }
  const works = [await post(zhang!, '张写的答复。'), await post(li!, '李写的答复。')]
  const both = await Promise.all(works.map(work => work()))
  expect(both.map(b => b.status).sort()).toEqual([303, 412])
  expect(both.find(b => b.status === 412)!.text).toMatch(/[张李]写的答复。/)
})

it('the same list chosen by two dispatchers: each case is done once, the other reads why not', async () => {
  const numbers = [await complaint(), await complaint(), await complaint()]
  const lin = await Promise.all([signedIn(site, 'lin'), signedIn(site, 'lin')])
  const bulk = async (visitor: Visitor) => {
    await visitor.get('/desk')
    const body = new URLSearchParams({ _csrf: visitor.csrf, move: 'accept' })
    for (const number of numbers) body.append('number', number)
    const cookie = [...visitor.cookies].map(pair => pair.join('=')).join('; ')
    return () =>
      fetch(`${site.url}/desk/bulk`, { method: 'POST', body, headers: { cookie, origin: site.url } })
  }
  const works = [await bulk(lin[0]!), await bulk(lin[1]!)]
  const both = await Promise.all(works.map(work => work()))
  expect(both.map(b => b.status)).toEqual([200, 200])
  expect(
    await site.ctx.db.read.caseEvent.count({
      where: { type: 'accepted', case: { number: { in: numbers } } },
    }),
  ).toBe(3)
})

/** What else officers write on a case's page, and on pages beside it: two tabs of one officer, and two officers. */
interface Write {
  /** Whose it is: `tabs` of the first, and both at once. */
  who: [string, string]
  /** NUMBER is the case, ID what `before` gives. */
  path: string
  fields?: Record<string, string>
  /** What the second of two at once may hear; the first is 200 or 303. */
  second?: number[]
  steps?: typeof ASSIGNED
  before?: (number: string) => Promise<number>
}
const FINE = [200, 303]
const canned = async () => {
  const data = {
    title: `收到${++serial}`,
    text: '收到了。',
    departmentId: null,
    savedById: actors['qian']!.id,
    savedAt: site.ctx.now(),
  }
  return (await site.ctx.db.inTransaction(tx => tx.cannedReply.create({ data }))).id
}
const issued = async (number: string) => {
  await issueCode(site.ctx, number, actors['lin']!, 'receipt')
  return (await site.ctx.db.read.caseCode.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
}
const saved = async () => {
  const name = `我的${++serial}`
  await saveView(site.ctx, actors['zhang']!, { name, query: 'view=mine' })
  return (await site.ctx.db.read.savedView.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
}
const drawn = () =>
  drawSample(site.ctx, actors['bao']!, {
    from: shanghaiDate(site.ctx.now()),
    to: shanghaiDate(site.ctx.now()),
    size: '1',
    seed: `qinghe2026${++serial}`,
  })
const wording = async () => {
  const given = {
    guideId: 'x',
    text: '低保',
    normal: `低保${++serial}`,
    textKey: 'x',
    source: 'picked',
    now: site.ctx.now(),
  } as const
  await site.ctx.db.inTransaction(tx => countWording(tx, site.ctx.secrets, given))
  return (await site.ctx.db.read.guideAlias.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
}
const firstMessage = async () => {
  const { id: contactId } = await site.ctx.db.read.contact.findFirstOrThrow()
  const row = { contactId, text: '那个事', textKey: `x${++serial}`, way: 'other', outcome: 'none' } as const
  const more = { sure: 50, step: null, kind: null, guideId: null, missed: true, at: site.ctx.now() }
  await site.ctx.db.inTransaction(tx => addFirstMessages(tx, [{ ...row, ...more }]))
  return (await site.ctx.db.read.firstMessage.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
}
const CASE = '/desk/cases/NUMBER'
const TEXT = { title: '收到', text: '{称呼}，收到了。', departmentId: '' }
const WRITES: Record<string, Write> = {
  'a draft kept while it is typed': {
    who: ['zhang', 'li'],
    path: `${CASE}/keep`,
    fields: { text: '正在', version: '' },
  },
  'a draft emptied': { who: ['zhang', 'li'], path: `${CASE}/keep`, fields: { text: '', version: '' } },
  'a look at the resident': { who: ['zhang', 'li'], path: `${CASE}/reveal` },
  'text that came back': { who: ['zhang', 'li'], path: `${CASE}/resume` },
  'a preview': { who: ['qian', 'zhao'], path: `${CASE}/preview`, fields: { text: '路灯' }, steps: ANSWERED },
  'a code given out': { who: ['lin', 'lin'], path: `${CASE}/receipt` },
  'a code revoked': { who: ['lin', 'lin'], path: `${CASE}/codes/ID/revoke`, before: issued, second: [404] },
  'a legal hold': { who: ['zhao', 'zhao'], path: `${CASE}/hold`, fields: { reason: '在查' }, second: [409] },
  'a hold lifted': {
    who: ['zhao', 'zhao'],
    path: `${CASE}/release`,
    fields: { reason: '查完' },
    before: async number =>
      setLegalHold(site.ctx, number, { hold: true, reason: '在查' }, actors['zhao']!).then(() => 0),
    second: [409],
  },
  'a note': {
    who: ['zhang', 'li'],
    path: `${CASE}/moves/note`,
    fields: { version: '', text: '看过了' },
  },
  'reminders read': { who: ['zhang', 'li'], path: '/desk/reminders/read', fields: { upTo: '999999' } },
  'a list kept': {
    who: ['zhang', 'li'],
    path: '/desk/saved-views',
    fields: { name: '要办的', query: 'view=mine' },
  },
  'a list dropped': {
    who: ['zhang', 'zhang'],
    path: '/desk/saved-views/ID/remove',
    before: saved,
    second: [404],
  },
  'a canned reply added': { who: ['qian', 'zhao'], path: '/desk/canned', fields: TEXT },
  'a canned reply changed': { who: ['qian', 'zhao'], path: '/desk/canned/ID', fields: TEXT, before: canned },
  'a canned reply removed': {
    who: ['qian', 'zhao'],
    path: '/desk/canned/ID/remove',
    before: canned,
    second: [404],
  },
  'a finding': {
    who: ['bao', 'bao'],
    path: '/desk/samples/ID/1',
    fields: { verdict: 'bad', finding: '没有回访' },
    before: drawn,
  },
  'a wording accepted': {
    who: ['zhao', 'guan'],
    path: '/desk/wordings/ID/accepted',
    before: wording,
    second: [404],
  },
  'a first message taught': {
    who: ['zhao', 'guan'],
    path: '/desk/first-messages/decide',
    fields: { id: '', meaning: 'question' },
    before: firstMessage,
    second: [409],
  },
}

/** Fields of a form that knows the version of the case, or the id of what it is about. */
const typedOn = (version: number, id: number, fields: Record<string, string> = {}) => ({
  ...fields,
  ...('version' in fields && { version: String(version) }),
  ...('id' in fields && { id: String(id) }),
})
const filled = (path: string, number: string, id: number) =>
  path.replace('NUMBER', number).replace('ID', String(id))

it.each(Object.entries(WRITES))(
  '%s, by two tabs of one officer and by two officers',
  async (_name, write) => {
    const { who, path, fields, second = [], before, steps = ASSIGNED } = write
    for (const both of [[who[0], who[0]], who]) {
      // Some windows are a millisecond wide: several pairs, each on a case of its own.
      for (let round = 0; round < 3; round++) {
        const number = await complaint(...steps)
        const id = (await before?.(number)) ?? 0
        const { version } = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
        const visitors = await Promise.all(both.map(login => signedInOnce(login)))
        const answers = await Promise.all(
          visitors.map(v => v.post(filled(path, number, id), typedOn(version, id, fields))),
        )
        const [first, other] = answers.map(a => a.status).sort((a, b) => a - b)
        expect(FINE).toContain(first)
        expect([...FINE, ...second]).toContain(other)
      }
    }
  },
)

it('moves, views and streams of one case all at once cause no server error', async () => {
  const number = await complaint(...IN_REVIEW)
  const { version } = await site.ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  const ids = new Map<string, number>()
  for (const [name, { before }] of Object.entries(WRITES))
    ids.set(name, name === 'a hold lifted' ? 0 : ((await before?.(number)) ?? 0))
  const moves: [string, string, Record<string, string>][] = [
    ['qian', 'approve', {}],
    ['zhao', 'approve', {}],
    ['qian', 'return', { reason: '写清楚哪天修的' }],
    ['zhao', 'supervise', { instruction: '抓紧办' }],
    ['lin', 'assign', { department: 'construction' }],
  ]
  for (const login of tokens.keys()) await signedInOnce(login)
  const works: [string, () => Promise<{ status: number }>][] = [
    ...Object.entries(WRITES).flatMap(([name, { who, path, fields }]) =>
      who.map((login): [string, () => Promise<{ status: number }>] => [
        name,
        async () =>
          (await signedInOnce(login)).post(
            filled(path, number, ids.get(name)!),
            typedOn(version, ids.get(name)!, fields),
          ),
      ]),
    ),
    ...moves.map(([login, move, fields]): [string, () => Promise<{ status: number }>] => [
      move,
      async () =>
        (await signedInOnce(login)).post(`/desk/cases/${number}/moves/${move}`, {
          version: String(version),
          ...fields,
        }),
    ]),
    ...['zhang', 'zhang', 'li', 'bao', 'bao'].map((login): [string, () => Promise<{ status: number }>] => [
      'a look',
      async () => (await signedInOnce(login)).get(`/desk/cases/${number}`),
    ]),
    ...['zhang', 'zhang', 'li'].map((login): [string, () => Promise<{ status: number }>] => [
      'a stream',
      async () => {
        await notePresence(site.ctx, number, actors[login]!, 1000)
        await endPresence(site.ctx, number, actors[login]!)
        return { status: 200 }
      },
    ]),
  ]
  const answers = await Promise.all(works.map(async ([name, work]) => [name, (await work()).status] as const))
  expect(answers.filter(([, status]) => status >= 500)).toEqual([])
  // Whichever came first: a return or an instruction makes both approvals stale.
  const moved = answers.filter(([name]) => moves.some(([, move]) => move === name))
  expect(moved.map(([, status]) => status)).toContain(303)
})

it('requests at once with one idempotency key, for a case that is refused, cause no server error', async () => {
  for (let round = 0; round < 5; round++) {
    const ask = () =>
      fetch(`${site.url}/api/v1/cases`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${tokens.get('lin')}`,
          'content-type': 'application/json',
          'idempotency-key': `round-${round}`,
        },
        body: JSON.stringify({ kind: 'complaint', text: '路灯坏了', channel: 'phone', area: 'nowhere' }),
      })
    const statuses = (await Promise.all([ask(), ask(), ask(), ask()])).map(r => r.status)
    for (const status of statuses) expect(status).toBeLessThan(500)
  }
})
