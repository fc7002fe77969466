import type { Period } from '../../../domain/base/period.ts'
import type { Digest } from '../../../domain/numbers/digest-schema.ts'
import { newestCheckpoint } from '../../../store/numbers/ledger/checkpoints.ts'
import type { Context } from '../../base/context.ts'
import { closeDays } from './close-days.ts'
import { noteAt } from './public-files.ts'

/**
 * The checkpoint that a period's report names: from then on its numbers cannot be changed without a trace.
 * @throws Error while a day of the period is not closed
 */
export async function boundTo(ctx: Context, period: Period): Promise<NonNullable<Digest['ledger']>> {
  await closeDays(ctx)
  const db = ctx.db.read
  const newest = await newestCheckpoint(db)
  if (!newest || newest.day < period.to) throw new Error(`台账还没有结到 ${period.to}。`)
  return { size: newest.size, root: newest.root, checkpoint: (await noteAt(db, newest.size))! }
}
