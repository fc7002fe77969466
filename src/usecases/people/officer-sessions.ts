import { Refusal } from '../../domain/base/errors.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { addAudit, findOfficer } from '../../store/people/officers.ts'
import { type LiveSession, liveSessions, revokeSessions } from '../../store/people/sessions.ts'
import type { Context } from '../base/context.ts'
import { IDLE_MS, type SignedIn } from './sign-in.ts'

/** Signed-in browsers: the officer's own, and for an admin everybody's. */

/** Names a session without being its key. */
const refOf = (key: string) => key.slice(0, 12)

const view = (row: LiveSession, current?: string) => ({
  ref: refOf(row.key),
  current: row.key === current,
  createdAt: row.createdAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
  address: row.address,
  agent: row.agent,
})
export type SessionView = ReturnType<typeof view>

async function live(ctx: Context, officerId: number): Promise<LiveSession[]> {
  const now = ctx.now()
  return liveSessions(ctx.db.read, officerId, now, new Date(now.getTime() - IDLE_MS))
}

export const listSessions = async (ctx: Context, by: SignedIn): Promise<SessionView[]> =>
  (await live(ctx, by.id)).map(row => view(row, by.session))

/** Ends one of the officer's own sessions. @throws Refusal `not_found` */
export const revokeSession = (ctx: Context, by: SignedIn, ref: string): Promise<void> =>
  end(ctx, by.id, ref, by.id)

async function end(ctx: Context, officerId: number, ref: string, byId: number, target?: string) {
  const now = ctx.now()
  const row = (await live(ctx, officerId)).find(r => refOf(r.key) === ref)
  if (!row) throw new Refusal('not_found', '这个登录已经结束了。')
  await ctx.db.inTransaction(async tx => {
    await revokeSessions(tx, officerId, now, { only: row.key })
    await addAudit(tx, { at: now, officerId: byId, action: 'session_revoked', ...(target && { target }) })
  })
  ctx.accessEnded(officerId)
}

async function known(ctx: Context, login: string, by: Actor) {
  if (!may(by, 'manageOfficers')) throw new Refusal('forbidden', '只有管理员能看别人的登录。')
  const officer = await findOfficer(ctx.db.read, login)
  if (!officer) throw new Refusal('not_found', '没有这位工作人员。')
  return officer
}

/** Where somebody is signed in, for an admin. @throws Refusal `forbidden`, `not_found` */
export async function sessionsOf(ctx: Context, login: string, by: SignedIn) {
  const officer = await known(ctx, login, by)
  return {
    login: officer.login,
    name: officer.name,
    sessions: (await live(ctx, officer.id)).map(row => view(row, by.session)),
  }
}

/** Ends a session of anybody, or all of theirs. @throws Refusal `forbidden`, `not_found` */
export async function endSessionOf(
  ctx: Context,
  login: string,
  which: string | 'all',
  by: SignedIn,
): Promise<void> {
  const officer = await known(ctx, login, by)
  if (which !== 'all') return end(ctx, officer.id, which, by.id, login)
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    await revokeSessions(tx, officer.id, now)
    await addAudit(tx, { at: now, officerId: by.id, action: 'sessions_revoked', target: login })
  })
  ctx.accessEnded(officer.id)
}
