import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { tidyLine } from '../../domain/base/text/visible-text.ts'
import { needsSecondFactor } from '../../domain/office/office.ts'
import { ROLE_NAMES, type Role } from '../../domain/office/roles.ts'
import { type Actor, actorOf, type OfficerActor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import {
  DEFAULT_SCOPES,
  SCOPES,
  TOKEN_DAYS,
  TOKEN_DAYS_MAX,
  TOKEN_PENDING_DAYS,
  type TokenScope,
} from '../../domain/people/token-scopes.ts'
import * as tokens from '../../store/people/api-tokens.ts'
import { addAudit, findOfficer } from '../../store/people/officers.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import { accessChanged } from './access-changed.ts'
import { provePassword } from './prove-password.ts'

/**
 * Bearer tokens. A token is made by an administrator and confirmed by the officer whose rights it has, at the desk,
 * with their password: so nobody can act as somebody else by making one. It expires, and allows only its scopes.
 */

/** `huiyin_` makes a leaked token easy to find and recognise. */
const PREFIX = 'huiyin_'
const TOUCH_MS = 60_000
const DAY_MS = 86_400_000

const keyOf = (ctx: Context, token: string) => ctx.secrets.key(token, 'api-token')

const tokenInput = z.strictObject({
  name: z.string().default(''),
  scopes: z
    .array(z.enum(SCOPES, `令牌的权限只有：${SCOPES.join('、')}`))
    .min(1, '请选令牌用来做什么')
    .default([...DEFAULT_SCOPES]),
  days: z.coerce
    .number('有效天数应是数字')
    .int('有效天数应是整数')
    .min(1, '至少 1 天')
    .max(TOKEN_DAYS_MAX, `最多 ${TOKEN_DAYS_MAX} 天`)
    .default(TOKEN_DAYS),
})
type TokenInput = z.input<typeof tokenInput>

/**
 * Makes a bearer token with an officer's rights, which does not work until that officer confirms it. Only a keyed
 * hash is stored; the returned token is shown once. Without `by`: the command line.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field`
 */
export async function createToken(
  ctx: Context,
  login: string,
  given: TokenInput,
  by?: Actor & { id: number },
): Promise<string> {
  if (by && !may(by, 'manageTokens')) throw new Refusal('forbidden', '只有管理员能发接口令牌。')
  const { name, scopes, days } = checked(tokenInput, given)
  const officer = await findOfficer(ctx.db.read, login)
  if (!officer || officer.disabledAt) throw new Refusal('not_found', '没有这位工作人员，或已停用。')
  if (!may(actorOf(officer), 'useApi'))
    throw new Refusal('forbidden', `${ROLE_NAMES[officer.role as Role]}不能用接口令牌。`)
  const token = PREFIX + randomBytes(32).toString('base64url')
  const now = ctx.now()
  const label = [...tidyLine(name)].slice(0, 60).join('') || '未命名'
  await ctx.db.inTransaction(async tx => {
    await tokens.addToken(tx, {
      key: keyOf(ctx, token),
      officerId: officer.id,
      name: label,
      createdAt: now,
      createdById: by?.id ?? null,
      expiresAt: new Date(now.getTime() + days * DAY_MS),
      scopes: [...new Set(scopes)].join(' '),
    })
    await addAudit(tx, {
      at: now,
      officerId: by?.id ?? null,
      action: 'token_created',
      target: login,
      detail: `${label}（${scopes.join(' ')}，${days} 天）`,
    })
    await accessChanged(tx, ctx, 'token', officer, by)
  })
  return token
}

/**
 * The officer confirms a token. The caller has asked for the password again.
 * @throws Refusal `forbidden` without a demanded second factor, `not_found` for another's, a confirmed or an old one.
 */
export async function confirmToken(
  ctx: Context,
  id: number,
  by: Actor & { id: number; secondFactor: boolean },
): Promise<void> {
  if (needsSecondFactor(ctx.content().office, by.role!) && !by.secondFactor) {
    throw new Refusal('forbidden', '您的角色要用两步登录，请先设好再确认令牌。')
  }
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const since = new Date(now.getTime() - TOKEN_PENDING_DAYS * DAY_MS)
    const done = await tokens.confirmToken(tx, { id, officerId: by.id, role: by.role!, now, since })
    if (!done) throw new Refusal('not_found', '没有等您确认的这个令牌，可能放得太久了，请管理员重新发。')
    await addAudit(tx, { at: now, officerId: by.id, action: 'token_confirmed', target: String(id) })
  })
}

/**
 * Confirms a token that was made just now, on the command line, with its officer's password; a wrong one ends it.
 * @throws Refusal `invalid_field`, or as `confirmToken`
 */
export async function confirmWithPassword(ctx: Context, token: string, password: string): Promise<void> {
  const row = (await tokens.findToken(ctx.db.read, keyOf(ctx, token)))!
  const by = actorOf(row.officer)
  try {
    await provePassword(ctx, by, password)
    await confirmToken(ctx, row.id, { ...by, secondFactor: row.officer.totpSince !== null })
  } catch (error) {
    await revokeToken(ctx, row.id)
    throw error
  }
}

export interface TokenBearer {
  by: OfficerActor & { login: string }
  scopes: ReadonlySet<TokenScope>
}

/**
 * The officer a bearer token stands for, or null: unknown, revoked, or the officer is disabled or has another role since.
 * @throws Refusal `token_pending`, `token_expired`, `second_factor_required` for a token that is known.
 */
export async function officerOfToken(ctx: Context, token: string): Promise<TokenBearer | null> {
  if (!token.startsWith(PREFIX) || token.length > 100) return null
  const row = await tokens.findToken(ctx.db.read, keyOf(ctx, token))
  if (!row || row.revokedAt || row.officer.disabledAt) return null
  const now = ctx.now()
  const { officer } = row
  if (stateOf(row, now) === 'expired') {
    throw new Refusal('token_expired', '令牌到期了，请管理员重新发一个。')
  }
  if (!row.confirmedAt) {
    throw new Refusal(
      'token_pending',
      `令牌还没有生效：请${officer.name}登录办件台，在“我的账户”的“接口令牌”里确认。`,
    )
  }
  if (row.role !== officer.role || !may(actorOf(officer), 'useApi')) return null
  if (needsSecondFactor(ctx.content().office, officer.role as Role) && !officer.totpSince) {
    throw new Refusal('second_factor_required', `${officer.name}的角色要用两步登录，设好以后令牌才能用。`)
  }
  if (!row.lastUsedAt || row.lastUsedAt.getTime() + TOUCH_MS <= now.getTime()) {
    await ctx.db.inTransaction(tx => tokens.touchToken(tx, row.id, now))
  }
  return {
    by: { ...actorOf(officer), login: officer.login },
    scopes: new Set(scopesOf(row)),
  }
}

const scopesOf = (row: Pick<tokens.ApiToken, 'scopes'>) =>
  row.scopes.split(' ').filter((s): s is TokenScope => (SCOPES as readonly string[]).includes(s))

type TokenState = 'pending' | 'live' | 'expired'

function stateOf(
  row: Pick<tokens.ApiToken, 'confirmedAt' | 'createdAt' | 'expiresAt'>,
  now: Date,
): TokenState {
  const pendingUntil = row.createdAt.getTime() + TOKEN_PENDING_DAYS * DAY_MS
  if (!row.expiresAt || row.expiresAt <= now) return 'expired'
  if (row.confirmedAt) return 'live'
  return pendingUntil <= now.getTime() ? 'expired' : 'pending'
}

/** An officer's tokens that were not ended, newest first. */
export const listTokens = async (ctx: Context, officerId: number) =>
  (await tokens.tokensOf(ctx.db.read, officerId)).map(t => ({
    id: t.id,
    name: t.name,
    state: stateOf(t, ctx.now()),
    scopes: scopesOf(t),
    createdAt: t.createdAt.toISOString(),
    expiresAt: t.expiresAt?.toISOString() ?? null,
    lastUsedAt: t.lastUsedAt?.toISOString() ?? null,
  }))

/**
 * Ends a token: one's own, or anyone's for an admin and the command line.
 * @throws Refusal `not_found`, also for another officer's token.
 */
export async function revokeToken(ctx: Context, id: number, by?: Actor): Promise<void> {
  const ownedBy = by && !may(by, 'manageTokens') ? by.id! : undefined
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    if (!(await tokens.revokeToken(tx, id, now, { ownedBy })))
      throw new Refusal('not_found', '没有这个令牌。')
    await addAudit(tx, { at: now, officerId: by?.id ?? null, action: 'token_revoked', target: String(id) })
  })
}
