import { type SqlBool, sql } from 'kysely'
import type { Secrets } from '../../domain/base/secrets.ts'
import { gramsOf, type Phrase, phrasesOf, standsIn } from '../../search/case-grams.ts'
import type { Database, Db, Provider } from '../base/database.ts'
import { type CaseColumns, type Condition, onCase, rowsOf, sqlFor } from '../base/kysely.ts'
import { statement, tables } from '../base/statement.ts'
import type { Prisma } from '../generated/sqlite/client.ts'

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
  due: { columns: ['nextDueAt', 'id'], direction: 'asc' },
  newest: { columns: ['receivedAt', 'id'], direction: 'desc' },
  written: { columns: ['id'], direction: 'desc' },
} as const satisfies Record<string, { columns: readonly (keyof CaseColumns)[]; direction: 'asc' | 'desc' }>
export type CaseOrder = keyof typeof ORDERS

/** The same for Prisma. */
export const orderBy = (order: CaseOrder): Prisma.CaseOrderByWithRelationInput[] => {
  const { columns, direction } = ORDERS[order]
  return columns.map(column => ({ [column]: direction }))
}

interface Page {
  order: CaseOrder
  take: number
}

export interface CasesWanted {
  /** The leading conditions: their columns have an index (status, receipt, related rows). */
  where: readonly Condition[]
  /** The filter: conditions on any other column. */
  sift?: readonly Condition[]
  /** Every word in it must be in the case. */
  query?: string | undefined
  /** With a query: conditions on the time of receipt that are among the others. */
  received?: readonly Condition[]
}

/**
 * A condition that only filters what others found. SQLite without statistics considers any index on an equal value a
 * good one, and would read half of all cases because they are complaints; after `+` it uses no index for a condition.
 */
const FILTER: Record<Provider, (condition: Condition) => Condition> = {
  sqlite: condition => sql<SqlBool>`+(${condition})`,
  postgresql: condition => condition,
}

/** The ids of cases, one page of them. */
export async function findCaseIds(
  db: Reader,
  { where, sift = [], query, received = [] }: CasesWanted,
  { order, take }: Page,
): Promise<number[]> {
  const { read, provider, secrets } = db
  let inexact: Phrase[] | undefined
  const conditions = [...where, ...sift.map(FILTER[provider])]
  if (query !== undefined) {
    const phrases = phrasesOf(query)
    if (phrases.length === 0) return []
    const ids = received.length > 0 ? await idsOf(read, received) : undefined
    if (ids === null) return []
    const signs = secrets.searchSigns([...new Set(phrases.flatMap(p => p.grams))])
    conditions.unshift(FOUND[provider](signs, order, ids))
    inexact = phrases.some(p => p.grams.length > 1) ? phrases : undefined
  }
  const { columns, direction } = ORDERS[order]
  const cases = columns.reduce(
    (cases, column) => cases.orderBy(column, direction),
    sqlFor.selectFrom('Case').select('id').where(onCase.and(conditions)),
  )
  const page = async (size: number, skip: number) =>
    (await rowsOf(read, cases.limit(size).offset(skip))).map(row => row.id)
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

interface IdRange {
  first: number
  last: number
}

/** The range of ids of cases received in some days, so that the word index is read only there. */
async function idsOf(read: Database['read'], received: readonly Condition[]): Promise<IdRange | null> {
  const [row] = await rowsOf(
    read,
    sqlFor
      .selectFrom('Case')
      .select(({ fn }) => [fn.min('id').as('first'), fn.max('id').as('last')])
      .where(onCase.and(received)),
  )
  return row?.first == null ? null : { first: Number(row.first), last: Number(row.last) }
}

/** The only place where the two databases differ. The list of ids is made once, before anything is joined to it. */
const FOUND: Record<Provider, (signs: readonly string[], order: CaseOrder, ids?: IdRange) => Condition> = {
  sqlite: (signs, order, ids) => {
    // Tokens are letters and digits only, so quotes suffice.
    const match = signs.map(sign => `"${sign}"`).join(' AND ')
    // With a filter on columns the list index leads, which contains all of them, and the words are looked up for each
    // row.
    const id = order === 'newest' ? sql`+${onCase.ref('id')}` : onCase.ref('id')
    const within = ids ? sql`and rowid between ${ids.first} and ${ids.last}` : sql``
    return sql<SqlBool>`${id} in (select rowid from "CaseSearchIndex" where "CaseSearchIndex" match ${match} ${within})`
  },
  postgresql: signs => {
    const words = signs.map(sign => `'${sign}'`).join(' & ')
    const found = sqlFor
      .selectFrom('CaseSearch')
      .select('caseId')
      .where(
        ({ ref }) =>
          sql<SqlBool>`array_to_tsvector(string_to_array(${ref('grams')}, ' ')) @@ ${words}::tsquery`,
      )
    return sql<SqlBool>`${onCase.ref('id')} = any (array(${found}))`
  },
}
