import type { Db } from '../../store/base/database.ts'
import { revokeTokens } from '../../store/people/api-tokens.ts'
import { endLinks } from '../../store/people/one-time-links.ts'
import { revokeSessions } from '../../store/people/sessions.ts'
import type { Context } from '../base/context.ts'

/**
 * Ends an officer's access within the transaction that has the reason: sessions, bearer tokens and unused links. The
 * caller calls `ctx.accessEnded` after the commit, which closes live pages.
 * @param keepSession the browser that requests it
 */
export async function endAccessIn(
  tx: Db,
  ctx: Context,
  officerId: number,
  keepSession?: string,
): Promise<void> {
  const now = ctx.now()
  await revokeSessions(tx, officerId, now, keepSession === undefined ? {} : { except: keepSession })
  await revokeTokens(tx, officerId, now)
  await endLinks(tx, officerId, now)
}
