import { randomBytes, randomInt } from 'node:crypto'
import { invalidField, Refusal } from '../../domain/base/errors.ts'
import { plainCode, readableCode } from '../../domain/base/text/readable-code.ts'
import { needsSecondFactor } from '../../domain/office/office.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { SECRET_BYTES, sixDigits, stepOf, toBase32, totpUri } from '../../domain/people/totp.ts'
import type { Db } from '../../store/base/database.ts'
import { addAudit, findOfficer, type Officer, officerById } from '../../store/people/officers.ts'
import {
  clearFactor,
  codesLeft,
  keepPending,
  replaceRecoveryCodes,
  useRecoveryCode,
  useStep,
} from '../../store/people/second-factor.ts'
import { revokeSessions } from '../../store/people/sessions.ts'
import type { Context } from '../base/context.ts'
import { accessChanged } from './access-changed.ts'
import { endAccessIn } from './end-access.ts'
import { checkPassword } from './passwords.ts'
import type { SignedIn } from './sign-in.ts'

/** The second step of signing in: a code of an authenticator app, or one of ten recovery codes. */

const RECOVERY_CODES = 10
const CONTEXT = 'officer.totp'

const recoveryKey = (ctx: Context, officerId: number, code: string) =>
  ctx.secrets.key(`${officerId}:${plainCode(code)}`, 'officer.recovery')

const secretOf = (ctx: Context, officer: Pick<Officer, 'totpSealed'>) =>
  ctx.secrets.open(officer.totpSealed!, CONTEXT)

const wrong = (message: string) => invalidField('code', message)
const WRONG = '验证码不对，或者已经用过。请等手机上换一个新的再试。'

export interface FactorView {
  on: boolean
  since: string | null
  codesLeft: number
  /** The office's rule, for this role. */
  required: boolean
  /** A secret that waits for its first code, shown only to the officer. */
  pending: { key: string; uri: string } | null
}

export async function secondFactor(ctx: Context, by: SignedIn): Promise<FactorView> {
  const officer = (await officerById(ctx.db.read, by.id))!
  const on = officer.totpSince !== null
  const key = !on && officer.totpSealed ? secretOf(ctx, officer) : undefined
  return {
    on,
    since: officer.totpSince?.toISOString() ?? null,
    codesLeft: on ? await codesLeft(ctx.db.read, by.id) : 0,
    required: needsSecondFactor(ctx.content().office, by.role),
    pending: key ? { key, uri: totpUri(key, by.login, `${ctx.content().office.shortName}办件台`) } : null,
  }
}

/** Makes the secret for an app. Sign-in does not change before a first code was entered. */
export async function beginFactor(ctx: Context, by: SignedIn): Promise<void> {
  const sealed = ctx.secrets.seal(toBase32(randomBytes(SECRET_BYTES)), CONTEXT)
  await ctx.db.inTransaction(tx => keepPending(tx, by.id, sealed))
}

/**
 * Turns the second factor on once the app has the secret; other browsers are signed out.
 * @returns the recovery codes, to be shown once.
 * @throws Refusal `invalid_field` for a wrong code, `move_refused` when nothing is set up or it is on.
 */
export async function confirmFactor(ctx: Context, by: SignedIn, typed: string): Promise<string[]> {
  const now = ctx.now()
  const codes = await ctx.db.inTransaction(async tx => {
    const officer = (await officerById(tx, by.id))!
    if (!officer.totpSealed || officer.totpSince) throw new Refusal('move_refused', '没有等确认的两步登录。')
    const code = sixDigits(typed)
    const step = code ? stepOf(secretOf(ctx, officer), code, now, officer.totpStep) : null
    if (step === null || !(await useStep(tx, by.id, step, now))) {
      throw wrong('验证码不对。请看手机的时间准不准，等换一个新的再试。')
    }
    await revokeSessions(tx, by.id, now, { except: by.session })
    await addAudit(tx, { at: now, officerId: by.id, action: 'factor_on', target: by.login })
    return newCodesIn(tx, ctx, by.id)
  })
  ctx.accessEnded(by.id)
  return codes
}

async function newCodesIn(tx: Db, ctx: Context, officerId: number): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => readableCode(() => randomInt(31)))
  await replaceRecoveryCodes(
    tx,
    officerId,
    codes.map(code => recoveryKey(ctx, officerId, code)),
    ctx.now(),
  )
  return codes
}

/**
 * Accepts a code of the app, or a recovery code, which is then used up.
 * @returns which of them it was, or null when it is wrong. Within a transaction, so that of two concurrent uses one
 *   is accepted.
 */
export async function takeCode(
  tx: Db,
  ctx: Context,
  officer: Officer,
  typed: string,
): Promise<'app' | 'recovery' | null> {
  const code = sixDigits(typed.slice(0, 40))
  if (code) {
    const step = stepOf(secretOf(ctx, officer), code, ctx.now(), officer.totpStep)
    return step !== null && (await useStep(tx, officer.id, step)) ? 'app' : null
  }
  const key = recoveryKey(ctx, officer.id, typed.slice(0, 40))
  return (await useRecoveryCode(tx, officer.id, key, ctx.now())) ? 'recovery' : null
}

async function withCode<T>(
  ctx: Context,
  by: SignedIn,
  typed: string,
  work: (tx: Db, officer: Officer) => Promise<T>,
): Promise<T> {
  return ctx.db.inTransaction(async tx => {
    const officer = (await officerById(tx, by.id))!
    if (!officer.totpSince) throw new Refusal('move_refused', '您没有开两步登录。')
    if (!(await takeCode(tx, ctx, officer, typed))) throw wrong(WRONG)
    return work(tx, officer)
  })
}

/** A new set of recovery codes; the old ones stop working. @throws Refusal `invalid_field` */
export const newRecoveryCodes = (ctx: Context, by: SignedIn, typed: string): Promise<string[]> =>
  withCode(ctx, by, typed, async tx => {
    await addAudit(tx, { at: ctx.now(), officerId: by.id, action: 'factor_codes', target: by.login })
    return newCodesIn(tx, ctx, by.id)
  })

/** Turns it off: needs password and code. Where the office requires it, setting it up again comes next. */
export async function turnOffFactor(
  ctx: Context,
  by: SignedIn,
  { password, code }: { password: string; code: string },
): Promise<void> {
  const officer = await officerById(ctx.db.read, by.id)
  if (!(await checkPassword(officer?.passwordHash, password.slice(0, 1000)))) {
    throw invalidField('password', '密码不对')
  }
  await withCode(ctx, by, code, async tx => {
    await clearFactor(tx, by.id)
    await addAudit(tx, { at: ctx.now(), officerId: by.id, action: 'factor_off', target: by.login })
  })
}

/**
 * An admin removes a lost second factor; the officer signs in with the password alone and sets up a new one. Their
 * sessions, tokens and links end. Not their own, because somebody at an open browser could otherwise remove it.
 * @throws Refusal `forbidden`, `not_found`
 */
export async function resetFactor(ctx: Context, login: string, by: Actor & { id: number }): Promise<void> {
  if (!may(by, 'manageOfficers')) throw new Refusal('forbidden', '只有管理员能重置两步登录。')
  const now = ctx.now()
  const ended = await ctx.db.inTransaction(async tx => {
    const officer = await findOfficer(tx, login)
    if (!officer) throw new Refusal('not_found', '没有这位工作人员。')
    if (officer.id === by.id) {
      throw new Refusal('forbidden', '自己的两步登录请在“我的账户”里用密码和验证码关，或请另一位管理员重置。')
    }
    await clearFactor(tx, officer.id)
    await endAccessIn(tx, ctx, officer.id)
    await addAudit(tx, { at: now, officerId: by.id, action: 'factor_reset', target: login })
    await accessChanged(tx, ctx, 'factor', officer, by)
    return officer.id
  })
  ctx.accessEnded(ended)
}
