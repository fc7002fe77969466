import { type SqlBool, sql } from 'kysely'
import type { Secrets } from '../../domain/base/secrets.ts'
import { gramsOf, type Phrase, phrasesOf, standsIn } from '../../search/case-grams.ts'
import type { Database, Db, Provider } from '../base/database.ts'
import { type Condition, rowsOf, sqlFor } from '../base/kysely.ts'
import { statement, tables } from '../base/statement.ts'

/** The search of live items, by the same keyed signs as that of cases. */

interface Searchable {
  id: number
  number: string
  title: string
  body: string
}

type Signs = Pick<Secrets, 'searchSigns'>

const textsOf = ({ number, title, body }: Omit<Searchable, 'id'>) => [number, title, body]

const INDEX = statement<{ itemId: number; grams: string }>()(p =>
  tables
    .insertInto('ItemSearch')
    .values({ itemId: p.itemId, grams: p.grams })
    .onConflict(at => at.column('itemId').doUpdateSet(to => ({ grams: to.ref('excluded.grams') }))),
)

/** Indexes the text that the public reads. */
export async function indexItem(tx: Db, secrets: Signs, item: Searchable): Promise<void> {
  const grams = secrets.searchSigns(gramsOf(textsOf(item))).sort()
  await tx.sql.run(INDEX, { itemId: item.id, grams: grams.join(' ') })
}

/** Takes an item out of the search. */
export async function unindexItem(tx: Db, itemId: number): Promise<void> {
  await tx.itemSearch.deleteMany({ where: { itemId } })
}

/** The most texts decrypted for one page of results. */
const MOST_OPENED = 100

/** The ids of live items that contain every word of a query, the newest first. */
export async function findItemIds(
  { read, provider, secrets }: Pick<Database, 'read' | 'provider' | 'secrets'>,
  query: string,
  take: number,
  beforeId?: number,
): Promise<number[]> {
  const phrases = phrasesOf(query)
  if (phrases.length === 0) return []
  const signs = secrets.searchSigns([...new Set(phrases.flatMap(p => p.grams))])
  const exact = phrases.every(p => p.grams.length <= 1)
  const rows = await rowsOf(
    read,
    sqlFor
      .selectFrom('ItemSearch')
      .select('itemId')
      .where(FOUND[provider](signs))
      .$if(beforeId !== undefined, query => query.where('itemId', '<', beforeId!))
      .orderBy('itemId', 'desc')
      .limit(exact ? take : MOST_OPENED),
  )
  const ids = rows.map(row => row.itemId)
  return exact ? ids : (await withPhrases(read, ids, phrases)).slice(0, take)
}

/** Those whose text contains the phrases literally: the index knows pairs of characters, not their order. */
async function withPhrases(db: Db, ids: readonly number[], phrases: readonly Phrase[]): Promise<number[]> {
  const rows = await db.item.findMany({
    where: { id: { in: [...ids] }, updatedLiveAt: { not: null } },
    select: { id: true, number: true, liveVersion: true },
  })
  if (rows.length === 0) return []
  const texts = await db.itemVersion.findMany({
    where: { OR: rows.map(({ id, liveVersion }) => ({ itemId: id, version: liveVersion! })) },
    select: { itemId: true, title: true, body: true },
  })
  const numberOf = new Map(rows.map(({ id, number }) => [id, number]))
  const right = new Set(
    texts
      .filter(({ itemId, title, body }) => {
        const parts = textsOf({ number: numberOf.get(itemId)!, title, body })
        return phrases.every(phrase => standsIn(phrase, parts))
      })
      .map(({ itemId }) => itemId),
  )
  return ids.filter(id => right.has(id))
}

const FOUND: Record<Provider, (signs: readonly string[]) => Condition> = {
  sqlite: signs => {
    // Tokens are letters and digits only, so quotes suffice.
    const match = signs.map(sign => `"${sign}"`).join(' AND ')
    return sql<SqlBool>`"itemId" in (select rowid from "ItemSearchIndex" where "ItemSearchIndex" match ${match})`
  },
  postgresql: signs => {
    const words = signs.map(sign => `'${sign}'`).join(' & ')
    return sql<SqlBool>`array_to_tsvector(string_to_array("grams", ' ')) @@ ${words}::tsquery`
  },
}
