import type { Db } from '../../store/base/database.ts'
import { revokeTokens } from '../../store/people/api-tokens.ts'
import { endLinks } from '../../store/people/one-time-links.ts'
import { revokeSessions } from '../../store/people/sessions.ts'
import type { Context } from '../base/context.ts'

/**
 * Ends every way in that an officer has, within the transaction that says why: sessions, bearer tokens and links that
 * were not used. Live pages are cut by `ctx.accessEnded`, which the caller calls after the commit.
 * @param keepSession the browser that asks for it
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
