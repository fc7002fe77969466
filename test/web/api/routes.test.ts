import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../../src/domain/office/roles.ts'
import { revokeToken } from '../../../src/usecases/people/api-tokens.ts'
import { disableOfficer } from '../../../src/usecases/people/officers.ts'
import { OPERATIONS } from '../../../src/web/api/operations.ts'
import { api } from '../../../src/web/api/routes.ts'
import { problem } from '../../../src/web/api/schemas.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'
import { listen } from '../../helpers/listen.ts'
import { liveToken } from '../../helpers/token.ts'

let ctx: TestContext
let url: string
let close: () => Promise<void>
const tokens = new Map<string, string>()

beforeAll(async () => {
  ctx = await testContext()
  const app = express()
  app.use(
    '/api',
    api(ctx, { perOfficer: { points: 400, seconds: 60 }, wrongTokens: { points: 5, seconds: 60 } }),
  )
  ;({ url, close } = await listen(app))
  const people: [string, Role, string?][] = [
    ['shouli', 'dispatcher'],
    ['jingban', 'clerk', 'construction'],
    ['tongshi', 'clerk', 'construction'],
    ['minzheng', 'clerk', 'civil-affairs'],
    ['shenhe', 'reviewer'],
    ['lingdao', 'manager'],
    ['jiandu', 'auditor'],
    ['guanli', 'admin'],
    ['tingyong', 'clerk'],
    ['kuai', 'auditor'],
  ]
  for (const [name, role, department] of people) {
    await officer(ctx, role, name, department)
    tokens.set(name, await liveToken(ctx, `${role}-${name}`))
  }
})
afterAll(async () => {
  await close()
  await ctx.close()
})

/** Everything any answer holds that a test looks at; what an answer really holds is checked by its schema. */
interface Body {
  number: string
  status: string
  code: string
  detail: string
  moves: string[]
  pending: { text: string; status: string } | null
  events: { type: string }[]
  deadlines: { reply: { explanation: string } }
  errors: { path: string }[]
  items: { number: string; title: string; score: number }[]
  nextCursor: string | null
}

interface Seen {
  status: number
  body: Body
  headers: Headers
}

/** Asks the API and checks what it answers against what its documentation says, whatever the test is about. */
async function ask(
  who: string | null,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<Seen> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(who !== null && { authorization: `Bearer ${tokens.get(who)}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const json = (await response.json()) as Body
  const op = OPERATIONS.find(
    o => o.method === method.toLowerCase() && pattern(o.path).test(path.split('?')[0]!),
  )
  if (response.ok) {
    expect(response.status).toBe(op!.success.status)
    expect(op!.success.schema.parse(json)).toEqual(json)
  } else {
    expect(response.headers.get('content-type')).toContain('application/problem+json')
    expect(problem.parse(json)).toEqual(json)
    expect(json.detail).toMatch(/[\u4e00-\u9fff]/)
    if (op) expect([...op.refusals, 401, 403, 429]).toContain(response.status)
  }
  return { status: response.status, body: json, headers: response.headers }
}

const pattern = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)

const COMPLAINT = {
  kind: 'complaint',
  text: '老供销社门口的路灯坏了。',
  area: 'xihe',
  category: 'road',
  channel: 'phone',
}
describe('what is wrong with a request', () => {
  const errorsOf = async (path: string, body: unknown) =>
    (await ask('shouli', 'POST', path, { body: body as object })).body.errors as unknown as {
      path: string
      message: string
    }[]

  it('is said so that a person understands it', async () => {
    const number = await open()
    expect(await errorsOf(`/cases/${number}/moves`, { move: 'object' })).toEqual([
      { path: 'reason', message: '缺少 reason' },
    ])
    expect((await errorsOf(`/cases/${number}/moves`, { move: 'dance' }))[0]!.message).toMatch(
      /^只能是：accept、.*decline、/,
    )
    expect((await errorsOf(`/cases/${number}/moves`, {}))[0]!.message).toMatch(/^缺少 move，只能是：accept、/)
    const wrong = await errorsOf('/cases', { ...COMPLAINT, kind: 'joke', text: 5, colour: 'red' })
    expect(wrong).toContainEqual({ path: '', message: '不认识的项：colour' })
    expect(wrong).toContainEqual({ path: 'text', message: '应是文字（字符串）' })
    expect(wrong.find(e => e.path === 'kind')!.message).toMatch(/^只能是：inquiry、complaint、/)
  })

  it('is the method where the address is right', async () => {
    const { status, headers, body } = await ask('shouli', 'DELETE', '/cases')
    expect([status, headers.get('allow'), body.code]).toEqual([405, 'POST, GET, HEAD', 'method_not_allowed'])
  })
})

const open = async (more: object = {}) =>
  (await ask('shouli', 'POST', '/cases', { body: { ...COMPLAINT, ...more } })).body.number as string
const moved = (who: string, number: string, body: object, headers: Record<string, string> = {}) =>
  ask(who, 'POST', `/cases/${number}/moves`, { body, headers })

describe('a token', () => {
  it('is needed', async () => {
    const none = await ask(null, 'GET', '/me')
    expect([none.status, none.body.code]).toEqual([401, 'unauthenticated'])
    expect(none.headers.get('www-authenticate')).toBe('Bearer')
  })

  it('says whose it is', async () => {
    expect((await ask('jingban', 'GET', '/me')).body).toMatchObject({
      login: 'clerk-jingban',
      role: 'clerk',
      department: 'construction',
    })
  })

  it('ends when it is revoked or its officer is disabled', async () => {
    expect((await ask('tingyong', 'GET', '/me')).status).toBe(200)
    await disableOfficer(ctx, 'clerk-tingyong')
    expect((await ask('tingyong', 'GET', '/me')).status).toBe(401)
    const row = await ctx.db.read.apiToken.findFirstOrThrow({ where: { officer: { login: 'auditor-kuai' } } })
    await revokeToken(ctx, row.id)
    expect((await ask('kuai', 'GET', '/me')).status).toBe(401)
  })
})

describe('opening a case', () => {
  it('gives a number, a page and deadlines that explain themselves', async () => {
    const { status, body, headers } = await ask('shouli', 'POST', '/cases', { body: COMPLAINT })
    expect(status).toBe(201)
    expect(body.number).toMatch(/^2026-\d{5}-\d$/)
    expect(headers.get('location')).toBe(`/api/v1/cases/${body.number}`)
    expect(body.deadlines.reply.explanation).toContain('工作日')
  })

  it('twice with one Idempotency-Key is one case, with the same answer', async () => {
    const before = await ctx.db.read.case.count()
    const headers = { 'idempotency-key': 'hotline-17' }
    const twins = await Promise.all([
      ask('shouli', 'POST', '/cases', { body: COMPLAINT, headers }),
      ask('shouli', 'POST', '/cases', { body: COMPLAINT, headers }),
    ])
    const third = await ask('shouli', 'POST', '/cases', { body: COMPLAINT, headers })
    expect(new Set([...twins, third].map(a => JSON.stringify(a.body))).size).toBe(1)
    expect(await ctx.db.read.case.count()).toBe(before + 1)
    // The answer holds a link that opens the case: it is not kept in the clear.
    const row = await ctx.db.read.idempotencyKey.findFirstOrThrow({ where: { key: 'hotline-17' } })
    expect(row.response).not.toContain(third.body.number)
  })

  it('with the key of another request is refused; another officer may use the same key', async () => {
    const headers = { 'idempotency-key': 'hotline-18' }
    await ask('shouli', 'POST', '/cases', { body: COMPLAINT, headers })
    const other = await ask('shouli', 'POST', '/cases', { body: { ...COMPLAINT, area: 'town' }, headers })
    expect([other.status, other.body.code]).toEqual([409, 'conflict'])
    expect((await ask('jingban', 'POST', '/cases', { body: COMPLAINT, headers })).status).toBe(201)
  })

  it('with a mistake does not use up the key', async () => {
    const headers = { 'idempotency-key': 'hotline-19' }
    const wrong = await ask('shouli', 'POST', '/cases', { body: { ...COMPLAINT, area: 'nowhere' }, headers })
    expect([wrong.status, wrong.body.errors[0]!.path]).toEqual([422, 'area'])
    expect((await ask('shouli', 'POST', '/cases', { body: COMPLAINT, headers })).status).toBe(201)
  })

  it.each([
    ['no text', { ...COMPLAINT, text: ' ' }, 422, 'text'],
    ['an unknown kind', { ...COMPLAINT, kind: 'rumour' }, 422, 'kind'],
    ['a chat channel', { ...COMPLAINT, channel: 'wechat' }, 422, 'channel'],
    ['a bad phone', { ...COMPLAINT, resident: { phone: '12' } }, 422, 'resident.phone'],
    ['an unknown field', { ...COMPLAINT, status: 'closed' }, 422, ''],
  ])('with %s names the field', async (_name, body, status, path) => {
    const refused = await ask('shouli', 'POST', '/cases', { body })
    expect(refused.status).toBe(status)
    expect(refused.body.errors.map(e => e.path)).toContain(path)
  })

  it('needs JSON of a reasonable size', async () => {
    expect((await ask('shouli', 'POST', '/cases', { body: '{"kind":' })).status).toBe(400)
    expect(
      (await ask('shouli', 'POST', '/cases', { body: { ...COMPLAINT, text: '好'.repeat(200_000) } })).status,
    ).toBe(413)
    const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'kind=complaint' }
    expect((await ask('shouli', 'POST', '/cases', form)).status).toBe(415)
  })

  it('is for those who register cases', async () => {
    expect((await ask('jiandu', 'POST', '/cases', { body: COMPLAINT })).status).toBe(403)
  })
})

describe('a case', () => {
  it('goes all the way through moves to an approved answer', async () => {
    const number = await open()
    await moved('shouli', number, { move: 'accept' })
    await moved('shouli', number, { move: 'assign', department: 'construction' })
    const drafted = await moved('jingban', number, { move: 'draft', text: '路灯已修好。' })
    expect(drafted.body.pending).toMatchObject({ text: '路灯已修好。', status: 'draft' })
    expect(drafted.body.moves).toContain('submit')
    await moved('jingban', number, { move: 'submit' })
    const { status, body } = await moved('shenhe', number, { move: 'approve' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      status: 'answered',
      replies: [{ text: '路灯已修好。', approvedBy: 'shenhe' }],
    })
    expect(body.events.map(e => e.type)).toContain('answered')
    expect((await ask('lingdao', 'GET', `/cases/${number}`)).body).toMatchObject({
      number,
      status: 'answered',
    })
  })

  it('is changed by one of two officers at once; the other is told', async () => {
    const number = await open()
    const seen = await ask('shouli', 'GET', `/cases/${number}`)
    const headers = { 'if-match': seen.headers.get('etag')! }
    const both = await Promise.all([
      moved('shouli', number, { move: 'accept' }, headers),
      moved('shouli', number, { move: 'note', text: '已电话核实' }, headers),
    ])
    expect(both.map(b => b.status).sort()).toEqual([200, 412])
    const winner = both.find(b => b.status === 200)!
    expect(winner.headers.get('etag')).not.toBe(headers['if-match'])
    expect(
      (await moved('shouli', number, { move: 'note', text: '再记一笔' }, { 'if-match': '"abc"' })).status,
    ).toBe(412)
    expect(
      (await moved('shouli', number, { move: 'note', text: '再记一笔' }, { 'if-match': '*' })).status,
    ).toBe(200)
  })

  it('refuses a move that is not in the table, not allowed, or misspelt', async () => {
    const number = await open()
    const early = await moved('shouli', number, { move: 'close' })
    expect([early.status, early.body.code]).toEqual([409, 'move_refused'])
    expect((await moved('jiandu', number, { move: 'accept' })).status).toBe(403)
    expect((await moved('shouli', number, { move: 'rate', rating: 5 })).status).toBe(422)
    expect(
      (await moved('shouli', number, { move: 'decline', reason: '不归我们管' })).body.errors[0]!.path,
    ).toBe('redirect')
    expect((await moved('shouli', number, { move: 'accept', extra: 1 })).status).toBe(422)
  })

  it('out of an officer’s sight looks as if it did not exist', async () => {
    const number = await open()
    await moved('shouli', number, { move: 'accept' })
    await moved('shouli', number, { move: 'assign', department: 'construction' })
    expect((await ask('minzheng', 'GET', `/cases/${number}`)).status).toBe(404)
    expect((await moved('minzheng', number, { move: 'note', text: '看看' })).status).toBe(404)
    expect((await ask('minzheng', 'GET', `/cases/2026-99999-9`)).status).toBe(404)
    const list = await ask('minzheng', 'GET', '/cases?limit=100')
    expect(list.body.items.map(i => i.number)).not.toContain(number)
  })
})

describe('the list of cases', () => {
  it('comes in pages, each case once', async () => {
    for (let i = 0; i < 7; i++) await open({ kind: 'suggestion', text: `建议第 ${i} 条` })
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Seen = await ask(
        'shouli',
        'GET',
        `/cases?kind=suggestion&limit=3${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...page.body.items.map(i => i.number))
      cursor = page.body.nextCursor
    }
    expect(seen).toHaveLength(7)
    expect(new Set(seen).size).toBe(7)
  })

  it('filters', async () => {
    const number = await open({ area: 'beigou', text: '北沟的水渠断流了，请放水。' })
    const found = await ask(
      'shouli',
      'GET',
      `/cases?area=beigou&status=received&overdue=false&q=${encodeURIComponent('水渠')}`,
    )
    expect(found.body.items.map(i => i.number)).toEqual([number])
    expect((await ask('shouli', 'GET', '/cases?overdue=true')).body.items).toEqual([])
  })

  it('refuses filters it does not know', async () => {
    expect((await ask('shouli', 'GET', '/cases?state=open')).status).toBe(422)
    expect((await ask('shouli', 'GET', '/cases?limit=1000')).status).toBe(422)
    expect((await ask('shouli', 'GET', '/cases?cursor=nonsense')).status).toBe(400)
  })
})

describe('what the office is', () => {
  it('lists departments, areas and categories', async () => {
    const first = async (path: string) => (await ask('jiandu', 'GET', path)).body.items[0]
    expect(await first('/departments')).toMatchObject({ id: 'party-office' })
    expect(await first('/areas')).toMatchObject({ id: 'town' })
    expect(await first('/categories')).toMatchObject({ id: 'road', department: 'construction' })
  })

  it('finds guides in a resident’s words', async () => {
    const all = await ask('shouli', 'GET', '/guides')
    expect(all.body.items.length).toBeGreaterThanOrEqual(40)
    const found = await ask('shouli', 'GET', `/guides?q=${encodeURIComponent('高龄补贴怎么申请')}`)
    expect(found.body.items[0]!.title).toMatch(/高龄/)
    expect(found.body.items[0]!.score).toBeGreaterThan(0)
  })

  it('gives the digest of a week', async () => {
    const { status, body } = await ask('lingdao', 'GET', '/digests/2026-W46')
    expect(status).toBe(200)
    expect(body).toMatchObject({ period: { week: '2026-W46' }, balanced: true })
    for (const [week, words] of [
      ['2026-W99', '周次要写成'],
      ['2026-W1', '周次要写成'],
      ['W46', '周次要写成'],
      ['2030-W01', '还没有开始'],
    ] as const) {
      const refused = await ask('lingdao', 'GET', `/digests/${week}`)
      expect([week, refused.status, refused.body.code]).toEqual([week, 400, 'malformed'])
      expect(refused.body.detail).toContain(words)
    }
  })
})

describe('the API as a whole', () => {
  it('does not know other routes', async () => {
    const response = await fetch(`${url}/api/v1/nothing`)
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toContain('problem+json')
  })

  it('lets nobody try tokens for long, and says when to come again', async () => {
    const wrong = () =>
      fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer huiyin_${'x'.repeat(43)}` } })
    const statuses: number[] = []
    for (let i = 0; i < 6; i++) statuses.push((await wrong()).status)
    expect(statuses.at(-1)).toBe(429)
    expect(Number((await wrong()).headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
