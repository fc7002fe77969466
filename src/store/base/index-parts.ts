import type { Db } from './database.ts'
import { type CaseColumns, type Condition, onCase, rowsOf, sqlFor } from './kysely.ts'

/**
 * The most entries of an index that one statement reads, which takes about a millisecond. SQLite runs a statement within
 * the call, so one over an index of a million cases would block the process until it ends.
 */
export const ENTRIES = 5000

type Value = Date | string

export interface IndexRange {
  column: 'receivedAt' | 'owedUntil' | 'updatedAt' | 'originalDueOn' | 'replyDueAt' | 'firstReplyAt'
  /** Conditions on the columns before it in the index, each with one value. */
  prefix?: Condition
  /** The first value in the range; null: no lower limit. */
  from: Value | null
  /** The first value after the range; null: no upper limit. */
  before?: Value | null
}

const DATED = /^\d{4}-\d\d-\d\d$/

/** A column's value as the parameter of a statement. */
export const indexValue = (value: Value): Value =>
  typeof value === 'string' && DATED.test(value) ? value : new Date(value)

/** Splits a range of an index of cases into conditions with at most `entries` entries each; equal values stay together. */
export async function* partsOfIndex(
  db: Db,
  { column, prefix, from, before = null }: IndexRange,
  entries = ENTRIES,
): AsyncGenerator<Condition> {
  const key = onCase.ref(column)
  const within = (begin: Condition, end?: Condition) =>
    onCase.and([prefix, begin, end].filter(condition => condition !== undefined))
  const end = before === null ? undefined : onCase(key, '<', before)
  let begin: Condition = from === null ? onCase(key, 'is not', null) : onCase(key, '>=', from)
  for (;;) {
    const [row] = await rowsOf(
      db,
      sqlFor
        .selectFrom('Case')
        .select(key.$notNull().as('value'))
        .where(within(begin, end))
        .orderBy(column)
        .limit(1)
        .offset(entries - 1),
    )
    if (!row) {
      yield within(begin, end)
      return
    }
    const last = indexValue(row.value)
    yield within(begin, onCase(key, '<=', last))
    begin = onCase(key, '>', last)
  }
}

/** Columns of the cases in a range of an index, part by part. @param where filters what the index finds */
export async function* casesInParts<C extends keyof CaseColumns>(
  db: Db,
  range: IndexRange,
  columns: readonly C[],
  where?: Condition,
): AsyncGenerator<Pick<CaseColumns, C>[]> {
  for await (const part of partsOfIndex(db, range)) {
    const cases = sqlFor.selectFrom('Case').select(columns).where(part).$castTo<Pick<CaseColumns, C>>()
    yield await rowsOf(db, where ? cases.where(where) : cases)
  }
}

/** The ids of those cases. */
export async function idsInParts(db: Db, range: IndexRange, where?: Condition): Promise<number[]> {
  const ids: number[] = []
  for await (const rows of casesInParts(db, range, ['id'], where)) for (const row of rows) ids.push(row.id)
  return ids
}
