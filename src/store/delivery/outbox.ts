import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Database, Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import { type Contact, Prisma } from '../generated/sqlite/client.ts'

/** What delivering one outbox row needs. */
export interface OutboxRow {
  id: number
  contactId: number
  caseId: number | null
  /** The answer it brings. */
  replyId: number | null
  dedupeKey: string
  purpose: string
  attempts: number
  partsSent: number
  createdAt: Date
  message: { text: string; payload: string | null }
  /** To whom: a person, or a pseudonym of theirs (store/talk/pseudonyms). */
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

/** How long a claim holds before another process may take the row again (a process that died while sending). */
export const CLAIM_MS = 60_000

/** Due rows looked at in one transaction. */
const WINDOW = 200

/**
 * A row that stands behind an earlier one of its contact is not due before that one is finished: it leaves the index
 * of what is due, and finishing the earlier one brings it back (`wakeNext`). It comes back by itself after this long,
 * whatever happened to the one before.
 */
const PARK_MS = 10 * 60_000

/** No channel asks to wait longer than an hour and a quarter: later than this only a clock that was set back can say. */
const LATEST_MS = 2 * 60 * 60_000

/**
 * Claims up to `limit` rows of a channel that are due, oldest first; of one contact only the first unfinished one, so
 * that messages keep their order and every contact has its turn. A row claimed here is nobody else's until the claim
 * runs out. The cost does not grow with what waits: a blocked row is looked at once and then parked.
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

/** `newest`: what shows soonest whether the channel works again, when the oldest may be what it chokes on. */
export type ClaimOrder = 'oldest' | 'newest'

const DIRECTION: Record<ClaimOrder, Prisma.Sql> = {
  oldest: Prisma.sql`"nextAt", "id"`,
  newest: Prisma.sql`"nextAt" DESC, "id" DESC`,
}

/** A look that keeps nobody from writing: most of the time there is nothing. */
async function anythingDue(db: Db, now: Date, channel: string): Promise<boolean> {
  const [due, abandoned] = await Promise.all([
    db.outbox.findFirst({ where: { channel, status: 'queued', nextAt: { lte: now } }, select: { id: true } }),
    db.outbox.findFirst({
      where: { channel, status: 'sending', claimedUntil: { lte: now } },
      select: { id: true },
    }),
  ])
  return due !== null || abandoned !== null
}

async function claimWindow(
  tx: Db,
  provider: Database['provider'],
  processId: string,
  now: Date,
  limit: number,
  channel: string,
  order: ClaimOrder,
): Promise<{ ids: number[]; more: boolean }> {
  // SQLite has one writer at a time and no such words.
  const lock = provider === 'postgresql' ? Prisma.sql`FOR UPDATE SKIP LOCKED` : Prisma.empty
  // A sending row is the first of its contact: nothing was sent past it.
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
 * Which of these rows have an unfinished one of the same contact before them. A statement of its own: PostgreSQL
 * then sees what was finished until the rows were locked.
 */
async function behindOthers(tx: Db, ids: readonly number[]): Promise<Set<number>> {
  if (ids.length === 0) return new Set()
  const rows: Id[] = await tx.$queryRaw`SELECT o."id" FROM "Outbox" o
    WHERE o."id" IN (${Prisma.join(ids)}) AND EXISTS (
      SELECT 1 FROM "Outbox" e WHERE e."contactId" = o."contactId" AND e."status" IN ('queued', 'sending')
        AND e."id" < o."id")`
  return new Set(rows.map(idOf))
}

/** A row is finished: the next one of its contact is due. In the transaction that finishes it. */
export async function wakeNext(tx: Db, contactId: number, now: Date): Promise<void> {
  const next = await tx.outbox.findFirst({
    where: { contactId, status: { in: ['queued', 'sending'] } },
    orderBy: { id: 'asc' },
    select: { id: true },
  })
  if (next) await tx.outbox.updateMany({ where: { id: next.id, status: 'queued' }, data: { nextAt: now } })
}

/** Gives back what was claimed and not tried: as due as before. */
export const unclaim = (db: Database, ids: readonly number[]) =>
  db.inTransaction(tx =>
    tx.outbox.updateMany({
      where: { id: { in: [...ids] }, status: 'sending' },
      data: { status: 'queued', claimedBy: null, claimedUntil: null, attempts: { decrement: 1 } },
    }),
  )

/** What came of a try to send a row. */
export interface DeliveryOutcome {
  status: string
  via: string
  at: Date
  /** Why it did not arrive; null when it did. */
  failure: { code: string; detail: string } | null
  /** The channel's own id of it. */
  externalId?: string
  /** When it is tried again; null: not by itself. */
  nextAt: Date | null
  /** It was claimed for a try that was none: that does not bring it nearer to giving up. */
  uncounted?: boolean
  /** A line for each way that was asked. */
  tries: readonly { via: string; outcome: string; code?: string; detail?: string }[]
}

/** Writes what came of a try, and gives the claim back. By id. */
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

/** What came of a try, and nothing else of it: for when the whole record cannot be written. */
export const settleBare = (
  db: Database,
  id: number,
  data: { status: string; via: string; sentAt: Date | null; nextAt: Date | null },
) =>
  db.inTransaction(tx =>
    tx.outbox.update({ where: { id }, data: { ...data, claimedBy: null, claimedUntil: null } }),
  )

/** Keeps claims while their sending takes long. */
export const renewClaims = (db: Database, ids: readonly number[], processId: string, now: Date) =>
  db.inTransaction(tx =>
    tx.outbox.updateMany({
      where: { id: { in: [...ids] }, status: 'sending', claimedBy: processId },
      data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
    }),
  )

/** Nobody else lives who could hold a claim: everything claimed is free. */
export const freeOutbox = (db: Database, now: Date) =>
  db.inTransaction(tx =>
    tx.outbox.updateMany({
      where: { status: 'sending' },
      data: { status: 'queued', nextAt: now, claimedBy: null, claimedUntil: null },
    }),
  )

/** The clock was set back: what waits for an hour that is far away again is due now. */
export const bringBackOutbox = (db: Database, channel: string, now: Date) =>
  db.inTransaction(async tx => {
    const far = { gt: new Date(now.getTime() + LATEST_MS) }
    await tx.outbox.updateMany({ where: { channel, status: 'queued', nextAt: far }, data: { nextAt: now } })
    await tx.outbox.updateMany({
      where: { channel, status: 'sending', claimedUntil: far },
      data: { claimedUntil: new Date(now.getTime() + CLAIM_MS) },
    })
  })

export interface Waiting {
  createdAt: Date
  attempts: number
  errorCode: string | null
  error: string | null
}

/** The message that waits longest on a channel, with what its last try said. */
export async function oldestWaiting(db: Db, channel: string): Promise<Waiting | null> {
  // One question for each status: for both at once SQLite would sort all that waits.
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

/** So many parts of a long text have arrived: kept at once, so that a crash repeats none of them. */
export const keepParts = (db: Database, id: number, partsSent: number): Promise<void> =>
  db.inTransaction(async tx => {
    await tx.outbox.update({ where: { id }, data: { partsSent } })
  })

/** A message that waits until its resident writes. */
export interface HeldMessage {
  id: number
  messageId: number
  contactId: number
  message: { text: string; payload: string | null }
}

const HELD = statement<{ ids: readonly number[] }>()(p =>
  tables
    .selectFrom('Outbox')
    .select(['id', 'contactId', 'messageId'])
    .where('contactId', 'in', p.ids)
    .where('status', '=', 'held')
    .orderBy('id'),
)

/** Held messages of a person (all their ids), oldest first: they go out before anything else on the next contact. */
export async function heldFor(db: Db, ids: readonly number[]): Promise<HeldMessage[]> {
  const rows = await db.sql.all(HELD, { ids })
  if (rows.length === 0) return []
  const messages = await db.message.findMany({
    where: { id: { in: rows.map(row => row.messageId) } },
    select: { id: true, text: true, payload: true },
  })
  const byId = new Map(messages.map(({ id, ...message }) => [id, message]))
  return rows.map(row => ({ ...row, message: byId.get(row.messageId)! }))
}

/** Held messages go out: with the response that waits, or by the queue. */
export async function sendHeld(
  db: Db,
  { riding, queued }: { riding: readonly { id: number }[]; queued: readonly { id: number }[] },
  now: Date,
): Promise<void> {
  const these = (rows: readonly { id: number }[]) => ({ id: { in: rows.map(row => row.id) } })
  const noError = { errorCode: null, error: null }
  if (riding.length > 0)
    await db.outbox.updateMany({
      where: these(riding),
      data: { status: 'sent', via: 'passive', sentAt: now, attempts: { increment: 1 }, ...noError },
    })
  if (queued.length > 0)
    await db.outbox.updateMany({ where: these(queued), data: { status: 'queued', nextAt: now, ...noError } })
}

/** Messages that were held are replaced by what comes now, as far as their keys begin like this. */
export const supersede = (db: Db, contactId: number, keys: readonly string[]) =>
  db.outbox.updateMany({
    where: { contactId, status: 'held', OR: keys.map(key => ({ dedupeKey: { startsWith: key } })) },
    data: { status: 'undeliverable', errorCode: 'superseded', error: '已由后来的消息代替。' },
  })

/**
 * Takes back what was to answer these messages, as far as nobody has begun to send it: the rows go, nothing was said.
 * @returns whether something remains
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

/** Whether something with this key was ever put in line. */
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
 * What a channel reports on, among what went to these contacts: by the channel's id; the oldest without one where the
 * interface did not tell it when it took the message.
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
  /** The channel's id, where it tells one. */
  externalId: string | undefined
  status: string
  code: string | null
  detail: string | null
}

/** Writes a channel's later word on the row and into its history. */
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

/** An answer was read on its page. A row that is on its way just now is left to the one who carries it. */
export async function settleRead(db: Db, replyId: number): Promise<void> {
  await db.outbox.updateMany({
    where: { replyId, status: { in: ['sent', 'delivered', 'held', 'undeliverable'] } },
    data: { status: 'read' },
  })
}
