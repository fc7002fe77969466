import { afterEach, beforeEach, expect, test } from 'vitest'
import { listOfficers } from '../../../src/usecases/people/officers.ts'
import { firstAdminLink } from '../../../src/usecases/people/one-time-link.ts'
import {
  addOfficer,
  addOfficers,
  PASSWORD,
  signedIn,
  type TestSite,
  testSite,
  Visitor,
} from '../../helpers/site.ts'

let site: TestSite
beforeEach(async () => {
  site = await testSite()
})
afterEach(() => site.close())

test('the set-up link makes the first admin, signs them in, and works once', async () => {
  const link = new URL((await firstAdminLink(site.ctx))!)
  const visitor = new Visitor(site.url)
  expect(link.search).toBe('')
  expect(await visitor.page(link.pathname)).toContain('data-fragment="token"')
  const token = new URLSearchParams(link.hash.slice(1)).get('token')!
  const page = await visitor.post('/desk/set-up/open', { token })
  expect(page.status).toBe(200)
  expect(page.text).toContain('建立第一位管理员')
  const typed = { token, login: 'wu', name: '小吴' }

  const weak = await visitor.post('/desk/set-up', { ...typed, password: 'short', again: 'short' })
  expect(weak.status).toBe(422)
  expect(weak.text).toContain('密码至少 10 个字符')
  expect(weak.text).toContain('value="小吴"')
  const differ = await visitor.post('/desk/set-up', { ...typed, password: PASSWORD, again: `${PASSWORD}x` })
  expect(differ.text).toContain('两次输入的密码不一样')

  const made = await visitor.post('/desk/set-up', { ...typed, password: PASSWORD, again: PASSWORD })
  expect(made).toMatchObject({ status: 303, location: '/desk' })
  expect(await listOfficers(site.ctx)).toMatchObject([{ login: 'wu', role: 'admin' }])
  // An admin has no queue: their day begins with the people.
  expect(await visitor.get('/desk')).toMatchObject({ status: 303, location: '/desk/officers' })
  expect((await new Visitor(site.url).post('/desk/set-up/open', { token })).status).toBe(404)
})

test('an admin adds an officer, who sets a password by the link and can sign in', async () => {
  await addOfficer(site.ctx, 'wu', 'admin')
  const admin = await signedIn(site, 'wu')
  await admin.get('/desk/officers')
  const added = await admin.post('/desk/officers', {
    login: 'zhang',
    name: '张三',
    role: 'clerk',
    departmentId: 'civil-affairs',
  })
  expect(added.status).toBe(200)
  const token = /set-up#token=([\w-]+)/.exec(added.text)![1]!
  const zhang = new Visitor(site.url)
  expect((await zhang.post('/desk/set-up/open', { token })).text).toContain('张三')
  expect((await zhang.post('/desk/set-up', { token, password: PASSWORD, again: PASSWORD })).status).toBe(303)
  expect((await zhang.get('/desk')).status).toBe(200)
  await signedIn(site, 'zhang')

  await admin.post('/desk/officers/zhang/disable')
  expect(await zhang.get('/desk')).toMatchObject({ status: 303, location: '/desk/sign-in' })
  expect((await new Visitor(site.url).signIn('zhang')).status).toBe(401)
})

test('a mistake in the form of a new officer keeps what was typed', async () => {
  await addOfficer(site.ctx, 'wu', 'admin')
  const admin = await signedIn(site, 'wu')
  await admin.get('/desk/officers')
  const refused = await admin.post('/desk/officers', { login: 'wu', name: '重名', role: 'reviewer' })
  expect(refused.status).toBe(409)
  expect(refused.text).toContain('这个登录名已经有人用了')
  expect(refused.text).toContain('value="重名"')
})

test('the cookie is HttpOnly and SameSite=Lax; over HTTPS it is Secure and bound to the host', async () => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const answer = await new Visitor(site.url).post('/desk/sign-in', { login: 'lin', password: PASSWORD })
  const [cookie] = answer.headers.getSetCookie()
  expect(cookie).toMatch(/^huiyin_desk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)

  const https = await testSite({ config: { BASE_URL: 'https://office.example' } })
  try {
    await addOfficer(https.ctx, 'lin', 'dispatcher')
    const visitor = new Visitor(https.url, { origin: 'https://office.example' })
    const secure = await visitor.post('/desk/sign-in', { login: 'lin', password: PASSWORD }, visitor.headers)
    expect(secure.headers.getSetCookie()[0]).toMatch(
      /^__Host-huiyin=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(secure.headers.get('strict-transport-security')).toContain('max-age=31536000')
  } finally {
    await https.close()
  }
})

test('signing out ends the session on the server', async () => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const lin = await signedIn(site, 'lin')
  const kept = new Map(lin.cookies)
  expect((await lin.post('/desk/sign-out')).location).toBe('/desk/sign-in')
  const thief = new Visitor(site.url)
  for (const [name, value] of kept) thief.cookies.set(name, value)
  expect((await thief.get('/desk')).location).toBe('/desk/sign-in')
})

test('too many wrong passwords get 429 with Retry-After, in words', async () => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const visitor = new Visitor(site.url)
  for (let i = 0; i < 6; i++) expect((await visitor.signIn('lin', `wrong ${i}`)).status).toBe(401)
  const refused = await visitor.signIn('lin')
  expect(refused.status).toBe(429)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(refused.text).toContain('试的次数太多了')
})

test('the password page refuses a wrong old password, and changes a right one', async () => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const lin = await signedIn(site, 'lin')
  await lin.get('/desk/account')
  const change = (current: string) =>
    lin.post('/desk/account/password', { current, password: `${PASSWORD}新`, again: `${PASSWORD}新` })
  expect((await change('wrong')).text).toContain('现在的密码不对')
  expect((await change(PASSWORD)).location).toBe('/desk/account?done=password')
  expect((await new Visitor(site.url).signIn('lin')).status).toBe(401)
})

test.each([
  ['https://evil.example/desk', '/desk'],
  ['//evil.example/desk', '/desk'],
  ['/\\evil.example/desk', '/desk'],
  ['/desk/../../evil', '/desk'],
  ['/desk\r\nSet-Cookie: a=b', '/desk'],
  ['javascript:alert(1)', '/desk'],
  ['JaVaScRiPt:alert(1)//desk', '/desk'],
  ['data:text/html,<script>alert(1)</script>', '/desk'],
  ['\\\\evil.example/desk', '/desk'],
  ['\\/evil.example', '/desk'],
  ['/\t/evil.example/desk', '/desk'],
  ['/\n/evil.example/desk', '/desk'],
  ['\t//evil.example', '/desk'],
  ['///evil.example/desk', '/desk'],
  ['%2f%2fevil.example', '/desk'],
  ['/%2f%2fevil.example/desk', '/desk'],
  ['/%09/evil.example', '/desk'],
  ['/desk/%5c%5cevil.example', '/desk'],
  ['/desk/%2e%2e//evil.example/desk', '/desk'],
  ['/desk/..//evil.example/desk', '/desk'],
  ['/desk@evil.example', '/desk'],
  ['https:evil.example/desk', '/desk'],
  ['desk', '/desk'],
  ['/desk.evil.example', '/desk'],
  ['/desk/sign-out', '/desk'],
  ['/desk/cases/2026-00001-8?done=accept', '/desk/cases/2026-00001-8?done=accept'],
])('after sign-in, next=%s leads to %s', async (next, to) => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const answer = await new Visitor(site.url).post('/desk/sign-in', { login: 'lin', password: PASSWORD, next })
  expect(answer).toMatchObject({ status: 303, location: to })
  // The same for somebody who is in already and opens the door's address.
  const inside = await signedIn(site, 'lin')
  const led = await inside.get(`/desk/sign-in?next=${encodeURIComponent(next)}`)
  expect(led).toMatchObject({ status: 303, location: to })
})

test('an officer who is not signed in is sent to the sign-in page and back again', async () => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const visitor = new Visitor(site.url)
  const sent = await visitor.get('/desk?view=overdue&q=路灯')
  expect(sent.status).toBe(303)
  const page = await visitor.get(sent.location!)
  const next = /name="next" value="([^"]+)"/.exec(page.text)![1]!.replaceAll('&amp;', '&')
  const back = await visitor.post('/desk/sign-in', { login: 'lin', password: PASSWORD, next })
  expect(decodeURIComponent(back.location!)).toBe('/desk?view=overdue&q=路灯')
})

test('an admin sees where somebody is signed in and ends one or all of it; nobody else may', async () => {
  await addOfficers(site.ctx, { wu: 'admin', lin: 'dispatcher', chen: 'manager' })
  const [here, there] = [await signedIn(site, 'lin'), await signedIn(site, 'lin')]
  const wu = await signedIn(site, 'wu')
  const path = '/desk/officers/lin/sessions'
  const page = await wu.get(path)
  const refs = [...page.text.matchAll(/sessions\/([\w-]{12})\/end/g)].map(m => m[1]!)
  expect(refs).toHaveLength(2)
  const chen = await signedIn(site, 'chen')
  expect((await chen.get(path)).status).toBe(403)
  expect((await chen.post(`${path}/${refs[0]}/end`)).status).toBe(403)
  expect((await wu.get('/desk/officers/nobody/sessions')).status).toBe(404)

  expect((await wu.post(`${path}/${refs[0]}/end`)).status).toBe(303)
  expect((await wu.post(`${path}/${refs[0]}/end`)).status).toBe(404)
  const left = [await here.get('/desk'), await there.get('/desk')].map(a => a.status)
  expect(left.sort()).toEqual([200, 303])
  await wu.get(path)
  expect((await wu.post(`${path}/all/end`)).status).toBe(303)
  expect([(await here.get('/desk')).status, (await there.get('/desk')).status]).toEqual([303, 303])
  const audited = await site.ctx.db.read.auditEntry.findMany({ where: { target: 'lin' } })
  expect(audited.map(e => e.action)).toEqual(expect.arrayContaining(['session_revoked', 'sessions_revoked']))
})

test('an open page that asks for its counts does not keep a session alive: nobody is there', async () => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const lin = await signedIn(site, 'lin')
  for (let i = 0; i < 4; i++) {
    site.ctx.clock.advance(29)
    expect((await lin.get('/desk/reminders/count')).status).toBe(200)
    expect((await lin.get('/desk/views?view=mine')).status).toBe(200)
  }
  site.ctx.clock.advance(5)
  expect((await lin.get('/desk')).status).toBe(303)
  expect((await lin.get('/desk/reminders/count')).status).toBe(401)
  // Somebody who works is not signed out before the twelve hours are over.
  const busy = await signedIn(site, 'lin')
  const statuses: number[] = []
  for (let i = 0; i < 13; i++) {
    site.ctx.clock.advance(60)
    statuses.push((await busy.get('/desk')).status)
  }
  expect(statuses).toEqual([...Array(11).fill(200), 303, 303])
})
