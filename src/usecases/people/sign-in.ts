import { randomBytes } from 'node:crypto'
import { Refusal } from '../../domain/base/errors.ts'
import { actorOf, type OfficerActor } from '../../domain/people/actor.ts'
import { addAudit, findOfficer, type Officer, officerById } from '../../store/people/officers.ts'
import { addSession, findSession, revokeSessions, touchSession } from '../../store/people/sessions.ts'
import type { Context } from '../base/context.ts'
import { knownDevice } from './known-device.ts'
import { checkPassword } from './passwords.ts'
import { takeCode } from './second-factor.ts'
import type { Throttle } from './sign-in-throttle.ts'

/** A session ends this long after the last page, and in any case this long after sign-in. */
export const IDLE_MS = 2 * 3_600_000
export const ABSOLUTE_MS = 12 * 3_600_000
/** The precision of the last use, to avoid a write for every page. */
const TOUCH_MS = 60_000

/** An officer who is signed in. `session` is the keyed hash of the cookie, not the cookie. */
export interface SignedIn extends OfficerActor {
  login: string
  session: string
  /** Whether a second factor was used. */
  secondFactor: boolean
}

interface Credentials {
  login: string
  password: string
  /** The address, shown to the officer among their sessions, and counted. */
  address: string
  agent?: string | undefined
  /** The cookie of a browser that was signed in before. */
  device?: string | undefined
}

/** The same sentence for both, so that logins cannot be probed. */
const WRONG = '登录名或密码不对。'

/** Either signed in – the cookie's value is 256 random bits, of which only a keyed hash is stored – or asked for a code. */
type SignInResult =
  | { cookie: string; officer: SignedIn; challenge?: never }
  | { challenge: string; cookie?: never; officer?: never }

/**
 * Signs an officer in; one with a second factor is asked for it. A right password alone does not clear the throttle,
 * so that codes cannot be guessed behind it.
 * @throws Refusal `unauthenticated`, or `too_many` after too many wrong passwords.
 */
export async function signIn(
  ctx: Context,
  { login, password, address, agent, device }: Credentials,
  throttle: Throttle,
): Promise<SignInResult> {
  const name = login.trim().toLowerCase().slice(0, 64)
  const officer = await findOfficer(ctx.db.read, name)
  const attempt = { login: name, address, device: knownDevice(ctx, device, officer) } as const
  await throttle.enter(attempt)
  const right = await checkPassword(officer?.passwordHash, password.slice(0, 1000))
  if (!officer || !right || officer.disabledAt) {
    ctx.measures?.signIn('wrong_password')
    await ctx.db.inTransaction(tx =>
      addAudit(tx, { at: ctx.now(), officerId: officer?.id ?? null, action: 'sign_in_failed', address }),
    )
    throw new Refusal('unauthenticated', WRONG)
  }
  const challenge = challengeOf(ctx, officer)
  if (challenge) {
    await throttle.halfway(attempt)
    return { challenge }
  }
  await throttle.succeeded(attempt)
  return startSession(ctx, officer, address, agent)
}

/** How long a code may take after the password. */
const CHALLENGE_MS = 5 * 60_000

/** Bound to the password it was made for; a changed password invalidates it. */
const signedPart = (officer: Pick<Officer, 'id' | 'passwordHash'>, until: number) =>
  `${officer.id}.${until}.${officer.passwordHash ?? ''}`

/** A signed proof of the first step, with its expiry; undefined for officers without a second factor. */
export function challengeOf(ctx: Context, officer: Officer): string | undefined {
  if (!officer.totpSince) return undefined
  const until = ctx.now().getTime() + CHALLENGE_MS
  return `${officer.id}.${until}.${ctx.secrets.sign(signedPart(officer, until), 'sign-in.challenge')}`
}

async function officerOfChallenge(ctx: Context, challenge: string): Promise<Officer | null> {
  const [id, until, signature = ''] = challenge.slice(0, 200).split('.')
  const officer = Number.isSafeInteger(Number(id)) ? await officerById(ctx.db.read, Number(id)) : null
  if (!officer?.totpSince || officer.disabledAt || !(Number(until) > ctx.now().getTime())) return null
  const right = ctx.secrets.verify(signedPart(officer, Number(until)), signature, 'sign-in.challenge')
  return right ? officer : null
}

/**
 * The second step: a code of the app, or a recovery code.
 * @throws Refusal `unauthenticated`, with reason `again` when it has to begin anew; `too_many`.
 */
export async function finishSignIn(
  ctx: Context,
  {
    challenge,
    code,
    address,
    agent,
    device,
  }: Omit<Credentials, 'login' | 'password'> & { challenge: string; code: string },
  throttle: Throttle,
): Promise<{ cookie: string; officer: SignedIn }> {
  const officer = await officerOfChallenge(ctx, challenge)
  if (!officer) throw new Refusal('unauthenticated', '等得太久了，请重新登录。', { reason: 'again' })
  const attempt = {
    login: officer.login,
    address,
    device: knownDevice(ctx, device, officer),
  } as const
  await throttle.enter(attempt)
  const taken = await ctx.db.inTransaction(async tx => {
    const which = await takeCode(tx, ctx, (await officerById(tx, officer.id))!, code)
    await addAudit(tx, {
      at: ctx.now(),
      officerId: officer.id,
      action: which === null ? 'factor_failed' : which === 'app' ? 'factor_passed' : 'factor_recovery',
      address,
    })
    return which
  })
  if (!taken) ctx.measures?.signIn('wrong_code')
  if (!taken) throw new Refusal('unauthenticated', '验证码不对，或者已经用过。')
  await throttle.succeeded(attempt)
  return startSession(ctx, officer, address, agent)
}

/** Opens a session for an officer who has proved who they are. */
export async function startSession(
  ctx: Context,
  officer: Officer,
  address: string,
  agent: string | undefined,
): Promise<{ cookie: string; officer: SignedIn }> {
  const cookie = randomBytes(32).toString('base64url')
  const key = sessionKey(ctx, cookie)
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    await addSession(tx, {
      key,
      officerId: officer.id,
      createdAt: now,
      expiresAt: new Date(now.getTime() + ABSOLUTE_MS),
      address,
      agent: agent?.slice(0, 200) ?? null,
      role: officer.role,
    })
    await addAudit(tx, { at: now, officerId: officer.id, action: 'sign_in', address })
  })
  ctx.measures?.signIn('signed_in')
  return { cookie, officer: signedIn(officer, key) }
}

const sessionKey = (ctx: Context, cookie: string) => ctx.secrets.key(cookie, 'officer.session')

const signedIn = (o: Officer, session: string): SignedIn => ({
  ...actorOf(o),
  login: o.login,
  session,
  secondFactor: o.totpSince !== null,
})

/**
 * The officer of a cookie, or null: unknown, signed out, idle or too old, or the officer is disabled or has another
 * role since.
 * @param byItself a request that a page makes by itself (live counts), which does not keep the session alive
 */
export async function officerOfCookie(
  ctx: Context,
  cookie: string | undefined,
  byItself = false,
): Promise<SignedIn | null> {
  if (!cookie || cookie.length > 100) return null
  const session = await findSession(ctx.db.read, sessionKey(ctx, cookie))
  const now = ctx.now()
  if (
    !session ||
    session.revokedAt ||
    session.officer.disabledAt ||
    (session.role !== null && session.role !== session.officer.role) ||
    session.expiresAt <= now ||
    session.lastSeenAt.getTime() + IDLE_MS <= now.getTime()
  ) {
    return null
  }
  if (!byItself && session.lastSeenAt.getTime() + TOUCH_MS <= now.getTime()) {
    await ctx.db.inTransaction(tx => touchSession(tx, session.key, now))
  }
  return signedIn(session.officer, session.key)
}

export async function signOut(ctx: Context, by: SignedIn): Promise<void> {
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    await revokeSessions(tx, by.id, now, { only: by.session })
    await addAudit(tx, { at: now, officerId: by.id, action: 'sign_out' })
  })
  ctx.accessEnded(by.id)
}
