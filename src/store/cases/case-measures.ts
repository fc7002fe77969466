import { type Compilable, type Expression, expressionBuilder, type SelectQueryBuilder } from 'kysely'
import type { Span } from '../../domain/numbers/tally.ts'
import type { Db } from '../base/database.ts'
import { indexValue } from '../base/index-parts.ts'
import { type Condition, onCase, rowsOf, sqlFor, type Tables } from '../base/kysely.ts'

/** What a number counts; it decides which indexes are scanned for its cases. */
export type Measure = 'received' | 'concluded' | 'due' | 'owed'

/** Where a list continues: in which of the scans below, and after which row. */
export interface Place {
  scan: number
  value: string
  id: number
}

type Value = Date | string
interface Row {
  id: number
  value: Value
  again?: number
}

type After = { value: Value; id: number } | null

/**
 * A scan of an index, in its order, after a position: at most `take` rows, none only at its end. A filter may drop a
 * million rows, so the index is scanned in parts, one statement each.
 */
type Scan = (after: After, take: number) => Promise<Row[]>

/** Entries of an index read by one statement, with their lookups: a few milliseconds. */
const ENTRIES = { Case: 5000, CaseEvent: 500 }
type Entries = typeof ENTRIES

type Rows<T extends keyof Entries> = SelectQueryBuilder<Tables, T, { id: number; value: Value }>

interface Walk<T extends keyof Entries> {
  table: T
  /** The rows in the order of the index. */
  rows: Rows<T>
  /** The column that sorts the rows and is returned as `value`, and the id. */
  position: Expression<unknown>
  /** Compares the columns before it in the index, each with one value. */
  lead?: Condition
  /** Where it begins. */
  since?: Condition
  /** Where it ends, of the same column. */
  until?: Condition
  /** Filters the scanned rows, and may return more of them. */
  sift?: (rows: Rows<T>) => Compilable<Row>
}

const onEvent = expressionBuilder<Tables, 'CaseEvent'>()

const walk =
  <T extends keyof Entries>(db: Db, entries: Entries, { table, rows, position, ...range }: Walk<T>): Scan =>
  async (after, take) => {
    const { lead, since, until, sift } = range
    const compare = (sign: '>' | '<=', { value, id }: NonNullable<After>): Condition =>
      onCase(position, sign, onCase.tuple(value, id))
    const within = (...conditions: (Condition | undefined)[]) =>
      rows.where(onCase.and([lead, ...conditions].filter(c => c !== undefined)))
    const found: Row[] = []
    for (let place = after; ; ) {
      // The position instead of the first day, never both: of two bounds on one column SQLite would use the day's for
      // the index, and each page would scan all pages before it.
      const begin = place ? compare('>', place) : since
      const [last] = sift
        ? await rowsOf(
            db,
            within(begin, until)
              .limit(1)
              .offset(entries[table] - 1),
          )
        : []
      const end = last && { value: indexValue(last.value), id: last.id }
      const part = within(begin, end ? compare('<=', end) : until).limit(take - found.length)
      found.push(...(await rowsOf<Row>(db, sift ? sift(part) : part)))
      if (!end || found.length === take) return found
      place = end
    }
  }

type Column = 'receivedAt' | 'owedUntil' | 'originalDueOn'

/**
 * The index scans for a number's cases: together they find all of them (and some more: the caller reads the events).
 * Each scans one index. The columns of a reopened case describe its last round only, so earlier rounds are found by
 * the reopening; `again` is the case of a reopening that the columns did not find.
 */
function indexScans(db: Db, measure: Measure, { from, to, begin, until }: Span, entries: Entries): Scan[] {
  const [first, last] = [new Date(begin), new Date(until)]
  const cases = (column: Column, range: Partial<Walk<'Case'>>): Scan =>
    walk(db, entries, {
      table: 'Case',
      rows: sqlFor
        .selectFrom('Case')
        .select(['id', onCase.ref(column).$notNull().as('value')])
        .orderBy(column)
        .orderBy('id'),
      position: onCase.refTuple(column, 'id'),
      ...range,
    })
  /** Cases reopened since the days began that the columns did not find. */
  const reopened = (found: readonly Condition[]): Scan =>
    walk(db, entries, {
      table: 'CaseEvent',
      rows: sqlFor.selectFrom('CaseEvent').select(['id', 'at as value']).orderBy('at').orderBy('id'),
      position: onEvent.refTuple('at', 'id'),
      lead: onEvent('type', '=', 'reopened'),
      since: onEvent('at', '>=', first),
      sift: events =>
        events
          .select('caseId as again')
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('Case')
                  .select('Case.id')
                  .whereRef('Case.id', '=', 'CaseEvent.caseId')
                  .where(onCase.and(found)),
              ),
            ),
          ),
    })
  const within = (column: Column, since: Condition, until: Condition): Scan[] => [
    cases(column, { since, until }),
    reopened([since, until]),
  ]
  const receivedBefore = onCase('receivedAt', '<', last)
  switch (measure) {
    case 'received':
      return within('receivedAt', onCase('receivedAt', '>=', first), receivedBefore)
    case 'concluded':
      return within('owedUntil', onCase('owedUntil', '>=', first), onCase('owedUntil', '<', last))
    case 'due':
      return within('originalDueOn', onCase('originalDueOn', '>=', from), onCase('originalDueOn', '<=', to))
    case 'owed':
      return [
        cases('receivedAt', { lead: onCase('owedUntil', 'is', null), until: receivedBefore }),
        cases('owedUntil', {
          since: onCase('owedUntil', '>=', last),
          sift: rows => rows.where(receivedBefore),
        }),
      ]
  }
}

const textOf = (value: Date | string) => (typeof value === 'string' ? value : value.toISOString())

/** Ids of cases that a number may count, each with the position after it; empty when there are no more. */
export async function candidatesFor(
  db: Db,
  measure: Measure,
  span: Span,
  place: Place | null,
  take: number,
  entries = ENTRIES,
): Promise<{ id: number; place: Place }[]> {
  const scans = indexScans(db, measure, span, entries)
  for (let scan = place?.scan ?? 0; scan < scans.length; scan++) {
    const from = place && place.scan === scan ? { value: indexValue(place.value), id: place.id } : null
    const rows = await scans[scan]!(from, take)
    if (rows.length === 0) continue
    return rows.map(({ id, value, again }) => ({
      id: again ?? id,
      place: { scan, id, value: textOf(indexValue(value)) },
    }))
  }
  return []
}

export async function titlesOf(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await db.case.findMany({ where: { id: { in: [...ids] } }, select: { id: true, title: true } })
  return new Map(rows.map(row => [row.id, row.title]))
}
