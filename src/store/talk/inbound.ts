import type { Db } from '../base/database.ts'

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
export const addInbound = async (db: Db, message: NewInbound): Promise<number> =>
  (await db.message.create({ data: { ...message, direction: 'in' }, select: { id: true } })).id

/** What a turn knew and did, beside the message that it answers; `text` instead of what the message said. */
export const keepTurn = (db: Db, id: number, turn: { turnSealed: string; text?: string }) =>
  db.message.updateMany({ where: { id }, data: turn })

/** Whose a message is now, and on which case: a dialogue may have joined it to one, an anonymous one under a pseudonym. */
export const standOf = (db: Db, id: number): Promise<{ contactId: number; caseId: number | null }> =>
  db.message.findUniqueOrThrow({ where: { id }, select: { contactId: true, caseId: true } })

/** Ties messages that waited to the one that let them go, each at its place; null leaves a place free. */
export async function tieTo(db: Db, inReplyToId: number, ids: readonly (number | null)[]): Promise<void> {
  for (const [ordinal, id] of ids.entries())
    if (id !== null) await db.message.updateMany({ where: { id }, data: { inReplyToId, ordinal } })
}
