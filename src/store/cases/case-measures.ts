import type { Span } from '../../domain/numbers/tally.ts'
import type { Db } from '../base/database.ts'
import { indexValue } from '../base/index-parts.ts'
import { Prisma } from '../generated/sqlite/client.ts'

/** What a number counts; it decides which indexes are scanned for its cases. */
export type Measure = 'received' | 'concluded' | 'due' | 'owed'

/** Where a list continues: in which of the scans below, and after which row. */
export interface Place {
  look: number
  value: string
  id: number
}

interface Row {
  id: number
  value: Date | string
  again?: Date | string | null
}

type After = { value: Date | string; id: number } | null

/**
 * A scan of an index, in its order, after a position: at most `take` rows, none only at its end. A filter may drop a
 * million rows, so the index is scanned in parts, one statement each.
 */
type Look = (after: After, take: number) => Promise<Row[]>

/** Entries of an index read by one statement, with their lookups: a few milliseconds. */
const ENTRIES = { Case: 5000, CaseEvent: 500 }
type Entries = typeof ENTRIES

interface Walk {
  table: keyof Entries
  /** The column that sorts the rows and is returned as `value`. The table's alias is `e`. */
  column: Prisma.Sql
  /** Columns before it in the index, each compared with one value. */
  prefix?: Prisma.Sql
  /** Where it begins. */
  since: Prisma.Sql
  /** Where it ends, of the same column. */
  until?: Prisma.Sql
  /** The filter on the scanned rows. */
  sift?: Prisma.Sql
  /** Further columns returned. */
  more?: Prisma.Sql
}

const walk =
  (db: Db, entries: Entries, { table, column, prefix, since, until, sift, more }: Walk): Look =>
  async (after, take) => {
    const from = Prisma.sql`FROM ${Prisma.raw(`"${table}"`)} e WHERE ${prefix ? Prisma.sql`${prefix} AND ` : Prisma.empty}`
    const end = until ? Prisma.sql` AND ${until}` : Prisma.empty
    const order = Prisma.sql`ORDER BY ${column}, e."id"`
    const found: Row[] = []
    for (let place = after; ; ) {
      // The position instead of the first day, never both: of two bounds on one column SQLite would use the day's for
      // the index, and each page would scan all pages before it.
      const begin = place ? Prisma.sql`(${column}, e."id") > (${place.value}, ${place.id})` : since
      const [last] = sift
        ? await db.$queryRaw<Row[]>`SELECT e."id", ${column} AS "value" ${from}${begin}${end} ${order}
            LIMIT 1 OFFSET ${entries[table] - 1}`
        : []
      const stop = last
        ? Prisma.sql` AND (${column}, e."id") <= (${indexValue(last.value)}, ${Number(last.id)})`
        : end
      const rows = await db.$queryRaw<Row[]>`SELECT e."id", ${column} AS "value"${more ?? Prisma.empty}
        ${from}${begin}${stop} AND ${sift ?? Prisma.sql`TRUE`} ${order} LIMIT ${take - found.length}`
      found.push(...rows)
      if (!last || found.length === take) return found
      place = { value: indexValue(last.value), id: Number(last.id) }
    }
  }

/**
 * The index scans for a number's cases: together they find all of them (and some more: the caller reads the events).
 * Each scans one index. The columns of a reopened case describe its last round only, so earlier rounds are found by
 * the reopening; `again` is the case of a reopening that the columns did not find.
 */
function indexScans(db: Db, measure: Measure, { from, to, begin, until }: Span, entries: Entries): Look[] {
  const [first, last] = [new Date(begin), new Date(until)]
  const [receivedAt, owedUntil, originalDueOn, at] = (
    ['receivedAt', 'owedUntil', 'originalDueOn', 'at'] as const
  ).map(name => Prisma.raw(`e."${name}"`)) as [Prisma.Sql, Prisma.Sql, Prisma.Sql, Prisma.Sql]
  const along = (column: Prisma.Sql, since: Date | string, until: Prisma.Sql): Look =>
    walk(db, entries, { table: 'Case', column, since: Prisma.sql`${column} >= ${since}`, until })
  /** Cases reopened since the days began that the columns did not find. */
  const reopened = (found: Prisma.Sql): Look =>
    walk(db, entries, {
      table: 'CaseEvent',
      prefix: Prisma.sql`e."type" = 'reopened'`,
      column: at,
      since: Prisma.sql`${at} >= ${first}`,
      sift: Prisma.sql`NOT EXISTS (SELECT 1 FROM "Case" c WHERE c."id" = e."caseId" AND ${found})`,
      more: Prisma.sql`, e."caseId" AS "again"`,
    })
  switch (measure) {
    case 'received':
      return [
        along(receivedAt, first, Prisma.sql`${receivedAt} < ${last}`),
        reopened(Prisma.sql`c."receivedAt" >= ${first} AND c."receivedAt" < ${last}`),
      ]
    case 'concluded':
      return [
        along(owedUntil, first, Prisma.sql`${owedUntil} < ${last}`),
        reopened(Prisma.sql`c."owedUntil" >= ${first} AND c."owedUntil" < ${last}`),
      ]
    case 'due':
      return [
        along(originalDueOn, from, Prisma.sql`${originalDueOn} <= ${to}`),
        reopened(Prisma.sql`c."originalDueOn" >= ${from} AND c."originalDueOn" <= ${to}`),
      ]
    case 'owed':
      return [
        walk(db, entries, {
          table: 'Case',
          prefix: Prisma.sql`e."owedUntil" IS NULL`,
          column: receivedAt,
          since: Prisma.sql`TRUE`,
          until: Prisma.sql`${receivedAt} < ${last}`,
        }),
        walk(db, entries, {
          table: 'Case',
          column: owedUntil,
          since: Prisma.sql`${owedUntil} >= ${last}`,
          sift: Prisma.sql`${receivedAt} < ${last}`,
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
  const looks = indexScans(db, measure, span, entries)
  for (let look = place?.look ?? 0; look < looks.length; look++) {
    const from = place && place.look === look ? { value: indexValue(place.value), id: place.id } : null
    const rows = await looks[look]!(from, take)
    if (rows.length === 0) continue
    return rows.map(({ id, value, again }) => ({
      id: Number(again ?? id),
      place: { look, id: Number(id), value: textOf(indexValue(value)) },
    }))
  }
  return []
}

export async function titlesOf(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await db.case.findMany({ where: { id: { in: [...ids] } }, select: { id: true, title: true } })
  return new Map(rows.map(row => [row.id, row.title]))
}
