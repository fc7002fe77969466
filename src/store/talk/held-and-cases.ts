import { sql } from 'kysely'
import type { Db } from '../base/database.ts'
import { type SealedText, statement, tables } from '../base/statement.ts'
import type { HeldMessage } from '../delivery/outbox.ts'
import { type CaseSummary, caseSummaryFrom, caseSummaryRows } from './resident-cases.ts'

/** A person's held messages and cases: one query, because every message needs both. */
export interface HeldAndCases {
  /** Messages that were held until now, oldest first. */
  held: HeldMessage[]
  cases: CaseSummary
}

/** Either how many cases have a status, or a held message. */
interface Row {
  status: string | null
  count: number | string | null
  waiting: number | string | null
  unrated: string | null
  id: number | null
  contactId: number | null
  messageId: number | null
  text: SealedText | null
  payload: SealedText | null
}

/** Without a value, of the type that the other part of a union has. */
const noText = sql<null>`cast(null as text)`
const noNumber = sql<null>`cast(null as integer)`

const HELD_AND_CASES = statement<{ ids: readonly number[] }>()(p =>
  tables
    .selectFrom(caseSummaryRows(p.ids).as('cases'))
    .select(['status', 'count', 'waiting', 'unrated'])
    .select([noNumber.as('id'), noNumber.as('contactId'), noNumber.as('messageId')])
    .select([noText.as('text'), noText.as('payload')])
    .$castTo<Row>()
    .unionAll(eb =>
      eb
        .selectFrom('Outbox as o')
        .innerJoin('Message as m', 'm.id', 'o.messageId')
        .select([noText.as('status'), noNumber.as('count'), noNumber.as('waiting'), noText.as('unrated')])
        .select(['o.id', 'o.contactId', 'o.messageId', 'm.text', 'm.payload'])
        .where('o.contactId', 'in', p.ids)
        .where('o.status', '=', 'held')
        .$castTo<Row>(),
    ),
)

/** By all ids of the person (store/talk/pseudonyms). */
export async function heldAndCases(db: Db, ids: readonly number[]): Promise<HeldAndCases> {
  const rows = await db.sql.all(HELD_AND_CASES, { ids })
  const held = rows.flatMap(({ id, contactId, messageId, text, payload }) =>
    id === null
      ? []
      : [
          {
            id,
            contactId: contactId!,
            messageId: messageId!,
            message: db.sql.openRow('Message', { text: text!, payload }),
          },
        ],
  )
  return {
    held: held.sort((a, b) => a.id - b.id),
    cases: caseSummaryFrom(
      rows.flatMap(({ status, ...row }) => (status === null ? [] : [{ status, ...row }])),
    ),
  }
}
