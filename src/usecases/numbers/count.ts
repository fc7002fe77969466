import { dayNumber, shanghaiDate } from '../../domain/base/civil-date.ts'
import {
  type CountField,
  type DaySpan,
  type Dimension,
  stepAfterDay,
  stepOfDay,
  tallyFrom,
} from '../../domain/numbers/counts.ts'
import { emptyTally, type Tally } from '../../domain/numbers/tally.ts'
import type { Db } from '../../store/base/database.ts'
import { type Sums, sumCounts } from '../../store/numbers/day-counts.ts'

/** Days of a query. */
export interface Days {
  from: string
  to: string
}

/** While the days still run, cases due today do not count yet: see `Span.dueUntil`. */
function spanFor({ from, to }: Days, now: Date): DaySpan & { lookedAt: number } {
  const [first, last, today] = [dayNumber(from), dayNumber(to), dayNumber(shanghaiDate(now))]
  return today <= last
    ? { from: first, to: last, known: stepOfDay(today), lookedAt: today }
    : { from: first, to: last, known: stepAfterDay(last), lookedAt: last + 1 }
}

const BEFORE: readonly CountField[] = ['carriedOut']

/** The tally of these days from the table of counts. Only numbers of committed and counted events. */
export async function countTotal(db: Db, days: Days, now: Date): Promise<Tally> {
  return (await countBy(db, 'total', days, now)).get(null) ?? emptyTally()
}

/**
 * Tallies by kind, department …; null for cases without one. `carriedIn` is what this row held when the days began.
 * @param key only this row
 */
export async function countBy(
  db: Db,
  dimension: 'total' | Dimension,
  days: Days,
  now: Date,
  options: { fields?: readonly CountField[]; key?: string } = {},
): Promise<Map<string | null, Tally>> {
  const span = spanFor(days, now)
  const { fields, key } = options
  const before = { from: 0, to: span.from - 1, known: stepAfterDay(span.from - 1) }
  const [sums, carried]: [Sums, Sums] = await Promise.all([
    sumCounts(db, dimension, span, fields, key),
    sumCounts(db, dimension, before, BEFORE, key),
  ])
  const keys = new Set([...sums.keys(), ...carried.keys()])
  return new Map(
    [...keys].map(k => [
      k === '' ? null : k,
      tallyFrom(sums.get(k) ?? {}, carried.get(k)?.carriedOut ?? 0, span.lookedAt),
    ]),
  )
}
