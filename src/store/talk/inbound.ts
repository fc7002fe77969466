import type { Db } from '../base/database.ts'
import { type SealedText, statement, tables } from '../base/statement.ts'
import { addMessage } from './messages.ts'

/** A message of a resident, as it is kept. */
export interface NewInbound {
  contactId: number
  /** Keyed, like every id of a channel's. */
  dedupeKey: string
  sourceId: string | null
  album: string | null
  kind: string
  text: string
  payload: string | null
  at: Date
}

/** @throws a unique violation (`isDuplicate`) when the same delivery was kept meanwhile */
export const addInbound = (db: Db, message: NewInbound): Promise<number> =>
  addMessage(db, { ...message, direction: 'in' })

/** Whose a message is now, and on which case: a dialogue may have joined it to one, an anonymous one under a pseudonym. */
export interface Stand {
  contactId: number
  caseId: number | null
}

const KEEP_TURN = statement<{ id: number; turnSealed: string }>()(p =>
  tables
    .updateTable('Message')
    .set({ turnSealed: p.turnSealed })
    .where('id', '=', p.id)
    .returning(['contactId', 'caseId']),
)

const HIDE_TEXT = statement<{ id: number; text: SealedText }>()(p =>
  tables.updateTable('Message').set({ text: p.text }).where('id', '=', p.id),
)

/** What a turn knew and did, beside the message that it answers; `text` instead of what the message said. */
export async function keepTurn(
  db: Db,
  id: number,
  { turnSealed, text }: { turnSealed: string; text?: string },
): Promise<Stand> {
  if (text !== undefined) await db.sql.run(HIDE_TEXT, { id, text: db.sql.seal('Message', 'text', text) })
  return (await db.sql.all(KEEP_TURN, { id, turnSealed }))[0]!
}

export const standOf = (db: Db, id: number): Promise<Stand> =>
  db.message.findUniqueOrThrow({ where: { id }, select: { contactId: true, caseId: true } })

/** Ties messages that waited to the one that let them go, each at its place; null leaves a place free. */
export async function tieTo(db: Db, inReplyToId: number, ids: readonly (number | null)[]): Promise<void> {
  for (const [ordinal, id] of ids.entries())
    if (id !== null) await db.message.updateMany({ where: { id }, data: { inReplyToId, ordinal } })
}
