import type { Secrets } from '../../domain/base/secrets.ts'
import { gramsOf, type Phrase, phrasesOf, standsIn } from '../../search/case-grams.ts'
import type { Database, Db, Provider } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import { whereSql } from '../base/where-sql.ts'
import { Prisma } from '../generated/sqlite/client.ts'

const { sql, raw, join } = Prisma

/** The fields that officers search. Not the residents' names and phones, which are sealed. */
export interface Searchable {
  id: number
  number: string
  title: string
  text: string
  place: string | null
}

const textsOf = (c: Omit<Searchable, 'id'>) => [c.number, c.title, c.text, c.place ?? '']

type Signs = Pick<Secrets, 'searchSigns'>

/**
 * The search row of a case: keyed tokens of its characters and pairs. Sorted, so that their order reveals nothing
 * about the text.
 */
export const searchRow = (secrets: Signs, c: Searchable) => ({
  caseId: c.id,
  grams: secrets
    .searchSigns(gramsOf(textsOf(c)))
    .sort()
    .join(' '),
})

const INDEX = statement<ReturnType<typeof searchRow>>()(p =>
  tables
    .insertInto('CaseSearch')
    .values({ caseId: p.caseId, grams: p.grams })
    .onConflict(at => at.column('caseId').doUpdateSet(to => ({ grams: to.ref('excluded.grams') }))),
)

/** Indexes a case for search, and again when its text changes. Within the transaction that writes the case. */
export async function indexCase(tx: Db, secrets: Signs, c: Searchable): Promise<void> {
  await tx.sql.run(INDEX, searchRow(secrets, c))
}

type Reader = Pick<Database, 'read' | 'provider' | 'secrets'>

/** Due first, newest first, or last written first, which is the order of the word index. */
const ORDERS = {
  due: [{ nextDueAt: 'asc' }, { id: 'asc' }],
  newest: [{ receivedAt: 'desc' }, { id: 'desc' }],
  written: [{ id: 'desc' }],
} as const satisfies Record<string, readonly Prisma.CaseOrderByWithRelationInput[]>
export type CaseOrder = keyof typeof ORDERS

/** The same for Prisma. */
export const orderBy = (order: CaseOrder) => [...ORDERS[order]]

const ORDER_SQL: Record<CaseOrder, string> = {
  due: '"Case"."nextDueAt", "Case"."id"',
  newest: '"Case"."receivedAt" DESC, "Case"."id" DESC',
  written: '"Case"."id" DESC',
}

interface Page {
  order: CaseOrder
  take: number
}

export interface CasesWanted {
  /** The leading condition: its columns have an index (status, receipt, related rows). */
  where: Prisma.CaseWhereInput
  /** The filter: conditions on any other column. */
  sift?: Prisma.CaseWhereInput
  /** Every word in it must be in the case. */
  query?: string | undefined
  /** With a query: also filters by the time of receipt. */
  received?: Prisma.DateTimeFilter | undefined
}

/** The ids of cases, one page of them. */
export async function findCaseIds(
  db: Reader,
  { where, sift, query, received }: CasesWanted,
  { order, take }: Page,
): Promise<number[]> {
  const { read, provider, secrets } = db
  let inexact: Phrase[] | undefined
  const conditions = [whereSql(where as Record<string, unknown>)]
  if (sift) conditions.push(whereSql(sift as Record<string, unknown>, 'Case', provider === 'sqlite'))
  if (query !== undefined) {
    const phrases = phrasesOf(query)
    if (phrases.length === 0) return []
    const ids = received && (await idsOf(read, received))
    if (ids === null) return []
    const signs = secrets.searchSigns([...new Set(phrases.flatMap(p => p.grams))])
    conditions.unshift(FOUND[provider](signs, order, ids))
    inexact = phrases.some(p => p.grams.length > 1) ? phrases : undefined
  }
  const page = async (size: number, skip: number) => {
    const rows = await read.$queryRaw<{ id: number }[]>`
      SELECT "Case"."id" FROM "Case" WHERE ${join(conditions, ' AND ')} ORDER BY ${raw(ORDER_SQL[order])}
      LIMIT ${size} OFFSET ${skip}`
    return rows.map(row => Number(row.id))
  }
  return inexact ? readAlong(db, inexact, page, take) : page(take, 0)
}

/** The most texts decrypted at a time. */
const MOST_OPENED = 500

/**
 * Cases that contain a phrase literally. The index knows pairs of characters but not their order, so the texts of
 * cases with all pairs are decrypted and compared. Nearly all of them contain the phrase.
 */
async function readAlong(
  { read }: Reader,
  phrases: readonly Phrase[],
  candidates: (size: number, skip: number) => Promise<number[]>,
  take: number,
): Promise<number[]> {
  const found: number[] = []
  for (let skip = 0, size = Math.min(take, MOST_OPENED); ; size = Math.min(size * 2, MOST_OPENED)) {
    const ids = await candidates(size, skip)
    const rows = await read.case.findMany({
      where: { id: { in: ids } },
      select: { id: true, number: true, title: true, text: true, place: true },
    })
    const right = new Set(
      rows.filter(row => phrases.every(p => standsIn(p, textsOf(row)))).map(row => row.id),
    )
    found.push(...ids.filter(id => right.has(id)))
    if (found.length >= take || ids.length < size) return found.slice(0, take)
    skip += size
  }
}

/** How many there are. */
export async function countByRelated({ read }: Reader, where: Prisma.CaseWhereInput): Promise<number> {
  const [row] = await read.$queryRaw<[{ n: number | bigint }]>`
    SELECT count(*) AS n FROM "Case" WHERE ${whereSql(where as Record<string, unknown>)}`
  return Number(row.n)
}

interface IdRange {
  first: number
  last: number
}

/** The range of ids of cases received in some days, so that the word index is read only there. */
async function idsOf(read: Database['read'], received: Prisma.DateTimeFilter): Promise<IdRange | null> {
  const [row] = await read.$queryRaw<[{ first: number | null; last: number | null }]>`
    SELECT MIN("id") AS "first", MAX("id") AS "last" FROM "Case" WHERE ${whereSql({ receivedAt: received })}`
  return row.first === null ? null : { first: Number(row.first), last: Number(row.last) }
}

/** The only place where the two databases differ. The list of ids is made once, before anything is joined to it. */
const FOUND: Record<Provider, (signs: readonly string[], order: CaseOrder, ids?: IdRange) => Prisma.Sql> = {
  sqlite: (signs, order, ids) => {
    // Tokens are letters and digits only, so quotes suffice.
    const match = signs.map(sign => `"${sign}"`).join(' AND ')
    // With a filter on columns the list index leads, which contains all of them, and the words are looked up for each
    // row.
    const id = raw(order === 'newest' ? '+"Case"."id"' : '"Case"."id"')
    return sql`${id} IN (SELECT rowid FROM "CaseSearchIndex" WHERE "CaseSearchIndex" MATCH ${match}
      ${ids ? sql`AND rowid BETWEEN ${ids.first} AND ${ids.last}` : Prisma.empty})`
  },
  postgresql: signs => sql`"Case"."id" = ANY (ARRAY(SELECT "caseId" FROM "CaseSearch"
      WHERE array_to_tsvector(string_to_array("grams", ' ')) @@ ${signs.map(sign => `'${sign}'`).join(' & ')}::tsquery))`,
}
