import { Prisma } from '../generated/sqlite/client.ts'
import type { Db } from './database.ts'

/**
 * The most entries of an index that one statement reads, which takes about a millisecond. SQLite runs a statement within
 * the call, so one over an index of a million cases would block the process until it ends.
 */
export const ENTRIES = 5000

type Value = Date | string

export interface IndexRange {
  column: 'receivedAt' | 'owedUntil' | 'updatedAt' | 'originalDueOn' | 'replyDueAt' | 'firstReplyAt'
  /** Conditions on the columns before it in the index, each with one value. */
  prefix?: Prisma.Sql
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
): AsyncGenerator<Prisma.Sql> {
  const name = Prisma.raw(`"${column}"`)
  const leading = prefix ? Prisma.sql`${prefix} AND ` : Prisma.empty
  const end = before === null ? Prisma.empty : Prisma.sql` AND ${name} < ${before}`
  let begin = from === null ? Prisma.sql`${name} IS NOT NULL` : Prisma.sql`${name} >= ${from}`
  for (;;) {
    const [row] = await db.$queryRaw<{ value: Value }[]>`SELECT ${name} AS "value" FROM "Case"
      WHERE ${leading}${begin}${end} ORDER BY ${name} LIMIT 1 OFFSET ${entries - 1}`
    if (!row) {
      yield Prisma.sql`${leading}${begin}${end}`
      return
    }
    const last = indexValue(row.value)
    yield Prisma.sql`${leading}${begin} AND ${name} <= ${last}`
    begin = Prisma.sql`${name} > ${last}`
  }
}

/** Columns of the cases in a range of an index, part by part. @param where filters what the index finds */
export async function* casesInParts<T>(
  db: Db,
  range: IndexRange,
  columns: Prisma.Sql,
  where = Prisma.sql`TRUE`,
): AsyncGenerator<T[]> {
  for await (const part of partsOfIndex(db, range))
    yield await db.$queryRaw<T[]>`SELECT ${columns} FROM "Case" WHERE ${part} AND ${where}`
}

/** The ids of those cases. */
export async function idsInParts(db: Db, range: IndexRange, where?: Prisma.Sql): Promise<number[]> {
  const ids: number[] = []
  for await (const rows of casesInParts<{ id: number }>(db, range, Prisma.sql`"id"`, where))
    for (const row of rows) ids.push(Number(row.id))
  return ids
}
