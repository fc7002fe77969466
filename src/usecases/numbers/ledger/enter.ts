import { shanghaiDate } from '../../../domain/base/civil-date.ts'
import { addWaiting } from '../../../store/numbers/ledger/waiting.ts'
import type { Moved } from '../../base/reactions.ts'
import { calendarHash } from './calendar.ts'

/**
 * Puts an event on the waiting list of the ledger, in the event's own transaction: so no event that counts can be
 * missing there. It gets its place when its day is closed (close-days.ts).
 */
export async function enterInLedger({ tx, ctx, row, event, now }: Moved): Promise<void> {
  await addWaiting(tx, {
    caseId: row.id,
    seq: event.seq,
    day: shanghaiDate(now),
    calendar: calendarHash(ctx.content().calendar),
  })
}
