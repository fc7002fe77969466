import { afterEach, beforeEach, expect, test } from 'vitest'
import { passwordProblem } from '../../../src/domain/people/password-rules.ts'
import {
  confirmToken,
  createToken,
  officerOfToken,
  revokeToken,
} from '../../../src/usecases/people/api-tokens.ts'
import { listSessions, revokeSession } from '../../../src/usecases/people/officer-sessions.ts'
import {
  changeOwnPassword,
  createOfficer,
  disableOfficer,
  enableOfficer,
  listOfficers,
} from '../../../src/usecases/people/officers.ts'
import {
  firstAdminLink,
  passwordLink,
  readLink,
  redeemLink,
} from '../../../src/usecases/people/one-time-link.ts'
import {
  ABSOLUTE_MS,
  IDLE_MS,
  officerOfCookie,
  signIn,
  signOut,
} from '../../../src/usecases/people/sign-in.ts'
import { makeThrottle } from '../../../src/usecases/people/sign-in-throttle.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { liveToken, tokenIn } from '../../helpers/token.ts'

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
})
afterEach(() => ctx.close())

const PASSWORD = '青禾镇的早晨很安静'
const zhang = { login: 'zhang', name: '张三', role: 'clerk', departmentId: 'civil-affairs' } as const
const enter = (over: Partial<Parameters<typeof signIn>[1]> = {}, throttle = makeThrottle()) =>
  signIn(
    ctx,
    { login: 'zhang', password: PASSWORD, address: '10.0.0.1', agent: 'test', ...over },
    throttle,
  ).then(signed => {
    if (signed.challenge !== undefined) throw new Error('asked for a second factor')
    return signed
  })

test.each([
  ['short', 'zhang', '至少 10'],
  ['zhangzhang', 'zhang', '登录名'],
  ['zhangzhang12', 'zhang', '登录名'],
  ['LISI.ADMIN', 'lisi.admin', '和登录名一样'],
  ['aaaaaaaaaaaa', 'zhang', '太常见'],
  ['passwordpassword', 'zhang', '太常见'],
  ['Password123', 'zhang', '太常见'],
  ['1234567890', 'zhang', '太常见'],
  ['0987654321', 'zhang', '太常见'],
  ['qwertyuiop', 'zhang', '太常见'],
  ['1q2w3e4r5t', 'zhang', '太常见'],
  ['1qaz2wsx3edc', 'zhang', '太常见'],
  ['abcd123456', 'zhang', '太常见'],
  ['8888888888', 'zhang', '太常见'],
  ['asdfghjkl123', 'zhang', '太常见'],
  ['abc123abc123', 'zhang', '太常见'],
  ['admin20261122', 'zhang', '太常见'],
  ['huiyin123456', 'zhang', '太常见'],
  ['x'.repeat(201), 'zhang', '最多'],
])('the password %s is refused', (password, login, why) => {
  expect(passwordProblem(password, login)).toContain(why)
})

test.each([
  'dongshan-liushu-2871',
  'liushu-beigou-0042',
  '桥头的路灯又亮了真好',
  'kx8Wq2mTzp',
  'my dog hates mondays',
])('the password %s is taken', password => {
  expect(passwordProblem(password, 'zhang')).toBeUndefined()
})

test('a sentence is a good password', () => {
  expect(passwordProblem(`${PASSWORD}！`, 'zhang')).toBeUndefined()
})

test('passwords are kept as argon2id and nothing else', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const row = await ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'zhang' } })
  expect(row.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('a login can be taken once, and names a known department', async () => {
  await createOfficer(ctx, zhang)
  await expect(createOfficer(ctx, { ...zhang, login: 'Zhang' })).rejects.toMatchObject({ code: 'conflict' })
  await expect(createOfficer(ctx, { ...zhang, login: 'li', departmentId: 'moon' })).rejects.toMatchObject({
    code: 'invalid_field',
  })
  expect((await listOfficers(ctx)).map(o => o.login)).toEqual(['zhang'])
})

test('only an admin adds and disables officers', async () => {
  const clerk = { kind: 'officer', id: 1, role: 'clerk' } as const
  await expect(createOfficer(ctx, zhang, clerk)).rejects.toMatchObject({ code: 'forbidden' })
  await createOfficer(ctx, zhang)
  await expect(disableOfficer(ctx, 'zhang', clerk)).rejects.toMatchObject({ code: 'forbidden' })
  await expect(createToken(ctx, 'zhang', {}, clerk)).rejects.toMatchObject({ code: 'forbidden' })
})

test('the last admin stays', async () => {
  await createOfficer(ctx, { login: 'boss', name: '主任', role: 'admin' })
  await expect(disableOfficer(ctx, 'boss')).rejects.toMatchObject({ code: 'move_refused' })
  await createOfficer(ctx, { login: 'boss2', name: '副主任', role: 'admin' })
  await disableOfficer(ctx, 'boss')
})

test('signing in gives a cookie of which only a hash is stored', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const { cookie } = await enter({ login: ' ZHANG ', password: `${PASSWORD}1` })
  expect(Buffer.from(cookie, 'base64url')).toHaveLength(32)
  const stored = await ctx.db.read.officerSession.findMany()
  expect(JSON.stringify(stored)).not.toContain(cookie)
  expect(await officerOfCookie(ctx, cookie)).toMatchObject({ login: 'zhang', departmentId: 'civil-affairs' })
  expect(await officerOfCookie(ctx, `${cookie}x`)).toBeNull()
  expect(await officerOfCookie(ctx, stored[0]!.key)).toBeNull()
})

test('a session ends when idle, when old, on sign-out, and when the officer is disabled', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const again = () => enter({ password: `${PASSWORD}1` })
  const idle = await again()
  ctx.clock.advance(IDLE_MS / 60_000 - 1)
  expect(await officerOfCookie(ctx, idle.cookie)).not.toBeNull()
  ctx.clock.advance(IDLE_MS / 60_000)
  expect(await officerOfCookie(ctx, idle.cookie)).toBeNull()

  const busy = await again()
  for (let used = 0; used < ABSOLUTE_MS - 3_600_000; used += 3_600_000) {
    ctx.clock.advance(60)
    expect(await officerOfCookie(ctx, busy.cookie)).not.toBeNull()
  }
  ctx.clock.advance(60)
  expect(await officerOfCookie(ctx, busy.cookie)).toBeNull()

  const out = await again()
  await signOut(ctx, out.officer)
  expect(await officerOfCookie(ctx, out.cookie)).toBeNull()

  const gone = await again()
  await disableOfficer(ctx, 'zhang')
  expect(await officerOfCookie(ctx, gone.cookie)).toBeNull()
  await expect(again()).rejects.toMatchObject({ code: 'unauthenticated' })
})

test('an officer sees and ends their own sessions, and nobody else’s', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  await createOfficer(ctx, { ...zhang, login: 'li', password: `${PASSWORD}2` })
  const [here, there] = [await enter({ password: `${PASSWORD}1` }), await enter({ password: `${PASSWORD}1` })]
  const other = await enter({ login: 'li', password: `${PASSWORD}2` })
  const sessions = await listSessions(ctx, here.officer)
  expect(sessions.map(s => s.current).sort()).toEqual([false, true])
  const ref = sessions.find(s => !s.current)!.ref
  await expect(revokeSession(ctx, other.officer, ref)).rejects.toMatchObject({ code: 'not_found' })
  await revokeSession(ctx, here.officer, ref)
  expect(await officerOfCookie(ctx, there.cookie)).toBeNull()
  expect(await officerOfCookie(ctx, here.cookie)).not.toBeNull()
})

test('wrong login and wrong password get the same answer', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const refusals = await Promise.all(
    [enter({ login: 'nobody' }), enter({ password: 'something wrong' })].map(p => p.catch(e => e.detail)),
  )
  expect(refusals[0]).toBe(refusals[1])
  const failed = await ctx.db.read.auditEntry.count({ where: { action: 'sign_in_failed' } })
  expect(failed).toBe(2)
})

test('too many wrong passwords block this login at this address, also for the right password', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const throttle = makeThrottle({
    pair: { points: 3, seconds: 60 },
    account: { points: 100, seconds: 60 },
    network: { points: 100, seconds: 60 },
  })
  // All at once: counting after the check would let every one of them through.
  const tries = await Promise.all(
    [1, 2, 3, 4, 5].map(() => enter({ password: 'wrong wrong wrong' }, throttle).catch(e => e.code)),
  )
  expect(tries.filter(c => c === 'unauthenticated')).toHaveLength(3)
  expect(tries.filter(c => c === 'too_many')).toHaveLength(2)
  const refused = await enter({ password: `${PASSWORD}1` }, throttle).catch(e => e)
  expect(refused).toMatchObject({ code: 'too_many' })
  expect(refused.extra.retryAfterSeconds).toBeGreaterThan(0)
  // The officer can still come in from elsewhere.
  await enter({ password: `${PASSWORD}1`, address: '10.0.0.2' }, throttle)
})

test('one address cannot try many logins, one login cannot be tried from many addresses', async () => {
  const limits = { points: 4, seconds: 60 }
  const wide = { points: 100, seconds: 60 }
  const codes = async (throttle: ReturnType<typeof makeThrottle>, over: (i: number) => object) => {
    const found: string[] = []
    for (let i = 0; i < 6; i++) found.push(await enter(over(i), throttle).catch(e => e.code))
    return found
  }
  const byAddress = makeThrottle({ pair: wide, account: wide, network: limits })
  expect((await codes(byAddress, i => ({ login: `l${i}` }))).slice(4)).toEqual(['too_many', 'too_many'])
  const byLogin = makeThrottle({ pair: wide, account: limits, network: wide })
  expect((await codes(byLogin, i => ({ address: `10.0.0.${i}` }))).slice(4)).toEqual(['too_many', 'too_many'])
})

test('right passwords never fill the counters', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const limits = { points: 2, seconds: 60 }
  const throttle = makeThrottle({ pair: limits, account: limits, network: limits })
  const tried: string[] = []
  const tryWith = (password: string) =>
    enter({ password }, throttle).then(
      () => tried.push('in'),
      e => tried.push(e.code),
    )
  for (let i = 0; i < 5; i++) await tryWith(`${PASSWORD}1`)
  expect(tried).toEqual(Array(5).fill('in'))
  // The same counters, with wrong ones: full after two.
  for (let i = 0; i < 3; i++) await tryWith('wrong wrong wrong')
  expect(tried.slice(5)).toEqual(['unauthenticated', 'unauthenticated', 'too_many'])
})

test('the first admin comes from a link that works once, for a day, while there is no officer', async () => {
  const first = tokenIn((await firstAdminLink(ctx))!)
  const token = tokenIn((await firstAdminLink(ctx))!)
  await expect(readLink(ctx, first)).rejects.toMatchObject({ code: 'not_found' })
  const rows = await ctx.db.read.oneTimeLink.findMany()
  expect(JSON.stringify(rows)).not.toContain(token)

  const input = { login: 'admin', name: '李主任', password: 'admin' }
  await expect(redeemLink(ctx, token, input)).rejects.toMatchObject({ code: 'invalid_field' })
  const both = await Promise.allSettled([
    redeemLink(ctx, token, { ...input, login: 'one', password: `${PASSWORD}1` }),
    redeemLink(ctx, token, { ...input, login: 'two', password: `${PASSWORD}2` }),
  ])
  expect(both.filter(r => r.status === 'fulfilled')).toHaveLength(1)
  expect(await listOfficers(ctx)).toMatchObject([{ role: 'admin' }])
  expect(await firstAdminLink(ctx)).toBeNull()
})

test('a link expires after a day', async () => {
  const token = tokenIn((await firstAdminLink(ctx))!)
  ctx.clock.advance(24 * 60)
  await expect(readLink(ctx, token)).rejects.toMatchObject({ code: 'not_found' })
})

test('a reset link sets the password of that officer and signs them out everywhere', async () => {
  const admin = { kind: 'officer', id: 1, role: 'admin' } as const
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const { cookie } = await enter({ password: `${PASSWORD}1` })
  await expect(passwordLink(ctx, 'zhang', { ...admin, role: 'clerk' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  const token = tokenIn(await passwordLink(ctx, 'zhang', admin))
  await redeemLink(ctx, token, { password: `${PASSWORD}3`, login: 'other', name: '别人' })
  expect(await officerOfCookie(ctx, cookie)).toBeNull()
  await expect(enter({ password: `${PASSWORD}1` })).rejects.toMatchObject({ code: 'unauthenticated' })
  await enter({ password: `${PASSWORD}3` })
  await expect(redeemLink(ctx, token, { password: `${PASSWORD}4` })).rejects.toMatchObject({
    code: 'not_found',
  })
})

test('changing the password needs the old one and ends the other sessions', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const [here, there] = [await enter({ password: `${PASSWORD}1` }), await enter({ password: `${PASSWORD}1` })]
  const change = (current: string, password: string) =>
    changeOwnPassword(ctx, here.officer, { current, password }, here.officer.session)
  await expect(change('wrong', `${PASSWORD}9`)).rejects.toMatchObject({ code: 'invalid_field' })
  await expect(change(`${PASSWORD}1`, 'zhang')).rejects.toMatchObject({ code: 'invalid_field' })
  await change(`${PASSWORD}1`, `${PASSWORD}9`)
  expect(await officerOfCookie(ctx, there.cookie)).toBeNull()
  expect(await officerOfCookie(ctx, here.cookie)).not.toBeNull()
  await enter({ password: `${PASSWORD}9` })
})

const tokenRow = () => ctx.db.read.apiToken.findFirstOrThrow({ orderBy: { id: 'desc' } })
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    error => error.code,
  )

test('a token stands for its officer, once they confirmed it, until it is revoked or the officer disabled', async () => {
  const { id: zhangId } = await createOfficer(ctx, zhang)
  const li = await createOfficer(ctx, { ...zhang, login: 'li' })
  const token = await createToken(ctx, 'zhang', { name: '统计脚本' })
  expect(JSON.stringify(await ctx.db.read.apiToken.findMany())).not.toContain(token)
  expect(await refusalOf(officerOfToken(ctx, token))).toBe('token_pending')
  const { id } = await tokenRow()
  const by = (officerId: number) =>
    ({ kind: 'officer', id: officerId, role: 'clerk', secondFactor: false }) as const
  expect(await refusalOf(confirmToken(ctx, id, by(li.id)))).toBe('not_found')
  await confirmToken(ctx, id, by(zhangId))
  expect(await refusalOf(confirmToken(ctx, id, by(zhangId)))).toBe('not_found')
  const bearer = await officerOfToken(ctx, token)
  expect(bearer?.by).toMatchObject({ login: 'zhang', role: 'clerk' })
  expect([...bearer!.scopes]).toEqual(['read'])
  expect(await officerOfToken(ctx, `${token.slice(0, -1)}_`)).toBeNull()
  expect(await officerOfToken(ctx, '')).toBeNull()
  await expect(revokeToken(ctx, id, { kind: 'officer', id: li.id, role: 'clerk' })).rejects.toMatchObject({
    code: 'not_found',
  })
  await revokeToken(ctx, id)
  expect(await officerOfToken(ctx, token)).toBeNull()

  const other = await liveToken(ctx, 'zhang')
  await disableOfficer(ctx, 'zhang')
  expect(await officerOfToken(ctx, other)).toBeNull()
})

test('a token ends: after its days, unconfirmed after a week, with another password or role', async () => {
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const days = (n: number) => ctx.clock.advance(n * 24 * 60)
  const live = await liveToken(ctx, 'zhang')
  days(89)
  expect(await officerOfToken(ctx, live)).not.toBeNull()
  days(1)
  expect(await refusalOf(officerOfToken(ctx, live))).toBe('token_expired')

  await expect(createToken(ctx, 'zhang', { days: 366 })).rejects.toMatchObject({ code: 'invalid_field' })
  await expect(createToken(ctx, 'zhang', { days: 0 })).rejects.toMatchObject({ code: 'invalid_field' })
  await expect(createToken(ctx, 'zhang', { scopes: ['all' as never] })).rejects.toMatchObject({
    code: 'invalid_field',
  })
  const late = await createToken(ctx, 'zhang', { days: 365 })
  days(7)
  expect(await refusalOf(officerOfToken(ctx, late))).toBe('token_expired')
  const { id, officerId } = await tokenRow()
  const by = { kind: 'officer', id: officerId, role: 'clerk', secondFactor: false } as const
  expect(await refusalOf(confirmToken(ctx, id, by))).toBe('not_found')

  const reset = await liveToken(ctx, 'zhang')
  await redeemLink(ctx, tokenIn(await passwordLink(ctx, 'zhang')), { password: `${PASSWORD}2` })
  expect(await officerOfToken(ctx, reset)).toBeNull()

  const asClerk = await liveToken(ctx, 'zhang')
  const { cookie } = await enter({ password: `${PASSWORD}2` })
  await ctx.db.inTransaction(tx =>
    tx.officer.update({ where: { login: 'zhang' }, data: { role: 'reviewer' } }),
  )
  expect(await officerOfToken(ctx, asClerk)).toBeNull()
  expect(await officerOfCookie(ctx, cookie)).toBeNull()
})

test('a token of before has no end and no confirmation: it is over', async () => {
  await createOfficer(ctx, zhang)
  const token = await liveToken(ctx, 'zhang')
  await ctx.db.inTransaction(tx =>
    tx.apiToken.updateMany({ data: { expiresAt: null, confirmedAt: null, scopes: '', role: null } }),
  )
  expect(await refusalOf(officerOfToken(ctx, token))).toBe('token_expired')
})

test('a reset link dies with the next password, a newer link, and with the account', async () => {
  const by = { kind: 'officer', id: 1, role: 'admin' } as const
  await createOfficer(ctx, { ...zhang, password: `${PASSWORD}1` })
  const dead = (token: string) => refusalOf(redeemLink(ctx, token, { password: `${PASSWORD}9` }))
  const link = async () => tokenIn(await passwordLink(ctx, 'zhang', by))
  const first = await link()
  const { officer } = await enter({ password: `${PASSWORD}1` })
  await changeOwnPassword(
    ctx,
    officer,
    { current: `${PASSWORD}1`, password: `${PASSWORD}2` },
    officer.session,
  )
  expect(await dead(first)).toBe('not_found')
  const [second] = [await link(), await link()]
  expect(await dead(second)).toBe('not_found')
  const fourth = await link()
  await disableOfficer(ctx, 'zhang')
  await enableOfficer(ctx, 'zhang', by)
  expect(await dead(fourth)).toBe('not_found')
})

test('who holds the keys to somebody’s account is told to them, the managers and the auditors', async () => {
  const admin = await createOfficer(ctx, { login: 'wu', name: '小吴', role: 'admin' })
  const by = { kind: 'officer', id: admin.id, role: 'admin' } as const
  const chen = await createOfficer(ctx, { login: 'chen', name: '陈镇', role: 'manager' })
  const jian = await createOfficer(ctx, { login: 'jian', name: '监督', role: 'auditor' })
  const he = await createOfficer(ctx, {
    login: 'he',
    name: '何审',
    role: 'reviewer',
    password: `${PASSWORD}1`,
  })
  await createOfficer(ctx, { login: 'xin', name: '新来', role: 'clerk' }, by)
  await createToken(ctx, 'he', {}, by)
  const link = tokenIn(await passwordLink(ctx, 'he', by))
  await redeemLink(ctx, link, { password: `${PASSWORD}2` })
  const told = async (officerId: number) =>
    (await ctx.db.read.reminder.findMany({ where: { officerId }, orderBy: { id: 'asc' } })).map(r => [
      r.kind,
      r.detail,
    ])
  const watched = [
    ['access_watch', '小吴（wu）添加了新来（xin）'],
    ['access_watch', '小吴（wu）给何审（he）发了接口令牌，要本人确认'],
    ['access_watch', '小吴（wu）给何审（he）发了设密码的链接'],
    ['access_watch', '何审（he）用小吴（wu）发的链接设了新密码'],
  ]
  expect(await told(chen.id)).toEqual(watched)
  expect(await told(jian.id)).toEqual(watched)
  expect(await told(he.id)).toEqual([
    ['token_waiting', watched[1]![1]],
    ['access_changed', watched[2]![1]],
    ['access_changed', watched[3]![1]],
  ])
  expect(await ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'he' } })).toMatchObject({
    accessById: admin.id,
    accessReset: true,
  })
})

test('clerks alone do not shut the office out: the first admin’s link lives until there is an admin', async () => {
  const printed = tokenIn((await firstAdminLink(ctx))!)
  await createOfficer(ctx, { login: 'zhang', name: '张三', role: 'clerk', departmentId: 'civil-affairs' })
  expect((await readLink(ctx, printed)).purpose).toBe('first_admin')
  // A restart prints a new one.
  const token = tokenIn((await firstAdminLink(ctx))!)
  await redeemLink(ctx, token, { login: 'guanli', name: '管理员', password: 'liushu dongshan 42' })
  expect(await firstAdminLink(ctx)).toBeNull()
})
