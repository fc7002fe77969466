import { type Expression, type SqlBool, sql } from 'kysely'
import type { Secrets } from '../../domain/base/secrets.ts'
import { gramsOf } from '../../search/case-grams.ts'
import type { Provider } from './database.ts'
import { type Condition, sqlFor } from './kysely.ts'
import type { SEARCH_TABLES } from './tables/word-indexes.ts'

/**
 * The index of keyed search tokens, the same for everything that is searched: each table has one row for each text, which
 * holds the tokens of its characters and pairs.
 */

export type Signs = Pick<Secrets, 'searchSigns'>

/** The column of a table that names what a row is about. */
const KEYS = {
  CaseSearch: 'caseId',
  ReplySearch: 'replyId',
  ItemSearch: 'itemId',
} as const satisfies Record<(typeof SEARCH_TABLES)[number], string>
export type SearchTable = keyof typeof KEYS

/**
 * The tokens of some texts, as they are stored. Sorted, so that their order reveals nothing about the texts.
 * @param terms further things to find it by, at most 15 bytes each, that no text contains
 */
export const gramsText = (secrets: Signs, texts: readonly string[], terms: readonly string[] = []): string =>
  secrets
    .searchSigns([...gramsOf(texts), ...terms])
    .sort()
    .join(' ')

/** Tokens of which a row must have all. */
type All = readonly string[]

export interface IdRange {
  first: number
  last: number
}

/** Which rows are found: those with all tokens of one of the alternatives. */
interface Wanted {
  table: SearchTable
  anyOf: readonly All[]
  within?: IdRange | undefined
}

/**
 * The condition that a column's id is found. The only place where the two databases differ. In PostgreSQL the list of ids
 * is made once, before anything is joined to it.
 */
export const FOUND: Record<Provider, (id: Expression<unknown>, wanted: Wanted) => Condition> = {
  sqlite: (id, { table, anyOf, within }) => {
    // Tokens are letters and digits only, so quotes suffice.
    const match = anyOf.map(all => `(${all.map(sign => `"${sign}"`).join(' AND ')})`).join(' OR ')
    const index = sql.table(`${table}Index`)
    const ids = within ? sql`and rowid between ${within.first} and ${within.last}` : sql``
    return sql<SqlBool>`${id} in (select rowid from ${index} where ${index} match ${match} ${ids})`
  },
  postgresql: (id, { table, anyOf }) => {
    const words = anyOf.map(all => `(${all.map(sign => `'${sign}'`).join(' & ')})`).join(' | ')
    const found = sqlFor
      .selectFrom(table)
      .select(sql.ref<number>(KEYS[table]).as('id'))
      .where(sql<SqlBool>`array_to_tsvector(string_to_array(${sql.ref('grams')}, ' ')) @@ ${words}::tsquery`)
    return sql<SqlBool>`${id} = any (array(${found}))`
  },
}

/**
 * A condition that only filters what others found. SQLite without statistics considers any index on an equal value a
 * good one, and would read half of all cases because they are complaints; after `+` it uses no index for a condition.
 */
export const FILTER: Record<Provider, (condition: Condition) => Condition> = {
  sqlite: condition => sql<SqlBool>`+(${condition})`,
  postgresql: condition => condition,
}

/** The most texts decrypted at a time. */
const MOST_OPENED = 500

/**
 * The first ids whose texts really contain what was searched. The index knows pairs of characters but not their order, so
 * the texts of those that have all pairs are decrypted and compared. Nearly all of them contain it.
 * @param right which of these ids are right
 */
export async function readAlong(
  candidates: (size: number, skip: number) => Promise<number[]>,
  right: (ids: number[]) => Promise<ReadonlySet<number>>,
  take: number,
): Promise<number[]> {
  const found: number[] = []
  for (let skip = 0, size = Math.min(take, MOST_OPENED); ; size = Math.min(size * 2, MOST_OPENED)) {
    const ids = await candidates(size, skip)
    const those = await right(ids)
    found.push(...ids.filter(id => those.has(id)))
    if (found.length >= take || ids.length < size) return found.slice(0, take)
    skip += size
  }
}
