import { RESIDENT_STEP, roundDown } from '../../domain/base/civil-date.ts'
import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

/** Adding what a resident said and sent to a case. */

/** The case that messages are added to. Its contact is the resident's own, or their pseudonym on this case. */
export interface JoinedCase {
  id: number
  contactId: number | null
}

/** A case under a pseudonym, which no other case has. */
type Anonymous = { id: number; contactId: number }

const isElsewhere = (to: JoinedCase, contactId: number): to is Anonymous =>
  to.contactId !== null && to.contactId !== contactId

interface Joining {
  contactId: number
  since: number
  caseId: number
}

const JOIN_MESSAGES = statement<Joining>()(p =>
  tables
    .updateTable('Message')
    .set({ caseId: p.caseId })
    .where('contactId', '=', p.contactId)
    .where('caseId', 'is', null)
    .where('id', '>=', p.since)
    .returning(eb =>
      eb
        .exists(eb.selectFrom('Attachment').select('id').whereRef('messageId', '=', 'Message.id'))
        .as('withFiles'),
    ),
)
const JOIN_FILES = statement<Joining>()(p =>
  tables
    .updateTable('Attachment')
    .set({ caseId: p.caseId })
    .where('contactId', '=', p.contactId)
    .where('caseId', 'is', null)
    .where('messageId', '>=', p.since),
)
const MOVE_SINCE = statement<Joining & { to: number }>()(p =>
  tables
    .updateTable('Message')
    .set({ contactId: p.to, caseId: p.caseId })
    .where('contactId', '=', p.contactId)
    .where('caseId', 'is', null)
    .where('id', '>=', p.since),
)

/** Adds the messages since one to a case, with their files. */
export async function joinToCase(
  db: Db,
  contactId: number,
  sinceMessageId: number,
  to: JoinedCase,
): Promise<void> {
  const joining = { contactId, since: sinceMessageId, caseId: to.id }
  if (isElsewhere(to, contactId)) {
    if ((await db.sql.run(MOVE_SINCE, { ...joining, to: to.contactId })) === 0) return
    await followMessages(db, to)
    return forgetWhen(db, contactId)
  }
  const joined = await db.sql.all(JOIN_MESSAGES, joining)
  if (joined.some(message => message.withFiles)) await db.sql.run(JOIN_FILES, joining)
}

interface Attaching {
  ids: readonly number[]
  contactId: number
  caseId: number
  to: number
}

const ATTACH = statement<Attaching>()(p =>
  tables
    .updateTable('Attachment')
    .set({ caseId: p.caseId, contactId: p.to })
    .where('id', 'in', p.ids)
    .where('contactId', '=', p.contactId)
    .returning('messageId'),
)

/** Adds photos and files of a resident to a case; to an anonymous one together with their messages. */
export async function attachToCase(
  db: Db,
  contactId: number,
  ids: readonly number[],
  to: JoinedCase,
): Promise<void> {
  const elsewhere = isElsewhere(to, contactId)
  const attached = await db.sql.all(ATTACH, {
    ids,
    contactId,
    caseId: to.id,
    to: elsewhere ? to.contactId : contactId,
  })
  if (!elsewhere) return
  await moveMessages(
    db,
    attached.flatMap(file => file.messageId ?? []),
    to,
  )
  await forgetWhen(db, contactId)
}

/** As many as a chat takes in a step; more count as these. */
const MOST_IN_A_STEP = 100
const LAST_OWN = statement<{ contactId: number }>()(p =>
  tables
    .selectFrom('Message')
    .select('at')
    .where('contactId', '=', p.contactId)
    .where('direction', '=', 'in')
    .orderBy('id', 'desc')
    .limit(MOST_IN_A_STEP),
)
const SET_WHEN = statement<{ contactId: number; at: Date | null }>()(p =>
  tables.updateTable('Contact').set({ lastInboundAt: p.at }).where('id', '=', p.contactId),
)

/**
 * When a contact last wrote becomes what it would be without the messages that are no longer theirs: officers list chats by it,
 * and the one that comes first when a report came in, with nothing new in it, would be the reporter's. Like `noteInbound`:
 * the step, and a millisecond for each further message in it.
 */
async function forgetWhen(db: Db, contactId: number): Promise<void> {
  const own = await db.sql.all(LAST_OWN, { contactId })
  const step = own[0] && roundDown(own[0].at, RESIDENT_STEP).getTime()
  const at = step === undefined ? null : new Date(step + own.filter(m => m.at.getTime() >= step).length - 1)
  await db.sql.run(SET_WHEN, { contactId, at })
}

const MOVE = statement<{ ids: readonly number[]; to: number; caseId: number }>()(p =>
  tables.updateTable('Message').set({ contactId: p.to, caseId: p.caseId }).where('id', 'in', p.ids),
)

/** Moves messages with their files and outbox rows to an anonymous case, and removes all links back. */
export async function moveMessages(db: Db, ids: readonly number[], to: Anonymous): Promise<void> {
  if (ids.length === 0) return
  await db.sql.run(MOVE, { ids, to: to.contactId, caseId: to.id })
  await followMessages(db, to)
}

interface Following {
  to: number
  caseId: number
}
const messagesOf = (contactId: number) =>
  tables.selectFrom('Message as own').select('own.id').where('own.contactId', '=', contactId)

const OUTBOX = statement<Following>()(p =>
  tables
    .updateTable('Outbox')
    .set({ contactId: p.to, caseId: p.caseId })
    .where('contactId', '!=', p.to)
    .where('messageId', 'in', messagesOf(p.to)),
)
const FILES = statement<Following>()(p =>
  tables
    .updateTable('Attachment')
    .set({ contactId: p.to, caseId: p.caseId })
    .where('messageId', 'in', messagesOf(p.to)),
)
const LINKS_FROM_OTHERS = statement<Pick<Following, 'to'>>()(p =>
  tables
    .updateTable('Message')
    .set({ inReplyToId: null })
    .where('inReplyToId', 'in', messagesOf(p.to))
    .where('contactId', '!=', p.to),
)
const LINKS_TO_OTHERS = statement<Pick<Following, 'to'>>()(p =>
  tables
    .updateTable('Message')
    .set({ inReplyToId: null })
    .where('contactId', '=', p.to)
    .where('inReplyToId', 'is not', null)
    .where('inReplyToId', 'not in', messagesOf(p.to)),
)

/**
 * Gives the files and outbox rows of a pseudonym's messages to the pseudonym, and removes the links between these
 * messages and the resident's own.
 */
async function followMessages(db: Db, { id: caseId, contactId: to }: Anonymous): Promise<void> {
  await db.sql.run(OUTBOX, { to, caseId })
  await db.sql.run(FILES, { to, caseId })
  await db.sql.run(LINKS_FROM_OTHERS, { to })
  await db.sql.run(LINKS_TO_OTHERS, { to })
}
