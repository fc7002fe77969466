import { afterEach, beforeEach, expect, test } from 'vitest'
import { openNotices } from '../../../src/store/office/notices.ts'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { firstAdminLink } from '../../../src/usecases/people/one-time-link.ts'
import { openedCase } from '../../helpers/cases.ts'
import { addOfficer, addOfficers, PASSWORD, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** Behind one proxy that says where each request comes from. */
let site: TestSite
beforeEach(async () => {
  site = await testSite({ config: { TRUST_PROXY: '1' } })
})
afterEach(() => site.close())

const from = (address: string) => new Visitor(site.url, { 'x-forwarded-for': address })
const wrong = (visitor: Visitor, login = 'wu') => visitor.signIn(login, '不是这个密码啊啊')

/** Guesses from so many networks, `each` times. */
async function attack(networks: number, each: number): Promise<Record<number, number>> {
  const seen: Record<number, number> = {}
  for (let n = 0; n < networks; n++) {
    for (let i = 0; i < each; i++) {
      const { status } = await wrong(from(`198.51.100.${n}`))
      seen[status] = (seen[status] ?? 0) + 1
    }
  }
  return seen
}

test('wrong passwords from everywhere do not keep out an officer whose browser is known', async () => {
  await addOfficer(site.ctx, 'wu', 'admin')
  const wu = from('203.0.113.7')
  expect((await wu.signIn('wu')).status).toBe(303)
  await wu.post('/desk/sign-out')

  expect(await attack(12, 5)).toEqual({ 401: 40, 429: 20 })
  // A browser nobody knows waits, and is told how long and what else there is.
  const stranger = await from('203.0.113.8').signIn('wu')
  expect(stranger.status).toBe(429)
  expect(Number(stranger.headers.get('retry-after'))).toBeGreaterThan(3000)
  expect(stranger.text).toMatch(/请过 60 分钟再试.*以前登录过/)
  // The officer's own comes in, also from another network, and their other accounts are not touched.
  wu.headers['x-forwarded-for'] = '198.51.100.3'
  expect((await wu.signIn('wu')).status).toBe(303)
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  expect((await from('203.0.113.8').signIn('lin')).status).toBe(303)
})

test('a known browser has its own few tries, and its cookie is no key', async () => {
  await addOfficers(site.ctx, { wu: 'admin', lin: 'dispatcher' })
  const wu = from('203.0.113.7')
  await wu.signIn('wu')
  const cookie = wu.cookies.get('huiyin_device')!
  const thief = from('203.0.113.99')
  thief.cookies.set('huiyin_device', cookie)
  expect((await thief.get('/desk')).status).toBe(303)
  const statuses: number[] = []
  for (let i = 0; i < 11; i++) statuses.push((await wrong(thief)).status)
  expect(statuses).toEqual([...Array(10).fill(401), 429])
  // It is known for one account; for another it is any browser.
  const other: number[] = []
  for (let i = 0; i < 7; i++) other.push((await wrong(thief, 'lin')).status)
  expect(other).toEqual([...Array(6).fill(401), 429])
  // Another account put into it is not believed.
  const lin = await site.ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'lin' } })
  const [id, ids, ...rest] = cookie.split('.')
  thief.cookies.set('huiyin_device', [id, `${ids}-${lin.id}`, ...rest].join('.'))
  expect((await thief.signIn('lin')).status).toBe(429)
})

test('the cookie of a known browser is signed, out of reach of scripts, and for the desk', async () => {
  await addOfficer(site.ctx, 'wu', 'admin')
  const { headers } = await from('203.0.113.7').post('/desk/sign-in', { login: 'wu', password: PASSWORD })
  expect(headers.getSetCookie()[1]).toMatch(
    /^huiyin_device=[\w-]{22}\.\d+\.\d+\.[\w-]{43}; Max-Age=15552000; Path=\/desk; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
  )
})

test('what is refused is not counted: one network that goes on does not use up the account', async () => {
  await addOfficer(site.ctx, 'wu', 'admin')
  expect(await attack(1, 60)).toEqual({ 401: 6, 429: 54 })
  expect((await from('203.0.113.8').signIn('wu')).status).toBe(303)
})

test('all addresses of an IPv6 /64 are one network; the same IPv4 address is one in any form', async () => {
  await addOfficer(site.ctx, 'wu', 'admin')
  for (let i = 0; i < 6; i++) expect((await wrong(from(`2001:db8:0:1::${i + 1}`))).status).toBe(401)
  expect((await from('2001:db8:0:1:ffff::9').signIn('wu')).status).toBe(429)
  expect((await from('2001:db8:0:2::1').signIn('wu')).status).toBe(303)
  for (let i = 0; i < 6; i++) expect((await wrong(from('::ffff:203.0.113.5'))).status).toBe(401)
  expect((await from('203.0.113.5').signIn('wu')).status).toBe(429)
})

test('wrong case codes shut one case for one network, and no other', async () => {
  const [mine, other] = await Promise.all(
    ['路灯坏了', '井盖坏了'].map(text =>
      openCase(site.ctx, { kind: 'complaint', text, channel: 'web' }, { kind: 'resident' }),
    ),
  )
  const code = (number: string) => site.ctx.secrets.trackingCode(number)
  const look = (visitor: Visitor, number: string, k: string) => visitor.post('/c', { number, k })
  const guesser = from('203.0.113.7')
  const statuses: number[] = []
  for (let i = 0; i < 25; i++) statuses.push((await look(guesser, mine!.number, 'WRONG-CODES')).status)
  expect(statuses).toEqual([...Array(10).fill(404), ...Array(15).fill(429)])
  const refused = await look(guesser, mine!.number, code(mine!.number))
  expect(refused.status).toBe(429)
  expect(refused.text).toContain('请过 10 分钟再查')
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(500)
  // However the number is written.
  expect((await look(guesser, mine!.number.replaceAll('-', ' '), code(mine!.number))).status).toBe(429)
  // A neighbour behind the same proxy with another case, and the same resident elsewhere.
  expect((await look(from('203.0.113.7'), other!.number, code(other!.number))).status).toBe(303)
  expect((await look(from('203.0.113.8'), mine!.number, code(mine!.number))).status).toBe(303)
})

test('guessing through all cases of a network ends in 429, and the right code still opens its case', async () => {
  const number = await openedCase(site.ctx, { text: '路灯坏了', channel: 'web' })
  const statuses: number[] = []
  for (let i = 0; i < 110; i++) {
    statuses.push((await from('203.0.113.7').post('/c', { number: `made-up-${i}`, k: 'WRONG' })).status)
  }
  expect(statuses.slice(0, 100)).toEqual(Array(100).fill(404))
  expect(statuses.slice(100)).toEqual(Array(10).fill(429))
  const k = site.ctx.secrets.trackingCode(number)
  expect((await from('203.0.113.7').post('/c', { number, k })).status).toBe(303)
})

test('wrong bearer tokens of one network never refuse a right one', async () => {
  await addOfficer(site.ctx, 'lin', 'dispatcher')
  const token = await liveToken(site.ctx, 'lin')
  const me = (bearer: string) => from('203.0.113.7').get('/api/v1/me', { authorization: `Bearer ${bearer}` })
  const statuses: number[] = []
  for (let i = 0; i < 25; i++) statuses.push((await me(`huiyin_${'x'.repeat(43)}`)).status)
  expect(statuses).toEqual([...Array(20).fill(401), ...Array(5).fill(429)])
  expect((await me(token)).status).toBe(200)
})

test('set-up links that do not work end in 429, one that works opens', async () => {
  const link = new URL((await firstAdminLink(site.ctx))!)
  const token = link.searchParams.get('token') ?? new URLSearchParams(link.hash.slice(1)).get('token')!
  const statuses: number[] = []
  for (let i = 0; i < 32; i++) {
    const made = await from('203.0.113.7').post('/desk/set-up', { token: `made-up-${i}` })
    statuses.push(made.status)
  }
  expect(statuses).toEqual([...Array(30).fill(404), 429, 429])
  const typed = { token, login: 'wu', name: '小吴', password: PASSWORD, again: PASSWORD }
  expect((await from('203.0.113.7').post('/desk/set-up', typed)).status).toBe(303)
})

test('forwarded requests without TRUST_PROXY are told at the desk, once; with it the notice goes', async () => {
  const plain = await testSite()
  try {
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip']) {
      await new Visitor(plain.url).get('/', { [header]: '203.0.113.7' })
    }
    await expect
      .poll(async () => (await openNotices(plain.ctx.db)).map(n => [n.code, n.count]))
      .toEqual([['proxy:unconfigured', 1]])
    await addOfficer(plain.ctx, 'wu', 'admin')
    const wu = new Visitor(plain.url)
    await wu.signIn('wu')
    expect(await wu.page('/desk/settings')).toContain('TRUST_PROXY=1')
  } finally {
    await plain.close()
  }
  // A proxy that the service knows of is no news.
  await from('203.0.113.7').get('/')
  expect(await openNotices(site.ctx.db)).toEqual([])
})
