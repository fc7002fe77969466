import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { lateVisits } from '../../store/numbers/visits.ts'
import { reminderRecipients } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { remindOfficerIn } from './remind-officer.ts'
import { answerersOf } from './tell-of-visit.ts'

const BATCH = 50

/** On each working day, reminds departments of visits whose answer is late; once a day, whatever is restarted. */
export async function remindOfLateVisits(ctx: Context): Promise<void> {
  const today = shanghaiDate(ctx.now())
  if (!ctx.content().calendar.isWorkingDay(today)) return
  for (let after = 0; ; ) {
    const late = await lateVisits(ctx.db.read, today, after, BATCH)
    for (const visit of late) {
      await ctx.db.inTransaction(async tx => {
        for (const officerId of answerersOf(visit.departmentId, await reminderRecipients(tx)))
          await remindOfficerIn(tx, ctx, {
            officerId,
            kind: 'visit_late',
            dedupeKey: `visit:${visit.id}:late:${today}`,
          })
      })
    }
    if (late.length < BATCH) return
    after = late.at(-1)!.id
  }
}
