import type { Db } from '../base/database.ts'
import { type SealedText, statement, tables } from '../base/statement.ts'
import { addMessage } from './messages.ts'

/** A resident's message to store. */
export interface NewInbound {
  contactId: number
  /** A keyed hash, like all ids from channels. */
  dedupeKey: string
  sourceId: string | null
  album: string | null
  kind: string
  text: string
  payload: string | null
  at: Date
}

/** @throws a unique violation (`isDuplicate`) when the same delivery was stored meanwhile */
export const addInbound = (db: Db, message: NewInbound): Promise<number> =>
  addMessage(db, { ...message, direction: 'in' })

/** A message's contact and case. A dialogue changes them when it adds the message to a case; see pseudonyms.ts. */
export interface ContactAndCase {
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

/** Stores a turn's record with the message that it answers. @param text replaces the text of the message */
export async function keepTurn(
  db: Db,
  id: number,
  { turnSealed, text }: { turnSealed: string; text?: string },
): Promise<ContactAndCase> {
  if (text !== undefined) await db.sql.run(HIDE_TEXT, { id, text: db.sql.seal('Message', 'text', text) })
  return (await db.sql.all(KEEP_TURN, { id, turnSealed }))[0]!
}

export const contactAndCaseOf = (db: Db, id: number): Promise<ContactAndCase> =>
  db.message.findUniqueOrThrow({ where: { id }, select: { contactId: true, caseId: true } })

/** Records held messages as answers to the message that released them, in order; null leaves a position free. */
export async function linkAnswers(
  db: Db,
  inReplyToId: number,
  ids: readonly (number | null)[],
): Promise<void> {
  for (const [ordinal, id] of ids.entries())
    if (id !== null) await db.sql.run(LINK_ANSWER, { id, inReplyToId, ordinal })
}

const LINK_ANSWER = statement<{ id: number; inReplyToId: number; ordinal: number }>()(p =>
  tables
    .updateTable('Message')
    .set({ inReplyToId: p.inReplyToId, ordinal: p.ordinal })
    .where('id', '=', p.id),
)
