import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { passwordLink } from '../../../src/usecases/people/one-time-link.ts'
import { sampleOffice } from '../../helpers/context.ts'
import {
  type Answer,
  addOfficer,
  addOfficers,
  PASSWORD,
  signedIn,
  type TestSite,
  testSite,
  Visitor,
} from '../../helpers/site.ts'
import { liveToken, tokenIn } from '../../helpers/token.ts'
import { appCode } from '../../helpers/totp.ts'

const PAGE = '/desk/account/second-factor'
let site: TestSite

beforeEach(async () => {
  site = await testSite()
  await addOfficer(site.ctx, 'zhang', 'clerk', 'construction')
})
afterEach(() => site.close())

const now = () => site.ctx.now()
const keyIn = (answer: Answer) => /([A-Z2-7]{4} ){7}[A-Z2-7]{4}/.exec(answer.text)![0]
const codesIn = (answer: Answer) =>
  [...answer.text.matchAll(/<li>([0-9A-Z]{5}-[0-9A-Z]{5})<\/li>/g)].map(m => m[1]!)
const challengeIn = (answer: Answer) => /name="challenge" value="([^"]+)"/.exec(answer.text)![1]!

/** Sets it up as an officer would, and moves on to the next step. */
async function setUp(visitor: Visitor): Promise<{ key: string; codes: string[] }> {
  await visitor.get(PAGE)
  await visitor.post(`${PAGE}/begin`, { proof: PASSWORD })
  const page = await visitor.get(PAGE)
  expect(page.text).toContain('<svg')
  const key = keyIn(page)
  const done = await visitor.post(`${PAGE}/confirm`, { code: appCode(key, now()) })
  expect(done.status).toBe(200)
  site.ctx.clock.advance(1)
  return { key, codes: codesIn(done) }
}

/** To the second step. */
async function password(login = 'zhang') {
  const visitor = new Visitor(site.url)
  const asked = await visitor.signIn(login)
  expect(asked.status).toBe(200)
  expect([...visitor.cookies]).toEqual([])
  return { visitor, challenge: challengeIn(asked) }
}

const actions = async () =>
  (await site.ctx.db.read.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(e => e.action)

test('set up with the app’s first code; a wrong one changes nothing; other browsers are signed out', async () => {
  const zhang = await signedIn(site, 'zhang')
  const elsewhere = await signedIn(site, 'zhang')
  await zhang.get(PAGE)
  await zhang.post(`${PAGE}/begin`, { proof: PASSWORD })
  const wrong = await zhang.post(`${PAGE}/confirm`, { code: '000000' })
  expect([wrong.status, wrong.text.includes('验证码不对')]).toEqual([422, true])
  expect((await new Visitor(site.url).signIn('zhang')).status).toBe(303)
  const { codes } = await setUp(zhang)
  expect(new Set(codes).size).toBe(10)
  expect((await zhang.get('/desk')).status).toBe(200)
  expect((await elsewhere.get('/desk')).status).toBe(303)
  expect(await actions()).toContain('factor_on')
  // Shown once.
  expect(codesIn(await zhang.get(PAGE))).toEqual([])
})

test('what is stored opens nothing: the secret is sealed, recovery codes are keyed hashes', async () => {
  const { key, codes } = await setUp(await signedIn(site, 'zhang'))
  const stored = JSON.stringify([
    await site.ctx.db.read.officer.findMany(),
    await site.ctx.db.read.recoveryCode.findMany(),
    await site.ctx.db.read.auditEntry.findMany(),
  ])
  expect(stored).not.toContain(key.replaceAll(' ', ''))
  for (const code of codes) {
    expect(stored).not.toContain(code)
    expect(stored).not.toContain(code.replace('-', ''))
  }
})

describe('signing in', () => {
  test('asks for the code only after the right password, and lets in with it', async () => {
    const { key } = await setUp(await signedIn(site, 'zhang'))
    const wrong = await new Visitor(site.url).post('/desk/sign-in', {
      login: 'zhang',
      password: 'wrong password',
    })
    const nobody = await new Visitor(site.url).post('/desk/sign-in', {
      login: 'nobody',
      password: 'wrong password',
    })
    expect([wrong.status, nobody.status]).toEqual([401, 401])
    expect(wrong.text.replace('zhang', '')).toBe(nobody.text.replace('nobody', ''))
    const { visitor, challenge } = await password()
    expect((await visitor.get('/desk')).status).toBe(303)
    const bad = await visitor.post('/desk/sign-in/code', { challenge, code: '123456' })
    expect([bad.status, bad.text.includes('验证码不对')]).toEqual([401, true])
    const good = await visitor.post('/desk/sign-in/code', {
      challenge,
      code: appCode(key, now()),
      next: '/desk/new',
    })
    expect(good).toMatchObject({ status: 303, location: '/desk/new' })
    expect((await visitor.get('/desk')).status).toBe(200)
    expect((await actions()).slice(-3)).toEqual(['factor_failed', 'factor_passed', 'sign_in'])
  })

  test('a code works once, also for two at the same moment', async () => {
    const { key } = await setUp(await signedIn(site, 'zhang'))
    const both = await Promise.all([password(), password()])
    const code = appCode(key, now())
    const answers = await Promise.all(
      both.map(({ visitor, challenge }) => visitor.post('/desk/sign-in/code', { challenge, code })),
    )
    expect(answers.map(a => a.status).sort()).toEqual([303, 401])
    const { visitor, challenge } = await password()
    expect((await visitor.post('/desk/sign-in/code', { challenge, code })).status).toBe(401)
    // The code before it is as dead as the one that was used.
    const before = appCode(key, new Date(now().getTime() - 30_000))
    expect((await visitor.post('/desk/sign-in/code', { challenge, code: before })).status).toBe(401)
  })

  test('wrong codes are limited, and a right password does not reset the count', async () => {
    const { key } = await setUp(await signedIn(site, 'zhang'))
    const statuses: number[] = []
    for (let i = 0; i < 3; i++) {
      const visitor = new Visitor(site.url)
      const asked = await visitor.signIn('zhang')
      statuses.push(asked.status)
      if (asked.status === 200) {
        const tried = await visitor.post('/desk/sign-in/code', {
          challenge: challengeIn(asked),
          code: '111111',
        })
        statuses.push(tried.status)
      }
    }
    expect(statuses).toEqual([200, 401, 200, 401, 200, 401])
    const blocked = await new Visitor(site.url).signIn('zhang')
    expect(blocked.status).toBe(429)
    expect(blocked.headers.get('retry-after')).toBeTruthy()
    expect(key).toBeTruthy()
  })

  test('the challenge ends after five minutes, with another password, and cannot be made up', async () => {
    const { key } = await setUp(await signedIn(site, 'zhang'))
    const late = await password()
    site.ctx.clock.advance(5)
    const answer = await late.visitor.post('/desk/sign-in/code', {
      challenge: late.challenge,
      code: appCode(key, now()),
    })
    expect([answer.status, answer.text.includes('请重新登录')]).toEqual([401, true])
    const { visitor, challenge } = await password()
    const [id, until, signature] = challenge.split('.')
    for (const forged of [
      `${id}.${Number(until) + 60_000}.${signature}`,
      `${Number(id) + 1}.${until}.${signature}`,
      `${id}.${until}.`,
      '',
      'x.y.z',
    ]) {
      const tried = await visitor.post('/desk/sign-in/code', { challenge: forged, code: appCode(key, now()) })
      expect(tried.status).toBe(401)
    }
  })

  test('a recovery code replaces the phone once; the page counts the others; a new set replaces them', async () => {
    const { key, codes } = await setUp(await signedIn(site, 'zhang'))
    const { visitor, challenge } = await password()
    const typed = codes[0]!.toLowerCase().replace('-', ' ')
    expect((await visitor.post('/desk/sign-in/code', { challenge, code: typed })).status).toBe(303)
    expect(await visitor.page(PAGE)).toContain('还剩 9 个')
    const again = await password()
    const second = await again.visitor.post('/desk/sign-in/code', {
      challenge: again.challenge,
      code: codes[0]!,
    })
    expect(second.status).toBe(401)
    expect(await actions()).toContain('factor_recovery')

    const fresh = await visitor.post(`${PAGE}/codes`, { code: appCode(key, now()) })
    expect(codesIn(fresh)).toHaveLength(10)
    const old = await visitor.post('/desk/sign-in/code', { challenge: again.challenge, code: codes[1]! })
    expect(old.status).toBe(401)
  })

  test('what was being written is carried through the second step', async () => {
    const { key } = await setUp(await signedIn(site, 'zhang'))
    const visitor = new Visitor(site.url)
    const asked = await visitor.post('/desk/sign-in', {
      login: 'zhang',
      password: PASSWORD,
      next: '/desk/cases/2026-00001-0',
      keptMove: 'draft',
      'kept.text': '写了半天的答复',
    })
    expect(asked.text).toContain('写了半天的答复')
    const done = await visitor.post('/desk/sign-in/code', {
      challenge: challengeIn(asked),
      code: appCode(key, now()),
      next: '/desk/cases/2026-00001-0',
      keptMove: 'draft',
      'kept.text': '写了半天的答复',
    })
    expect([done.status, done.text.includes('写了半天的答复')]).toEqual([200, true])
  })

  test('a reset link sets the password and still asks for the code', async () => {
    const { key } = await setUp(await signedIn(site, 'zhang'))
    const token = tokenIn(await passwordLink(site.ctx, 'zhang'))
    const visitor = new Visitor(site.url)
    const asked = await visitor.post('/desk/set-up', { token, password: PASSWORD, again: PASSWORD })
    expect([...visitor.cookies]).toEqual([])
    const code = appCode(key, now())
    expect((await visitor.post('/desk/sign-in/code', { challenge: challengeIn(asked), code })).status).toBe(
      303,
    )
  })
})

test('turning it off needs password and code', async () => {
  const zhang = await signedIn(site, 'zhang')
  const { key } = await setUp(zhang)
  const code = () => appCode(key, now())
  expect((await zhang.post(`${PAGE}/off`, { password: 'wrong password', code: code() })).status).toBe(422)
  expect((await zhang.post(`${PAGE}/off`, { password: PASSWORD, code: '000000' })).status).toBe(422)
  expect((await zhang.post(`${PAGE}/off`, { password: PASSWORD, code: code() })).status).toBe(303)
  expect((await new Visitor(site.url).signIn('zhang')).status).toBe(303)
  expect(await actions()).toContain('factor_off')
})

test('an admin resets another’s, which ends their sessions; not their own, and nobody else may', async () => {
  await addOfficers(site.ctx, { wu: 'admin', lin: 'dispatcher' })
  const zhang = await signedIn(site, 'zhang')
  await setUp(zhang)
  const lin = await signedIn(site, 'lin')
  expect((await lin.post('/desk/officers/zhang/reset-factor')).status).toBe(403)
  const wu = await signedIn(site, 'wu')
  await wu.get('/desk/officers')
  expect((await wu.post('/desk/officers/wu/reset-factor')).status).toBe(403)
  expect((await wu.post('/desk/officers/zhang/reset-factor')).status).toBe(303)
  expect((await zhang.get('/desk')).status).toBe(303)
  expect((await new Visitor(site.url).signIn('zhang')).status).toBe(303)
  const entry = await site.ctx.db.read.auditEntry.findFirst({ where: { action: 'factor_reset' } })
  expect(entry!.target).toBe('zhang')
})

describe('where the office requires it', () => {
  beforeEach(async () => {
    await site.close()
    const content = await sampleOffice()
    const office = { ...content.office, security: { secondFactor: ['clerk' as const] } }
    site = await testSite({ content: { ...content, office } })
    await addOfficers(site.ctx, { zhang: ['clerk', 'construction'], lin: 'dispatcher' })
  })

  test('an officer without one can only set it up; other roles are not affected', async () => {
    const zhang = new Visitor(site.url)
    await zhang.signIn('zhang')
    for (const path of [
      '/desk',
      '/desk/new',
      '/desk/account',
      '/desk/reminders',
      '/desk/cases/2026-00001-0',
    ]) {
      expect(await zhang.get(path)).toMatchObject({ status: 303, location: PAGE })
    }
    await zhang.get(PAGE)
    expect((await zhang.post('/desk/new', { kind: 'complaint', text: '路灯坏了' })).status).toBe(403)
    expect((await zhang.get('/desk/account/second-factor-x')).status).toBe(303)
    await setUp(zhang)
    expect((await zhang.get('/desk/account')).status).toBe(200)
    expect((await (await signedIn(site, 'lin')).get('/desk/account')).status).toBe(200)
  })

  test('a token of an officer without one is refused, and can be confirmed only with one', async () => {
    await expect(liveToken(site.ctx, 'zhang')).rejects.toMatchObject({ code: 'forbidden' })
    const zhang = await signedIn(site, 'zhang')
    await setUp(zhang)
    const token = await liveToken(site.ctx, 'zhang')
    const me = () => new Visitor(site.url).get('/api/v1/me', { authorization: `Bearer ${token}` })
    expect((await me()).status).toBe(200)
    // Taken off by whichever way.
    await site.ctx.db.inTransaction(tx =>
      tx.officer.update({ where: { login: 'zhang' }, data: { totpSince: null, totpSealed: null } }),
    )
    const refused = await me()
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([401, 'second_factor_required'])
  })
})
