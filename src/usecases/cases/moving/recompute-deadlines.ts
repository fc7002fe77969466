import { type Case, OPEN } from '../../../domain/cases/case.ts'
import { recompute } from '../../../domain/cases/deadline.ts'
import type { Db } from '../../../store/base/database.ts'
import { lockCase, openDeadlines, toCase } from '../../../store/cases/cases.ts'
import type { Context } from '../../base/context.ts'
import { moveCaseIn } from './move-case.ts'

const BATCH = 200

/**
 * Recomputes the deadlines of open cases whose calendar has changed since: a year's holidays were published, or a
 * file was corrected. A moved date is an event, and the resident is notified; the original date, by which the office
 * is measured, stays. Safe to run at any time, also twice at once.
 * @returns the numbers of the cases whose date moved.
 */
export async function recomputeDeadlines(ctx: Context): Promise<string[]> {
  const moved: string[] = []
  let failed: unknown
  for (let after = 0; ; ) {
    const rows = await openDeadlines(ctx.db.read, after, BATCH)
    for (const row of rows) {
      try {
        // Checks without a transaction first, because on most days nothing has changed.
        if (!changed(ctx, JSON.parse(row.deadlines) as Case['deadlines'])) continue
        if (await ctx.db.inTransaction(tx => recomputeOne(tx, ctx, row.number))) moved.push(row.number)
        ctx.caseChanged(row.number)
      } catch (error) {
        // An error on one case does not stop the others; the case is tried again at the next run.
        ctx.log.error({ err: error, case: row.number }, 'a deadline could not be counted again')
        failed = error
      }
    }
    if (rows.length < BATCH) break
    after = rows.at(-1)!.id
  }
  if (moved.length > 0) ctx.wakeOutbox()
  if (failed !== undefined) throw failed
  return moved
}

function changed(ctx: Context, deadlines: Case['deadlines']): boolean {
  const { calendar, office } = ctx.content()
  const again = recompute(deadlines, calendar, office.hours).deadlines
  return (['accept', 'reply'] as const).some(
    which =>
      again[which].calendar !== deadlines[which].calendar || again[which].dueAt !== deadlines[which].dueAt,
  )
}

/** @returns whether one of the two dates moved. */
async function recomputeOne(tx: Db, ctx: Context, number: string): Promise<boolean> {
  const row = (await lockCase(tx, number))!
  const { status, deadlines } = toCase(row)
  if (!OPEN.includes(status) || !changed(ctx, deadlines)) return false
  const after = (await moveCaseIn(tx, ctx, row, 'moveDeadlines', {}, { kind: 'system' })).deadlines
  return after.accept.dueOn !== deadlines.accept.dueOn || after.reply.dueOn !== deadlines.reply.dueOn
}
