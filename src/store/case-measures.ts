import type { Span } from '../domain/tally.ts'
import type { Db } from './database.ts'
import { Prisma } from './generated/sqlite/client.ts'

/** What a number is about: decides where its cases are looked for. */
export type Measure = 'received' | 'concluded' | 'due' | 'owed'

/** Where a list goes on: which of the looks below, and after which row of it. */
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

/** One walk along an index, in its order, after a place in it. */
type Look = (after: { value: Date | string; id: number } | null, take: number) => Promise<Row[]>

const CASE = Prisma.sql`FROM "Case"`

/**
 * The looks for a number's cases: together they find all of them (and some more: the caller reads the events).
 * Each walks one index. The columns of a reopened case tell of its last round only, so earlier rounds are found by
 * the reopening; `again` says whether the columns found it already.
 */
function looksFor(db: Db, measure: Measure, { from, to, begin, until }: Span): Look[] {
  const [first, last] = [new Date(begin), new Date(until)]
  // The place instead of the first day, never both: of two bounds on one column SQLite would take the day's for the
  // index, and each page would walk over all pages before it.
  const beginning = (
    column: Prisma.Sql,
    first: Prisma.Sql,
    place: Parameters<Look>[0],
    id = Prisma.sql`"id"`,
  ) => (place ? Prisma.sql`(${column}, ${id}) > (${place.value}, ${place.id})` : first)
  const along =
    (column: Prisma.Sql, since: Prisma.Sql, where: Prisma.Sql): Look =>
    (place, take) =>
      db.$queryRaw`SELECT "id", ${column} AS "value" ${CASE}
      WHERE ${beginning(column, since, place)} AND ${where} ORDER BY ${column}, "id" LIMIT ${take}`
  const receivedAt = Prisma.sql`"receivedAt"`
  const owedUntil = Prisma.sql`"owedUntil"`
  const originalDueOn = Prisma.sql`"originalDueOn"`
  const ever = Prisma.sql`TRUE`
  /** Cases reopened since the days began that the columns did not find. */
  const reopened =
    (found: Prisma.Sql): Look =>
    (place, take) =>
      db.$queryRaw`SELECT e."id", e."at" AS "value", e."caseId" AS "again" FROM "CaseEvent" e
      WHERE e."type" = 'reopened'
      AND ${beginning(Prisma.sql`e."at"`, Prisma.sql`e."at" >= ${first}`, place, Prisma.sql`e."id"`)}
      AND NOT EXISTS (SELECT 1 FROM "Case" c WHERE c."id" = e."caseId" AND ${found})
      ORDER BY e."at", e."id" LIMIT ${take}`
  switch (measure) {
    case 'received':
      return [
        along(receivedAt, Prisma.sql`"receivedAt" >= ${first}`, Prisma.sql`"receivedAt" < ${last}`),
        reopened(Prisma.sql`c."receivedAt" >= ${first} AND c."receivedAt" < ${last}`),
      ]
    case 'concluded':
      return [
        along(owedUntil, Prisma.sql`"owedUntil" >= ${first}`, Prisma.sql`"owedUntil" < ${last}`),
        reopened(Prisma.sql`c."owedUntil" >= ${first} AND c."owedUntil" < ${last}`),
      ]
    case 'due':
      return [
        along(originalDueOn, Prisma.sql`"originalDueOn" >= ${from}`, Prisma.sql`"originalDueOn" <= ${to}`),
        reopened(Prisma.sql`c."originalDueOn" >= ${from} AND c."originalDueOn" <= ${to}`),
      ]
    case 'owed':
      return [
        along(receivedAt, ever, Prisma.sql`"owedUntil" IS NULL AND "receivedAt" < ${last}`),
        along(owedUntil, Prisma.sql`"owedUntil" >= ${last}`, Prisma.sql`"receivedAt" < ${last}`),
      ]
  }
}

const DATED = /^\d{4}-\d\d-\d\d$/

/** Ids that may be behind a number, each with the place after it; empty when there are no more. */
export async function candidatesFor(
  db: Db,
  measure: Measure,
  span: Span,
  place: Place | null,
  take: number,
): Promise<{ id: number; place: Place }[]> {
  const looks = looksFor(db, measure, span)
  for (let look = place?.look ?? 0; look < looks.length; look++) {
    const from =
      place && place.look === look
        ? { value: DATED.test(place.value) ? place.value : new Date(place.value), id: place.id }
        : null
    const rows = await looks[look]!(from, take)
    if (rows.length === 0) continue
    return rows.map(({ id, value, again }) => ({
      id: Number(again ?? id),
      place: {
        look,
        id: Number(id),
        value: typeof value === 'string' && DATED.test(value) ? value : new Date(value).toISOString(),
      },
    }))
  }
  return []
}

export async function titlesOf(db: Db, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await db.case.findMany({ where: { id: { in: [...ids] } }, select: { id: true, title: true } })
  return new Map(rows.map(row => [row.id, row.title]))
}
