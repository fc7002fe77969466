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

interface Page {
  /** By id; else what is due first. */
  newestFirst: boolean
  take: number
}

/** The ids of cases that hold everything `query` asks for and meet `where`. */
export async function searchCases(
  { read, provider }: Reader,
  query: string,
  where: Prisma.CaseWhereInput,
  page: Page,
): Promise<number[]> {
  const phrases = phrasesOf(query)
  if (phrases.length === 0) return []
  return caseIds(
    read,
    sql`${FOUND[provider](phrases)} AND ${whereSql(where as Record<string, unknown>)}`,
    page,
  )
}

/** The ids of cases that meet `where`, when it asks about related rows. */
export const casesByRelated = (
  { read }: Reader,
  where: Prisma.CaseWhereInput,
  page: Page,
): Promise<number[]> => caseIds(read, whereSql(where as Record<string, unknown>), page)

/** How many there are. */
export async function countByRelated({ read }: Reader, where: Prisma.CaseWhereInput): Promise<number> {
  const [row] = await read.$queryRaw<[{ n: number | bigint }]>`
    SELECT count(*) AS n FROM "Case" WHERE ${whereSql(where as Record<string, unknown>)}`
  return Number(row.n)
}

async function caseIds(
  read: Database['read'],
  where: Prisma.Sql,
  { newestFirst, take }: Page,
): Promise<number[]> {
  const order = raw(newestFirst ? '"Case"."id" DESC' : '"Case"."nextDueAt", "Case"."id"')
  const rows = await read.$queryRaw<{ id: number }[]>`
    SELECT "Case"."id" FROM "Case" WHERE ${where} ORDER BY ${order} LIMIT ${take}`
  return rows.map(row => Number(row.id))
}

/** The only place where the two databases differ. The list of ids is made once, before anything is joined to it. */
const FOUND: Record<Provider, (phrases: Phrase[]) => Prisma.Sql> = {
  sqlite: phrases => {
    // Pairs that follow each other; they hold nothing but letters and digits, so quotes suffice.
    const match = phrases.map(p => `"${p.grams.join(' ')}"${p.prefix ? ' *' : ''}`).join(' AND ')
    return sql`"Case"."id" IN (SELECT rowid FROM "CaseSearchIndex" WHERE "CaseSearchIndex" MATCH ${match})`
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
