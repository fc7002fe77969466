import { Refusal } from '../../../domain/base/errors.ts'
import { putVote } from '../../../store/cases/replies/public-replies.ts'
import type { Context } from '../../base/context.ts'

/**
 * Notes whether a reply was useful to somebody: one vote of a browser, which may change it.
 * @param browser what is the same for all votes of a browser, and says nothing of it
 * @throws Refusal `not_found` when the reply is not public (any more)
 */
export async function voteOnReply(
  ctx: Context,
  replyId: number,
  { browser, useful }: { browser: string; useful: boolean },
): Promise<void> {
  const voter = ctx.secrets.key(browser, 'reply.voter')
  const done = await ctx.db.inTransaction(tx => putVote(tx, { replyId, voter, useful }, ctx.now()))
  if (!done) throw new Refusal('not_found', '这份答复已经不公开了。')
}
