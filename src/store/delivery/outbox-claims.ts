import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Database, Db } from '../base/database.ts'
import { type RowOf, statement, tables } from '../base/statement.ts'
import type { Contact } from '../generated/sqlite/client.ts'

/** Who sends which outbox row next. */

/** An outbox row to deliver. */
export interface OutboxRow {
  id: number
  messageId: number
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

const DELIVERED = statement<{ ids: readonly number[] }>()(p =>
  tables
    .selectFrom('Outbox as o')
    .innerJoin('Message as m', 'm.id', 'o.messageId')
    .innerJoin('Contact as c', 'c.id', 'o.contactId')
    .selectAll('c')
    .select([
      'o.id as rowId',
      'o.messageId',
      'o.caseId',
      'o.replyId',
      'o.dedupeKey',
      'o.purpose',
      'o.attempts',
      'o.partsSent',
    ])
    .select(['o.createdAt as queuedAt', 'm.text', 'm.payload'])
    .where('o.id', 'in', p.ids)
    .orderBy('o.id'),
)

function rowOf({ sql }: Db, found: RowOf<typeof DELIVERED>): OutboxRow {
  const {
    rowId,
    messageId,
    caseId,
    replyId,
    dedupeKey,
    purpose,
    attempts,
    partsSent,
    queuedAt,
    text,
    payload,
    ...contact
  } = found
  return {
    id: rowId,
    messageId,
    contactId: contact.id,
    caseId,
    replyId,
    dedupeKey,
    purpose,
    attempts,
    partsSent,
    createdAt: queuedAt,
    message: sql.openRow('Message', { text, payload }),
    contact,
  }
}

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
      claimWindow(tx, processId, now, limit - claimed.length, channel, order),
    )
    claimed.push(...ids)
    if (!more || claimed.length >= limit) break
    await yieldToOthers()
  }
  if (claimed.length === 0) return []
  return (await db.read.sql.all(DELIVERED, { ids: claimed })).map(found => rowOf(db.read, found))
}

/** `newest` tests whether a channel works again: the oldest row may be the one that makes it fail. */
export type ClaimOrder = 'oldest' | 'newest'

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

// A row being sent is always the first of its contact.
const ABANDONED = statement<{ channel: string; now: Date; limit: number }>()(p =>
  tables
    .selectFrom('Outbox')
    .select('id')
    .where('channel', '=', p.channel)
    .where('status', '=', 'sending')
    .where('claimedUntil', '<=', p.now)
    .orderBy('id')
    .limit(p.limit),
)

const waitingFrom = (end: 'asc' | 'desc') =>
  statement<{ channel: string; now: Date }>()(p =>
    tables
      .selectFrom('Outbox')
      .select('id')
      .where('channel', '=', p.channel)
      .where('status', '=', 'queued')
      .where('nextAt', '<=', p.now)
      .orderBy('nextAt', end)
      .orderBy('id', end)
      .limit(WINDOW),
  )
const WAITING = { oldest: waitingFrom('asc'), newest: waitingFrom('desc') } satisfies Record<
  ClaimOrder,
  unknown
>

/**
 * The rows that have an unfinished row of the same contact before them. This is a separate statement so that PostgreSQL
 * sees the rows that were finished while it waited for the locks.
 */
const BLOCKED = statement<{ ids: readonly number[] }>()(p =>
  tables
    .selectFrom('Outbox as o')
    .select('o.id')
    .where('o.id', 'in', p.ids)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('Outbox as e')
          .select('e.id')
          .whereRef('e.contactId', '=', 'o.contactId')
          .where('e.status', 'in', ['queued', 'sending'])
          .whereRef('e.id', '<', 'o.id'),
      ),
    ),
)

const CLAIM = statement<{ ids: readonly number[]; processId: string; until: Date }>()(p =>
  tables
    .updateTable('Outbox')
    .set(eb => ({
      status: 'sending',
      claimedBy: p.processId,
      claimedUntil: p.until,
      attempts: eb('attempts', '+', 1),
    }))
    .where('id', 'in', p.ids),
)

const PARK = statement<{ ids: readonly number[]; until: Date }>()(p =>
  tables.updateTable('Outbox').set({ nextAt: p.until }).where('id', 'in', p.ids),
)

async function claimWindow(
  { sql }: Db,
  processId: string,
  now: Date,
  limit: number,
  channel: string,
  order: ClaimOrder,
): Promise<{ ids: number[]; more: boolean }> {
  const idsOf = (rows: readonly { id: number }[]) => rows.map(row => row.id)
  const abandoned = idsOf(await sql.lockUnlocked(ABANDONED, { channel, now, limit }))
  const due = idsOf(await sql.lockUnlocked(WAITING[order], { channel, now }))
  const blocked = due.length > 0 ? idsOf(await sql.all(BLOCKED, { ids: due })) : []
  const behind = new Set(blocked)
  const ids = [...abandoned, ...due.filter(id => !behind.has(id))].slice(0, limit)
  if (ids.length > 0) await sql.run(CLAIM, { ids, processId, until: new Date(now.getTime() + CLAIM_MS) })
  if (blocked.length > 0) await sql.run(PARK, { ids: blocked, until: new Date(now.getTime() + PARK_MS) })
  return { ids, more: due.length === WINDOW }
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
