import { afterEach, beforeEach, expect, test } from 'vitest'
import { passwordLink, redeemLink } from '../../../src/usecases/people/one-time-link.ts'
import { openedCase } from '../../helpers/cases.ts'
import {
  addOfficer,
  addOfficers,
  PASSWORD,
  signedIn,
  type TestSite,
  testSite,
  type Visitor,
} from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** Nobody signs for another: tokens, live pages, and what asks for the password again. */
let site: TestSite
beforeEach(async () => {
  site = await testSite()
  await addOfficers(site.ctx, { wu: 'admin', lin: 'dispatcher' })
})
afterEach(() => site.close())

async function api(token: string, method: 'GET' | 'POST', path: string, body?: object) {
  const response = await fetch(`${site.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const { code, detail } = (await response.json()) as { code?: string; detail?: string }
  return { status: response.status, code, detail }
}

/** What an administrator is shown once. */
async function made(fields: Record<string, string> = {}): Promise<string> {
  const admin = await signedIn(site, 'wu')
  await admin.get('/desk/officers')
  const page = await admin.post('/desk/officers/lin/token', { name: '统计', ...fields })
  expect(page.status).toBe(200)
  const token = /huiyin_[\w-]+/.exec(page.text)![0]
  expect(await admin.page('/desk/officers')).not.toContain(token)
  return token
}

test('a token waits for its officer, who confirms it with their password or ends it', async () => {
  const token = await made()
  expect(await api(token, 'GET', '/me')).toMatchObject({
    status: 401,
    code: 'token_pending',
    detail: expect.stringContaining('我的账户'),
  })
  const lin = await signedIn(site, 'lin')
  expect(await lin.page('/desk/reminders')).toContain('有接口令牌等您确认')
  const page = await lin.get('/desk/account')
  expect(page.text).toMatch(/统计.*用来查看.*到期/s)
  const path = /\/desk\/account\/tokens\/\d+\/confirm/.exec(page.text)![0]
  // The administrator, and whoever finds the officer's browser open.
  const wu = await signedIn(site, 'wu')
  await wu.get('/desk/account')
  expect((await wu.post(path, { proof: PASSWORD })).status).toBe(404)
  expect((await lin.post(path)).text).toContain('请再输一次您的密码')
  expect((await lin.post(path, { proof: '不是这个' })).status).toBe(422)
  expect((await api(token, 'GET', '/me')).status).toBe(401)
  expect((await lin.post(path, { proof: PASSWORD })).status).toBe(303)
  expect((await api(token, 'GET', '/me')).status).toBe(200)
  const id = /tokens\/(\d+)\/confirm/.exec(path)![1]!
  await lin.post(`/desk/account/tokens/${id}/revoke`)
  expect(await api(token, 'GET', '/me')).toMatchObject({ status: 401, code: 'unauthenticated' })
  const actions = (await site.ctx.db.read.auditEntry.findMany()).map(e => e.action)
  expect(actions).toEqual(expect.arrayContaining(['token_created', 'token_confirmed', 'token_revoked']))
})

test('a token allows its scopes only', async () => {
  await addOfficer(site.ctx, 'he', 'reviewer')
  const number = await openedCase(site.ctx, { channel: 'web' })
  const complaint = { kind: 'complaint', text: '井盖坏了', channel: 'phone' }
  const reads = await liveToken(site.ctx, 'lin', ['read'])
  expect((await api(reads, 'GET', `/cases/${number}`)).status).toBe(200)
  expect(await api(reads, 'POST', '/cases', complaint)).toMatchObject({ status: 403, code: 'scope_missing' })
  expect(await api(reads, 'POST', `/cases/${number}/moves`, { move: 'accept' })).toMatchObject({
    status: 403,
    code: 'scope_missing',
  })
  const writes = await liveToken(site.ctx, 'lin', ['cases:write'])
  expect((await api(writes, 'POST', '/cases', complaint)).status).toBe(201)
  expect((await api(writes, 'POST', `/cases/${number}/moves`, { move: 'accept' })).status).toBe(200)
  expect((await api(writes, 'GET', '/cases')).code).toBe('scope_missing')
  const reviewers = await liveToken(site.ctx, 'he', ['read', 'cases:write'])
  expect((await api(reviewers, 'POST', `/cases/${number}/moves`, { move: 'approve' })).code).toBe(
    'scope_missing',
  )
  const approves = await liveToken(site.ctx, 'he', ['cases:approve'])
  expect((await api(approves, 'POST', `/cases/${number}/moves`, { move: 'approve' })).code).toBe(
    'move_refused',
  )
})

test('an expiry of more than a year and an unknown scope are refused in words', async () => {
  const admin = await signedIn(site, 'wu')
  await admin.get('/desk/officers')
  const long = await admin.post('/desk/officers/lin/token', { days: '366' })
  expect([long.status, long.text.includes('最多 365 天')]).toEqual([422, true])
  expect((await admin.post('/desk/officers/lin/token', { scope: 'everything' })).status).toBe(422)
})

/** An open live page; `ended` comes true when it is closed, by whichever side. */
async function live(visitor: Visitor) {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(`${site.url}/desk/live`, { headers: { cookie } })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const reader = response.body!.getReader()
  await reader.read()
  const page = { isOpen: true, ended: Promise.resolve(), close: () => reader.cancel() }
  page.ended = (async () => {
    while (!(await reader.read()).done);
    page.isOpen = false
  })()
  return page
}

test.each([
  [
    'a reset',
    async () => {
      const link = new URL(await passwordLink(site.ctx, 'lin'))
      const token = link.searchParams.get('token') ?? new URLSearchParams(link.hash.slice(1)).get('token')!
      await redeemLink(site.ctx, token, { password: '东山村的路灯又亮了。' })
    },
  ],
  [
    'being disabled',
    async () => {
      const admin = await signedIn(site, 'wu')
      await admin.get('/desk/officers')
      await admin.post('/desk/officers/lin/disable')
    },
  ],
  [
    'an end of all sessions',
    async () => {
      const admin = await signedIn(site, 'wu')
      await admin.get('/desk/officers/lin/sessions')
      await admin.post('/desk/officers/lin/sessions/all/end')
    },
  ],
])('a live page is cut by %s, before anything is asked for again', async (_what, act) => {
  const lin = await signedIn(site, 'lin')
  const wu = await signedIn(site, 'wu')
  const [hers, others] = [await live(lin), await live(wu)]
  const began = performance.now()
  await act()
  await hers.ended
  // Waiting is what is measured here, not work: it is over before the next beat.
  const took = performance.now() - began
  expect(took).toBeLessThan(3500)
  expect(others.isOpen).toBe(true)
  await others.close()
  expect((await lin.get('/desk')).status).toBe(303)
})

test('a second factor, a mailbox and a chat are added only with the password', async () => {
  const lin = await signedIn(site, 'lin')
  for (const path of [
    '/desk/account/second-factor/begin',
    '/desk/account/mailbox',
    '/desk/account/chat-code',
  ]) {
    await lin.get('/desk/account')
    for (const proof of [undefined, '不是这个密码']) {
      const refused = await lin.post(path, { mail: 'lin@example.com', ...(proof && { proof }) })
      expect([path, refused.status]).toEqual([path, 422])
    }
  }
  expect(await site.ctx.db.read.oneTimeLink.count()).toBe(0)
  expect(
    (await site.ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'lin' } })).totpSealed,
  ).toBeNull()
  const code = await lin.post('/desk/account/chat-code', { proof: PASSWORD })
  expect([code.status, await site.ctx.db.read.oneTimeLink.count()]).toEqual([200, 1])
})
