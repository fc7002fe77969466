import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Database, Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import { type Contact, Prisma } from '../generated/sqlite/client.ts'

/** An outbox row to deliver. */
export interface OutboxRow {
  id: number
  contactId: number
  caseId: number | null
  /** The reply that it contains. */
  replyId: number | null
  dedupeKey: string
  purpose: string
  attempts: number
  partsSent: number
  createdAt: Date
  message: { text: string; payload: string | null }
  /** The recipient: a person, or one of their pseudonyms (store/talk/pseudonyms). */
  contact: Contact
}

const DELIVERED = {
  id: true,
  contactId: true,
  caseId: true,
  replyId: true,
  dedupeKey: true,
  purpose: true,
  attempts: true,
  partsSent: true,
  createdAt: true,
  message: { select: { text: true, payload: true } },
  contact: true,
} as const

/** How long a claim holds; then another process may take the row, because this one died while sending. */
export const CLAIM_MS = 60_000

/** Due rows read in one transaction. */
const WINDOW = 200

/**
 * A row behind an unfinished one of its contact is parked: it leaves the index of due rows until the earlier one is
 * finished (`wakeNext`). After this time it is due again even if that wake-up was lost.
 */
const PARK_MS = 10 * 60_000

/** Channels ask to wait at most an hour and a quarter. A later `nextAt` was written before the clock was set back. */
const LATEST_MS = 2 * 60 * 60_000

/**
 * Claims up to `limit` due rows of a channel, oldest first, and of each contact only the first unfinished one, so that
 * messages keep their order and every contact has its turn. No other process can claim a row before the claim expires.
 * The cost does not grow with the number of waiting rows: a blocked row is read once and then parked.
 */
export async function claimOutbox(
  db: Database,
  processId: string,
  now: Date,
  limit: number,
  channel: string,
  order: ClaimOrder = 'oldest',
): Promise<OutboxRow[]> {
  if (!(await anythingDue(db.read, now, channel))) return []
  const claimed: number[] = []
  for (;;) {
    const { ids, more } = await db.inTransaction(tx =>
      claimWindow(tx, db.provider, processId, now, limit - claimed.length, channel, order),
    )
    claimed.push(...ids)
    if (!more || claimed.length >= limit) break
    await yieldToOthers()
  }
  if (claimed.length === 0) return []
  return db.read.outbox.findMany({
    where: { id: { in: claimed } },
    orderBy: { id: 'asc' },
    select: DELIVERED,
  })
}

/** `newest` tests whether a channel works again: the oldest row may be the one that makes it fail. */
export type ClaimOrder = 'oldest' | 'newest'

const DIRECTION: Record<ClaimOrder, Prisma.Sql> = {
  oldest: Prisma.sql`"nextAt", "id"`,
  newest: Prisma.sql`"nextAt" DESC, "id" DESC`,
}

/** Checks without a write transaction first, because most of the time nothing is due. */
async function anythingDue(db: Db, now: Date, channel: string): Promise<boolean> {
  return Boolean((await db.sql.all(DUE, { now, channel }))[0]!.due)
}

const DUE = statement<{ now: Date; channel: string }>()(p => {
  const waiting = (status: string, time: 'nextAt' | 'claimedUntil') =>
    tables
      .selectFrom('Outbox')
      .select('id')
      .where('channel', '=', p.channel)
      .where('status', '=', status)
      .where(time, '<=', p.now)
  return tables.selectNoFrom(eb =>
    eb.or([eb.exists(waiting('queued', 'nextAt')), eb.exists(waiting('sending', 'claimedUntil'))]).as('due'),
  )
})

async function claimWindow(
  tx: Db,
  provider: Database['provider'],
  processId: string,
  now: Date,
  limit: number,
  channel: string,
  order: ClaimOrder,
): Promise<{ ids: number[]; more: boolean }> {
  // SQLite has one writer at a time and no such clause.
  const lock = provider === 'postgresql' ? Prisma.sql`FOR UPDATE SKIP LOCKED` : Prisma.empty
  // A row being sent is always the first of its contact.
  const abandoned: Id[] = await tx.$queryRaw`SELECT "id" FROM "Outbox"
    WHERE "channel" = ${channel} AND "status" = 'sending' AND "claimedUntil" <= ${now}
    ORDER BY "id" LIMIT ${limit} ${lock}`
  const due: Id[] = await tx.$queryRaw`SELECT "id" FROM "Outbox"
    WHERE "channel" = ${channel} AND "status" = 'queued' AND "nextAt" <= ${now}
    ORDER BY ${DIRECTION[order]} LIMIT ${WINDOW} ${lock}`
  const blocked = await behindOthers(tx, due.map(idOf))
  const first = due.map(idOf).filter(id => !blocked.has(id))
  const ids = [...abandoned.map(idOf), ...first].slice(0, limit)
  if (ids.length > 0) {
    await tx.outbox.updateMany({
      where: { id: { in: ids } },
      data: {
        status: 'sending',
        claimedBy: processId,
        claimedUntil: new Date(now.getTime() + CLAIM_MS),
        attempts: { increment: 1 },
      },
    })
  }
  if (blocked.size > 0) {
    await tx.outbox.updateMany({
      where: { id: { in: [...blocked] } },
      data: { nextAt: new Date(now.getTime() + PARK_MS) },
    })
  }
  return { ids, more: due.length === WINDOW }
}

type Id = { id: number | bigint }
const idOf = (row: Id): number => Number(row.id)

/**
 * The rows that have an unfinished row of the same contact before them. This is a separate statement so that PostgreSQL
 * sees the rows that were finished while it waited for the locks.
 */
async function behindOthers(tx: Db, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const rows: Id[] = await tx.$queryRaw`SELECT o."id" FROM "Outbox" o
    WHERE o."id" IN (${Prisma.join(ids)}) AND EXISTS (
      SELECT 1 FROM "Outbox" e WHERE e."contactId" = o."contactId" AND e."status" IN ('queued', 'sending')
        AND e."id" < o."id")`
  return new Set(rows.map(idOf))
}

/** Makes the next row of a contact due, in the transaction that finishes the one before. */
export async function wakeNext(tx: Db, contactId: number, now: Date): Promise<void> {
  const next = await tx.outbox.findFirst({
    where: { contactId, status: { in: ['queued', 'sending'] } },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  if (next) await tx.outbox.updateMany({ where: { id: next.id, status: 'queued' }, data: { nextAt: now } })
}

/** Returns claimed rows that were not tried; they stay due. */
export const unclaim = (db: Database, ids: readonly number[]) =>
  db.inTransaction(tx =>
    tx.outbox.updateMany({
      where: { id: { in: [...ids] }, status: 'sending' },
      data: { status: 'queued', claimedBy: null, claimedUntil: null, attempts: { decrement: 1 } },
    }),
  )

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
export const settleBare = (
  db: Database,
  id: number,
  data: { status: string; via: string; sentAt: Date | null; nextAt: Date | null },
) =>
  db.inTransaction(tx =>
    tx.outbox.update({ where: { id }, data: { ...data, claimedBy: null, claimedUntil: null } }),
  )

/** Renews claims while sending takes long. */
export const renewClaims = (db: Database, ids: readonly number[], processId: string, now: Date) =>
  db.inTransaction(tx =>
    tx.outbox.updateMany({
      where: { id: { in: [...ids] }, status: 'sending', claimedBy: processId },
      data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
    }),
  )

/** Frees all claims. Only for a process that knows that no other one is alive. */
export const freeOutbox = (db: Database, now: Date) =>
  db.inTransaction(tx =>
    tx.outbox.updateMany({
      where: { status: 'sending' },
      data: { status: 'queued', nextAt: now, claimedBy: null, claimedUntil: null },
    }),
  )

/** After the clock was set back: rows whose next try or claim ends too far ahead become due. */
export const bringBackOutbox = (db: Database, channel: string, now: Date) =>
  db.inTransaction(async tx => {
    const far = { gt: new Date(now.getTime() + LATEST_MS) }
    await tx.outbox.updateMany({ where: { channel, status: 'queued', nextAt: far }, data: { nextAt: now } })
    await tx.outbox.updateMany({
      where: { channel, status: 'sending', claimedUntil: far },
      data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
    })
  })

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
export const keepParts = (db: Database, id: number, partsSent: number): Promise<void> =>
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

/**
 * Deletes the answers to these messages that have not been tried yet.
 * @returns whether some answers remain
 */
export async function takeBackUnsent(db: Db, inReplyToIds: readonly number[]): Promise<boolean> {
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
export async function reportedOn(
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
export async function settleRead(db: Db, replyId: number): Promise<void> {
  await db.outbox.updateMany({
    where: { replyId, status: { in: ['sent', 'delivered', 'held', 'undeliverable'] } },
    data: { status: 'read' },
  })
}
