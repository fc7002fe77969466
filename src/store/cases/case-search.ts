import { sql } from 'kysely'
import { type Phrase, phrasesOf, standsIn } from '../../search/case-grams.ts'
import type { Database, Db } from '../base/database.ts'
import { FILTER, FOUND, gramsText, type IdRange, readAlong, type Signs } from '../base/gram-search.ts'
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

/** The search row of a case: keyed tokens of its characters and pairs. */
export const searchRow = (secrets: Signs, c: Searchable) => ({
  caseId: c.id,
  grams: gramsText(secrets, textsOf(c)),
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
    // With a filter on columns the list index leads, which contains all of them, and the words are looked up for each
    // row.
    const id = provider === 'sqlite' && order === 'newest' ? sql`+${onCase.ref('id')}` : onCase.ref('id')
    conditions.unshift(FOUND[provider](id, { table: 'CaseSearch', anyOf: [signs], within: ids }))
    inexact = phrases.some(p => p.grams.length > 1) ? phrases : undefined
  }
  const { columns, direction } = ORDERS[order]
  const cases = columns.reduce(
    (cases, column) => cases.orderBy(column, direction),
    sqlFor.selectFrom('Case').select('id').where(onCase.and(conditions)),
  )
  const page = async (size: number, skip: number) =>
    (await rowsOf(read, cases.limit(size).offset(skip))).map(row => row.id)
  return inexact ? readAlong(page, ids => withPhrases(db, ids, inexact), take) : page(take, 0)
}

/** Those cases that contain all phrases literally. */
async function withPhrases(
  { read }: Reader,
  ids: number[],
  phrases: readonly Phrase[],
): Promise<ReadonlySet<number>> {
  const rows = await read.case.findMany({
    where: { id: { in: ids } },
    select: { id: true, number: true, title: true, text: true, place: true },
  })
  return new Set(rows.filter(row => phrases.every(p => standsIn(p, textsOf(row)))).map(row => row.id))
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
