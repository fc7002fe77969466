import { sql } from 'kysely'
import { type Phrase, phrasesOf, standsIn } from '../../search/case-grams.ts'
import type { Database, Db } from '../base/database.ts'
import { FOUND, gramsText, readAlong, type Signs } from '../base/gram-search.ts'
import { rowsOf, sqlFor } from '../base/kysely.ts'
import { statement, tables } from '../base/statement.ts'

/** The search of live items. */

interface Searchable {
  id: number
  number: string
  title: string
  body: string
}

const textsOf = ({ number, title, body }: Omit<Searchable, 'id'>) => [number, title, body]

const INDEX = statement<{ itemId: number; grams: string }>()(p =>
  tables
    .insertInto('ItemSearch')
    .values({ itemId: p.itemId, grams: p.grams })
    .onConflict(at => at.column('itemId').doUpdateSet(to => ({ grams: to.ref('excluded.grams') }))),
)

/** Indexes the text that the public reads. */
export async function indexItem(tx: Db, secrets: Signs, item: Searchable): Promise<void> {
  await tx.sql.run(INDEX, { itemId: item.id, grams: gramsText(secrets, textsOf(item)) })
}

/** Takes an item out of the search. */
export async function unindexItem(tx: Db, itemId: number): Promise<void> {
  await tx.itemSearch.deleteMany({ where: { itemId } })
}

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
  const found = sqlFor
    .selectFrom('ItemSearch')
    .select('itemId')
    .where(FOUND[provider](sql.ref('itemId'), { table: 'ItemSearch', anyOf: [signs] }))
    .$if(beforeId !== undefined, query => query.where('itemId', '<', beforeId!))
    .orderBy('itemId', 'desc')
  const page = async (size: number, skip: number) =>
    (await rowsOf(read, found.limit(size).offset(skip))).map(row => row.itemId)
  const exact = phrases.every(p => p.grams.length <= 1)
  return exact ? page(take, 0) : readAlong(page, ids => withPhrases(read, ids, phrases), take)
}

/** Those whose text contains the phrases literally. */
async function withPhrases(
  db: Db,
  ids: readonly number[],
  phrases: readonly Phrase[],
): Promise<ReadonlySet<number>> {
  const rows = await db.item.findMany({
    where: { id: { in: [...ids] }, updatedLiveAt: { not: null } },
    select: { id: true, number: true, liveVersion: true },
  })
  const numberOf = new Map(rows.map(({ id, number }) => [id, number]))
  const right = new Set<number>()
  for (let i = 0; i < rows.length; i += TEXTS) {
    const texts = await db.itemVersion.findMany({
      where: {
        OR: rows.slice(i, i + TEXTS).map(({ id, liveVersion }) => ({ itemId: id, version: liveVersion! })),
      },
      select: { itemId: true, title: true, body: true },
    })
    for (const { itemId, title, body } of texts) {
      const parts = textsOf({ number: numberOf.get(itemId)!, title, body })
      if (phrases.every(phrase => standsIn(phrase, parts))) right.add(itemId)
    }
  }
  return right
}

/** Texts in one query: each is named by two values, and a text can be long. */
const TEXTS = 100
