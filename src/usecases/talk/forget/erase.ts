import { DAY } from '../../../domain/base/civil-date.ts'
import { OPEN } from '../../../domain/cases/case.ts'
import { KINDS } from '../../../domain/office/kinds.ts'
import { retentionCutoff } from '../../../domain/office/retention.ts'
import { dropOldVotes } from '../../../store/cases/replies/public-replies.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { deleteOldBlocks } from '../../../store/talk/blocks.ts'
import {
  casesPastRetention,
  deleteOldMessages,
  eraseCase,
  forgottenCases,
} from '../../../store/talk/erasure.ts'
import { deleteOldFirstMessages } from '../../../store/talk/first-messages.ts'
import type { Context } from '../../base/context.ts'

const BATCH = 50
/** Messages in a transaction. */
const MESSAGES = 300
/** What was not reviewed in this time teaches nothing new. */
const UNREVIEWED_DAYS = 90
/** A browser's cookie lives as long; the sums of the votes stay. */
const VOTE_DAYS = 365

/**
 * Nightly: erases residents' texts from cases past their retention period, and from those of residents who asked for
 * erasure, once no reply is owed; and deletes old conversations outside of cases. office.yaml sets the periods. Cases
 * on hold are skipped. A few in each transaction; if stopped, it continues the next night.
 * @returns how many cases were erased
 */
export async function eraseExpired(ctx: Context, signal?: AbortSignal): Promise<number> {
  const now = ctx.now()
  const { retention } = ctx.content().office
  let erased = 0
  const each = async (why: string, find: () => Promise<{ id: number; number: string }[]>) => {
    while (!signal?.aborted) {
      const rows = await find()
      for (const { id } of rows) await ctx.db.inTransaction(tx => eraseCase(tx, id, now))
      erased += rows.length
      if (rows.length > 0)
        await ctx.db.inTransaction(tx =>
          addAudit(tx, {
            at: now,
            action: 'cases_erased',
            target: why,
            detail: rows.map(r => r.number).join(' '),
          }),
        )
      if (rows.length < BATCH) return
    }
  }
  await each('forgotten', () => forgottenCases(ctx.db.read, OPEN, BATCH))
  for (const kind of KINDS) {
    const before = retentionCutoff(retention[kind], now)
    await each(kind, () => casesPastRetention(ctx.db.read, kind, { before, statuses: OPEN, take: BATCH }))
  }
  const before = retentionCutoff(retention.conversations, now)
  let removed = 0
  let afterId: number | null = 0
  while (afterId !== null && !signal?.aborted) {
    const from: number = afterId
    const done = await ctx.db.inTransaction(tx =>
      deleteOldMessages(tx, { before, afterId: from, take: MESSAGES }),
    )
    removed += done.removed
    afterId = done.next
  }
  await eraseFirstMessages(ctx, before, signal)
  while (!signal?.aborted) {
    const gone = await ctx.db.inTransaction(tx => deleteOldBlocks(tx, before, MESSAGES))
    if (gone < MESSAGES) break
  }
  const votes = new Date(now.getTime() - VOTE_DAYS * DAY)
  while (!signal?.aborted) {
    const gone = await ctx.db.inTransaction(tx => dropOldVotes(tx, votes, MESSAGES))
    if (gone < MESSAGES) break
  }
  if (removed > 0) ctx.log.info({ messages: removed }, 'old conversations that became no case were removed')
  if (erased > 0)
    ctx.log.info({ cases: erased }, 'what people wrote was erased from cases whose time is over')
  return erased
}

/** First messages are kept for review: not longer than conversations, and at most three months. */
async function eraseFirstMessages(ctx: Context, conversations: Date, signal?: AbortSignal): Promise<void> {
  const least = new Date(ctx.now().getTime() - UNREVIEWED_DAYS * DAY)
  const before = least > conversations ? least : conversations
  while (!signal?.aborted) {
    const removed = await ctx.db.inTransaction(tx => deleteOldFirstMessages(tx, before, MESSAGES))
    if (removed < MESSAGES) return
  }
}
