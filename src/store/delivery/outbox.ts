import type { Database, Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

/** The outcome of a try to send a row. */
export interface DeliveryOutcome {
  status: string
  via: string
  at: Date
  /** Why the try failed; null when it succeeded. */
  failure: { code: string; detail: string } | null
  /** The channel's own id of the message. */
  externalId?: string
  /** The next try; null: none by itself. */
  nextAt: Date | null
  /** The row was claimed but not tried, so the try does not count towards giving up. */
  uncounted?: boolean
  /** One entry for each interface that was tried. */
  tries: readonly { via: string; outcome: string; code?: string; detail?: string }[]
}

/** Records the outcome of a try and releases the claim. */
export async function noteOutcome(tx: Db, id: number, outcome: DeliveryOutcome): Promise<void> {
  const { status, via, at, failure, externalId, nextAt, uncounted = false, tries } = outcome
  await tx.outbox.update({
    where: { id },
    data: {
      status,
      via,
      claimedBy: null,
      claimedUntil: null,
      sentAt: failure ? null : at,
      errorCode: failure?.code ?? null,
      error: failure?.detail ?? null,
      ...(externalId && { externalId }),
      ...(uncounted && { attempts: { decrement: 1 } }),
      nextAt,
      history: { create: tries.map(one => ({ at, ...one })) },
    },
    select: { id: true },
  })
}

/** Records only the status of a try, for when the whole record cannot be written. */
export const recordStatusOnly = (
  db: Database,
  id: number,
  data: { status: string; via: string; sentAt: Date | null; nextAt: Date | null },
) =>
  db.inTransaction(tx =>
    tx.outbox.update({ where: { id }, data: { ...data, claimedBy: null, claimedUntil: null } }),
  )

export interface LongestWaiting {
  createdAt: Date
  attempts: number
  errorCode: string | null
  error: string | null
}

/** The message that has waited longest on a channel, with the error of its last try. */
export async function oldestWaiting(db: Db, channel: string): Promise<LongestWaiting | null> {
  // One query per status: for both at once SQLite would sort all waiting rows.
  const [queued, sending] = await Promise.all(
    ['queued', 'sending'].map(status =>
      db.outbox.findFirst({
        where: { channel, status },
        orderBy: { createdAt: 'asc' },
        select: { createdAt: true, attempts: true, errorCode: true, error: true },
      }),
    ),
  )
  if (!queued || !sending) return queued ?? sending ?? null
  return queued.createdAt <= sending.createdAt ? queued : sending
}

/** Records how many parts of a long text were sent, after each part, so that a crash repeats none of them. */
export const recordPartsSent = (db: Database, id: number, partsSent: number): Promise<void> =>
  db.inTransaction(async tx => {
    await tx.outbox.update({ where: { id }, data: { partsSent } })
  })

/** A message that is held until the resident writes again. */
export interface HeldMessage {
  id: number
  messageId: number
  contactId: number
  message: { text: string; payload: string | null }
}

const RIDES = statement<{ ids: readonly number[]; now: Date }>()(p =>
  tables
    .updateTable('Outbox')
    .set(eb => ({
      status: 'sent',
      via: 'passive',
      sentAt: p.now,
      attempts: eb('attempts', '+', 1),
      errorCode: null,
      error: null,
    }))
    .where('id', 'in', p.ids),
)
const QUEUED = statement<{ ids: readonly number[]; now: Date }>()(p =>
  tables
    .updateTable('Outbox')
    .set({ status: 'queued', nextAt: p.now, errorCode: null, error: null })
    .where('id', 'in', p.ids),
)

/** Sends held messages: `riding` with the waiting response, `queued` through the queue. */
export async function sendHeld(
  db: Db,
  { riding, queued }: { riding: readonly { id: number }[]; queued: readonly { id: number }[] },
  now: Date,
): Promise<void> {
  const these = (rows: readonly { id: number }[]) => ({ ids: rows.map(row => row.id), now })
  if (riding.length > 0) await db.sql.run(RIDES, these(riding))
  if (queued.length > 0) await db.sql.run(QUEUED, these(queued))
}

/** Marks held messages as replaced by a newer one, by the beginnings of their keys. */
export const supersede = (db: Db, contactId: number, keys: readonly string[]) =>
  db.outbox.updateMany({
    where: { contactId, status: 'held', OR: keys.map(key => ({ dedupeKey: { startsWith: key } })) },
    data: { status: 'undeliverable', errorCode: 'superseded', error: '已由后来的消息代替。' },
  })

/** Gives up messages to a contact that have not been tried, by the beginning of their keys: they are no longer wanted. */
export async function cancelUnsent(db: Db, contactId: number, key: string): Promise<void> {
  await db.outbox.updateMany({
    where: { contactId, status: { in: ['queued', 'held'] }, dedupeKey: { startsWith: key } },
    data: { status: 'undeliverable', errorCode: 'superseded', error: '不再需要，没有发。', nextAt: null },
  })
}

/**
 * Deletes the answers to these messages that have not been tried yet.
 * @returns whether some answers remain
 */
export async function deleteUnsentAnswers(db: Db, inReplyToIds: readonly number[]): Promise<boolean> {
  const answers = await db.message.findMany({
    where: { inReplyToId: { in: [...inReplyToIds] }, direction: 'out' },
    select: { id: true },
  })
  let left = false
  for (const { id } of answers) {
    const { count } = await db.outbox.deleteMany({ where: { messageId: id, status: 'queued', attempts: 0 } })
    if (count > 0) await db.message.delete({ where: { id } })
    else left = true
  }
  return left
}

/** Whether a message with this key was ever queued. */
export const wasQueued = async (db: Db, dedupeKey: string): Promise<boolean> =>
  (await db.outbox.findUnique({ where: { dedupeKey }, select: { id: true } })) !== null

export interface ReportedRow {
  id: number
  status: string
  caseId: number | null
  replyId: number | null
}
const REPORTED = { id: true, status: true, caseId: true, replyId: true } as const

/**
 * The row that a channel's report is about, among messages to these contacts: found by the channel's id, otherwise the
 * oldest row without an id, because some interfaces return none when they accept a message.
 */
export async function rowOfReport(
  db: Db,
  contactIds: readonly number[],
  { via, id }: { via: string; id?: string | undefined },
): Promise<ReportedRow | null> {
  const contactId = { in: [...contactIds] }
  const known =
    id === undefined
      ? null
      : await db.outbox.findFirst({ where: { contactId, externalId: id }, select: REPORTED })
  const nameless = { contactId, via, externalId: null, status: 'sent' }
  return known ?? db.outbox.findFirst({ where: nameless, orderBy: { id: 'asc' }, select: REPORTED })
}

export interface Report {
  at: Date
  via: string
  /** The channel's id of the message, if the report has one. */
  externalId: string | undefined
  status: string
  code: string | null
  detail: string | null
}

/** Records a channel's later report on the row and in its history. */
export async function noteReport(db: Db, id: number, report: Report): Promise<void> {
  const { at, via, externalId, status, code, detail } = report
  await db.outbox.update({
    where: { id },
    data: {
      status,
      errorCode: code,
      error: detail,
      ...(externalId && { externalId }),
      history: { create: { at, via, outcome: status, code, detail } },
    },
  })
}

/** Marks a reply as read on its page. A row that is being sent is left to its sender. */
export async function markReplyRead(db: Db, replyId: number): Promise<void> {
  await db.outbox.updateMany({
    where: { replyId, status: { in: ['sent', 'delivered', 'held', 'undeliverable'] } },
    data: { status: 'read' },
  })
}
