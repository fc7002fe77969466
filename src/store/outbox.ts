import type { Database, Db } from './database.ts'
import type { Prisma } from './generated/sqlite/client.ts'

/** What delivering one outbox row needs. */
const WITH = {
  message: true,
  contact: true,
  reply: { select: { id: true } },
} as const satisfies Prisma.OutboxInclude

export type OutboxRow = Prisma.OutboxGetPayload<{ include: typeof WITH }>

/** How long a claim holds before another process may take the row again (a process that died while sending). */
const CLAIM_MS = 60_000

/**
 * Claims up to `limit` rows that are due, oldest first; of one contact only the first, so that messages keep
 * their order. A row claimed here is nobody else's until the claim runs out.
 */
export async function claimOutbox(
  db: Database,
  processId: string,
  now: Date,
  limit: number,
): Promise<OutboxRow[]> {
  return db.inTransaction(async tx => {
    const due = await tx.outbox.findMany({
      where: {
        OR: [
          { status: 'queued', nextAt: { lte: now } },
          { status: 'sending', claimedUntil: { lte: now } },
        ],
      },
      orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
      take: limit * 4,
      select: { id: true, contactId: true },
    })
    if (due.length === 0) return []
    const contacts = [...new Set(due.map(d => d.contactId))]
    const unfinished = await tx.outbox.findMany({
      where: { contactId: { in: contacts }, status: { in: ['queued', 'sending'] } },
      orderBy: { id: 'asc' },
      select: { id: true, contactId: true },
    })
    const first = new Map<number, number>()
    for (const row of unfinished) if (!first.has(row.contactId)) first.set(row.contactId, row.id)
    const ids = due
      .filter(d => first.get(d.contactId) === d.id)
      .slice(0, limit)
      .map(d => d.id)
    const claimed: number[] = []
    for (const id of ids) {
      const { count } = await tx.outbox.updateMany({
        where: {
          id,
          OR: [{ status: 'queued' }, { status: 'sending', claimedUntil: { lte: now } }],
        },
        data: {
          status: 'sending',
          claimedBy: processId,
          claimedUntil: new Date(now.getTime() + CLAIM_MS),
          attempts: { increment: 1 },
        },
      })
      if (count > 0) claimed.push(id)
    }
    return tx.outbox.findMany({ where: { id: { in: claimed } }, orderBy: { id: 'asc' }, include: WITH })
  })
}

/** So many parts of a long text have arrived: kept at once, so that a crash repeats none of them. */
export const keepParts = (db: Database, id: number, partsSent: number): Promise<void> =>
  db.inTransaction(async tx => {
    await tx.outbox.update({ where: { id }, data: { partsSent } })
  })

/** Held messages of a contact, oldest first: they go out before anything else on the next contact. */
export const heldFor = (db: Db, contactId: number) =>
  db.outbox.findMany({ where: { contactId, status: 'held' }, orderBy: { id: 'asc' }, include: WITH })

/** When the next waiting row is due, to know how long to sleep. */
export async function nextOutboxAt(db: Db): Promise<Date | null> {
  const row = await db.outbox.findFirst({
    where: { status: 'queued' },
    orderBy: { nextAt: 'asc' },
    select: { nextAt: true },
  })
  return row?.nextAt ?? null
}

/** Messages that were held are replaced by what comes now, as far as their keys begin like this. */
export const supersede = (db: Db, contactId: number, keys: readonly string[]) =>
  db.outbox.updateMany({
    where: { contactId, status: 'held', OR: keys.map(key => ({ dedupeKey: { startsWith: key } })) },
    data: { status: 'undeliverable', errorCode: 'superseded', error: '已由后来的消息代替。' },
  })
