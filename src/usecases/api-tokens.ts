import { randomBytes } from 'node:crypto'
import type { Actor, Role } from '../domain/case.ts'
import { Refusal } from '../domain/errors.ts'
import { may } from '../domain/policy.ts'
import { tidyLine } from '../domain/visible-text.ts'
import { addAudit, findOfficer, findToken, tokensOf } from '../store/officers.ts'
import type { Context } from './context.ts'

/** `huiyin_` makes a leaked token easy to find and to know for what it is. */
const PREFIX = 'huiyin_'
const TOUCH_MS = 60_000

const keyOf = (ctx: Context, token: string) => ctx.secrets.key(token, 'api-token')

/**
 * Makes a bearer token with an officer's rights. Only a keyed hash is kept: what is returned is shown once.
 * Without `by`: the command line.
 * @throws Refusal `forbidden`, `not_found`
 */
export async function createToken(ctx: Context, login: string, name: string, by?: Actor): Promise<string> {
  if (by && !may(by, 'manageTokens')) throw new Refusal('forbidden', '只有管理员能发接口令牌。')
  const officer = await findOfficer(ctx.db.read, login)
  if (!officer || officer.disabledAt) throw new Refusal('not_found', '没有这位工作人员，或已停用。')
  const token = PREFIX + randomBytes(32).toString('base64url')
  const now = ctx.now()
  const label = [...tidyLine(name)].slice(0, 60).join('') || '未命名'
  await ctx.db.inTransaction(async tx => {
    await tx.apiToken.create({
      data: { key: keyOf(ctx, token), officerId: officer.id, name: label, createdAt: now },
    })
    await addAudit(tx, {
      at: now,
      officerId: by?.id ?? null,
      action: 'token_created',
      target: login,
      detail: label,
    })
  })
  return token
}

/** The officer a bearer token stands for, or null: unknown, revoked, or disabled since. */
export async function officerOfToken(
  ctx: Context,
  token: string,
): Promise<(Actor & { kind: 'officer'; id: number; login: string }) | null> {
  if (!token.startsWith(PREFIX) || token.length > 100) return null
  const row = await findToken(ctx.db.read, keyOf(ctx, token))
  if (!row || row.revokedAt || row.officer.disabledAt) return null
  const now = ctx.now()
  if (!row.lastUsedAt || row.lastUsedAt.getTime() + TOUCH_MS <= now.getTime()) {
    await ctx.db.inTransaction(tx => tx.apiToken.update({ where: { id: row.id }, data: { lastUsedAt: now } }))
  }
  const { officer } = row
  return {
    kind: 'officer',
    id: officer.id,
    name: officer.name,
    login: officer.login,
    role: officer.role as Role,
    ...(officer.departmentId !== null && { departmentId: officer.departmentId }),
  }
}

export const listTokens = async (ctx: Context, officerId: number) =>
  (await tokensOf(ctx.db.read, officerId)).map(t => ({
    id: t.id,
    name: t.name,
    createdAt: t.createdAt.toISOString(),
    lastUsedAt: t.lastUsedAt?.toISOString() ?? null,
  }))

/**
 * Ends a token: one's own, or anyone's for an admin and the command line.
 * @throws Refusal `not_found`, also for another officer's token.
 */
export async function revokeToken(ctx: Context, id: number, by?: Actor): Promise<void> {
  const own = by && !may(by, 'manageTokens') ? { officerId: by.id! } : {}
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const { count } = await tx.apiToken.updateMany({
      where: { id, revokedAt: null, ...own },
      data: { revokedAt: now },
    })
    if (count === 0) throw new Refusal('not_found', '没有这个令牌。')
    await addAudit(tx, { at: now, officerId: by?.id ?? null, action: 'token_revoked', target: String(id) })
  })
}
