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

/**
 * The ids of cases that hold everything `query` asks for and meet `where`.
 * @param newestFirst by id; else what is due first.
 */
export async function searchCases(
  { read, provider }: Pick<Database, 'read' | 'provider'>,
  query: string,
  where: Prisma.CaseWhereInput,
  { newestFirst, take }: { newestFirst: boolean; take: number },
): Promise<number[]> {
  const phrases = phrasesOf(query)
  if (phrases.length === 0) return []
  const order = raw(newestFirst ? '"Case"."id" DESC' : '"Case"."nextDueAt", "Case"."id"')
  const rows = await read.$queryRaw<{ id: number }[]>`
    SELECT "Case"."id" FROM "Case"
    WHERE ${FOUND[provider](phrases)} AND ${whereSql(where as Record<string, unknown>)}
    ORDER BY ${order} LIMIT ${take}`
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
