import { createHash } from 'node:crypto'
import { calendarDocument } from '../../../domain/numbers/ledger/calendar-document.ts'
import type { Calendar } from '../../../domain/office/calendar.ts'
import { saveCalendar } from '../../../store/numbers/ledger/keys.ts'
import type { Context } from '../../base/context.ts'

/** A calendar's published form and its hash. A calendar is replaced whole, so each is written once. */
const known = new WeakMap<Calendar, { hash: string; document: string }>()

function published(calendar: Calendar): { hash: string; document: string } {
  let of = known.get(calendar)
  if (!of) {
    const document = calendarDocument(calendar.years)
    of = { document, hash: createHash('sha256').update(document).digest('hex') }
    known.set(calendar, of)
  }
  return of
}

export const calendarHash = (calendar: Calendar): string => published(calendar).hash

/** Stores the calendar in use, so that it can be published for as long as the ledger names it. */
export async function rememberCalendar(ctx: Context): Promise<void> {
  const { hash, document } = published(ctx.content().calendar)
  await ctx.db.inTransaction(tx => saveCalendar(tx, hash, document))
}
