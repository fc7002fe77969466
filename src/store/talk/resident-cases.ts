import type { Expression } from 'kysely'
import type { Status } from '../../domain/cases/case.ts'
import type { ResidentAct } from '../../domain/cases/resident-acts.ts'
import type { Db } from '../base/database.ts'
import { type RowOf, statement, tables } from '../base/statement.ts'
import { casesFor } from '../cases/cases.ts'

/** Queries about cases for a resident's dialogue. `ids` are all ids of one person: their own and their pseudonyms'. */

const ANONYMOUS = statement<{ number: string }>()(p =>
  tables.selectFrom('Case').select('anonymous').where('number', '=', p.number),
)

export const isAnonymous = async (db: Db, number: string): Promise<boolean> =>
  (await db.sql.all(ANONYMOUS, { number }))[0]?.anonymous === true

const APPROVED = statement<{ caseId: number }>()(p =>
  tables
    .selectFrom('Reply')
    .select('text')
    .where('caseId', '=', p.caseId)
    .where('status', '=', 'approved')
    .orderBy('id', 'desc')
    .limit(1),
)

/** The words of the answer that stands: the last one approved. */
export async function approvedReplyText(db: Db, caseId: number): Promise<string | undefined> {
  const [reply] = await db.sql.all(APPROVED, { caseId })
  return reply && db.sql.open('Reply', 'text', reply.text)
}

/** The person's cases that allow the first possible choice of acts, the latest first. */
export async function firstCasesFor(
  db: Db,
  ids: readonly number[],
  choices: readonly (readonly ResidentAct[] | null)[],
  take: number,
): Promise<{ number: string; title: string }[]> {
  for (const acts of choices) {
    const found = await casesFor(db, ids, acts, take)
    if (found.length > 0) return found
  }
  return []
}

/** A person's number of cases by status, and the one that waits for a rating. */
export interface CaseSummary {
  statuses: { status: Status; count: number }[]
  /** The merged cases whose resident has no answer yet. */
  mergedWaiting: number
  /** The latest case with an answer and without a rating. */
  unrated: string | undefined
}

/** The latest case of these contacts with an answer and without a rating. */
const unrated = (ids: Expression<number>) =>
  tables
    .selectFrom('Case')
    .select('number')
    .where('contactId', 'in', ids)
    .where('rating', 'is', null)
    .where(eb =>
      eb.or([
        eb('status', 'in', ['answered', 'declined']),
        eb.and([eb('status', '=', 'merged'), eb('answeredAt', 'is not', null)]),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(1)

/** How many cases of these contacts there are, a row for each status. */
export const caseSummaryRows = (ids: Expression<number>) =>
  tables
    .selectFrom('Case')
    .select(({ fn, eb }) => [
      'status',
      fn.countAll<number | string>().as('count'),
      fn.sum<number | string>(eb.case().when('firstReplyAt', 'is', null).then(1).else(0).end()).as('waiting'),
      unrated(ids).as('unrated'),
    ])
    .where('contactId', 'in', ids)
    .groupBy('status')

const CASE_SUMMARY = statement<{ ids: readonly number[] }>()(p => caseSummaryRows(p.ids))

type CaseSummaryRow = { [C in keyof RowOf<typeof CASE_SUMMARY>]: RowOf<typeof CASE_SUMMARY>[C] | null } & {
  status: string
}

export const caseSummaryFrom = (rows: readonly CaseSummaryRow[]): CaseSummary => ({
  statuses: rows.map(row => ({ status: row.status as Status, count: Number(row.count) })),
  mergedWaiting: Number(rows.find(row => row.status === 'merged')?.waiting ?? 0),
  unrated: rows[0]?.unrated ?? undefined,
})

export const caseSummaryOf = async (db: Db, ids: readonly number[]): Promise<CaseSummary> =>
  caseSummaryFrom(await db.sql.all(CASE_SUMMARY, { ids }))
