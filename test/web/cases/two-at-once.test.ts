import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { typed } from '../../helpers/context.ts'
import { addOfficer, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** Requests at the same moment, on both databases: with If-Match one is done, the other is 412; none is an error of ours. */

let site: TestSite
const tokens = new Map<string, string>()
const actors = new Map<string, Actor>()

beforeAll(async () => {
  site = await testSite()
  const people = [
    ['lin', 'dispatcher'],
    ['zhang', 'clerk', 'construction'],
    ['li', 'clerk', 'construction'],
    ['qian', 'reviewer'],
    ['zhao', 'manager'],
  ] as const
  for (const [login, role, departmentId] of people) {
    await addOfficer(site.ctx, login, role, departmentId)
    const { id } = await site.ctx.db.read.officer.findUniqueOrThrow({ where: { login } })
    actors.set(login, { kind: 'officer', id, role, ...(departmentId && { departmentId }) })
    tokens.set(login, await liveToken(site.ctx, login))
  }
})
afterAll(() => site.close())

const go = (number: string, login: string, move: string, input: object = {}) =>
  moveCase(site.ctx, number, move as never, input, actors.get(login)!)

let serial = 0
/** A case of somebody who is told in the web chat what becomes of it. */
async function complaint(...steps: [string, string, object?][]): Promise<string> {
  const from = `resident-${++serial}`
  await receiveMessage(site.ctx, typed(site.ctx, from, '你好'))
  const contact = await site.ctx.db.read.contact.findFirstOrThrow({ orderBy: { id: 'desc' } })
  const { number } = await openCase(
    site.ctx,
    { kind: 'complaint', text: '村口的路灯坏了三天', channel: 'web' },
    { kind: 'resident' },
    { contactId: contact.id },
  )
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
