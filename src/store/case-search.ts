import { gramsOf, type Phrase, phrasesOf } from '../search/case-grams.ts'
import type { Database, Db, Provider } from './database.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { whereSql } from './where-sql.ts'

const { sql, raw, join } = Prisma

/** What officers search in. Not what residents sealed: name and phone are found nowhere. */
export interface Searchable {
  id: number
  number: string
  title: string
  text: string
  place: string | null
}

/** The row a case is found by. Words of different fields never stand side by side. */
export const searchRow = (c: Searchable) => ({
  caseId: c.id,
  grams: [c.number, c.title, c.text, c.place ?? ''].map(gramsOf).filter(Boolean).join(' '),
})

/** Makes a case findable; again, when its words change. Within the transaction that writes the case. */
export async function indexCase(tx: Db, c: Searchable): Promise<void> {
  const { caseId, grams } = searchRow(c)
  await tx.caseSearch.upsert({ where: { caseId }, create: { caseId, grams }, update: { grams } })
}

type Reader = Pick<Database, 'read' | 'provider'>

/** What is due first, the newest first, or the last written first: that is how the index of words gives them. */
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
  /** What finds them: its columns may lead, and have an index (status, receipt, related rows). */
  where: Prisma.CaseWhereInput
  /** What sifts them: any other column. */
  sift?: Prisma.CaseWhereInput
  /** Everything in it must be in the case. */
  query?: string | undefined
  /** With a query: when they were received, which it is sifted by too. */
  received?: Prisma.DateTimeFilter | undefined
}

/** The ids of cases, one page of them. */
export async function findCaseIds(
  { read, provider }: Reader,
  { where, sift, query, received }: CasesWanted,
  { order, take }: Page,
): Promise<number[]> {
  const conditions = [whereSql(where as Record<string, unknown>)]
  if (sift) conditions.push(whereSql(sift as Record<string, unknown>, 'Case', provider === 'sqlite'))
  if (query !== undefined) {
    const phrases = phrasesOf(query)
    if (phrases.length === 0) return []
    const ids = received && (await idsOf(read, received))
    if (ids === null) return []
    conditions.unshift(FOUND[provider](phrases, order, ids))
  }
  const rows = await read.$queryRaw<{ id: number }[]>`
    SELECT "Case"."id" FROM "Case" WHERE ${join(conditions, ' AND ')} ORDER BY ${raw(ORDER_SQL[order])} LIMIT ${take}`
  return rows.map(row => Number(row.id))
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

/** Between which ids the cases received in some days lie: the index of words is then read only there. */
async function idsOf(read: Database['read'], received: Prisma.DateTimeFilter): Promise<IdRange | null> {
  const [row] = await read.$queryRaw<[{ first: number | null; last: number | null }]>`
    SELECT MIN("id") AS "first", MAX("id") AS "last" FROM "Case" WHERE ${whereSql({ receivedAt: received })}`
  return row.first === null ? null : { first: Number(row.first), last: Number(row.last) }
}

/** The only place where the two databases differ. The list of ids is made once, before anything is joined to it. */
const FOUND: Record<Provider, (phrases: Phrase[], order: CaseOrder, ids?: IdRange) => Prisma.Sql> = {
  sqlite: (phrases, order, ids) => {
    // Pairs that follow each other; they hold nothing but letters and digits, so quotes suffice.
    const match = phrases.map(p => `"${p.grams.join(' ')}"${p.prefix ? ' *' : ''}`).join(' AND ')
    // Sifted by columns, the index of lists leads, which holds them all, and the words are looked up beside it.
    const id = raw(order === 'newest' ? '+"Case"."id"' : '"Case"."id"')
    return sql`${id} IN (SELECT rowid FROM "CaseSearchIndex" WHERE "CaseSearchIndex" MATCH ${match}
      ${ids ? sql`AND rowid BETWEEN ${ids.first} AND ${ids.last}` : Prisma.empty})`
  },
  postgresql: phrases => {
    const pairs = phrases.flatMap(p => p.grams.map(g => `'${g}'${p.prefix ? ':*' : ''}`)).join(' & ')
    // The index knows which pairs a text has, not that they follow each other.
    const inOrder = phrases.filter(p => p.grams.length > 1).map(p => `%${p.grams.join(' ')}%`)
    const exact =
      inOrder.length === 0
        ? raw('true')
        : join(
            inOrder.map(p => sql`"grams" LIKE ${p}`),
            ' AND ',
          )
    return sql`"Case"."id" = ANY (ARRAY(SELECT "caseId" FROM "CaseSearch"
      WHERE array_to_tsvector(string_to_array("grams", ' ')) @@ ${pairs}::tsquery AND ${exact}))`
  },
}
