import type { Db } from '../base/database.ts'

/** A letter to send. */
export interface Letter {
  id: number
  kind: string
  toSealed: string
  bodySealed: string
  attempts: number
  nextAt: Date | null
  createdAt: Date
}

/** How long a process may hold a letter: longer than any mail server takes. */
export const LEASE_MS = 10 * 60_000

export interface NewLetter {
  dedupeKey: string
  kind: string
  toSealed: string
  bodySealed: string
}

/** Queues a letter, unless one with its key exists already. */
export async function addLetter(db: Db, letter: NewLetter, now: Date): Promise<void> {
  const found = await db.letter.findUnique({ where: { dedupeKey: letter.dedupeKey }, select: { id: true } })
  if (!found) await db.letter.create({ data: { ...letter, status: 'queued', nextAt: now, createdAt: now } })
}

/** Letters to send now, oldest first, by the index of status and nextAt. */
export const dueLetters = (db: Db, now: Date, take: number): Promise<Letter[]> =>
  db.letter.findMany({
    where: { status: 'queued', nextAt: { lte: now } },
    orderBy: { nextAt: 'asc' },
    take,
    select: {
      id: true,
      kind: true,
      toSealed: true,
      bodySealed: true,
      attempts: true,
      nextAt: true,
      createdAt: true,
    },
  })

/** Claims a letter until an instant. @returns false when another process was first */
export async function claimLetter(
  db: Db,
  row: { id: number; nextAt: Date | null },
  until: Date,
): Promise<boolean> {
  const { count } = await db.letter.updateMany({
    where: { id: row.id, status: 'queued', nextAt: row.nextAt },
    data: { nextAt: until },
  })
  return count === 1
}

export const sentLetter = (db: Db, id: number, now: Date) =>
  db.letter.update({
    where: { id },
    data: { status: 'sent', sentAt: now, nextAt: null, error: null, attempts: { increment: 1 } },
  })

export const failedLetter = (db: Db, id: number, error: string, nextAt: Date | null) =>
  db.letter.update({
    where: { id },
    data: { error, nextAt, status: nextAt ? 'queued' : 'given_up', attempts: { increment: 1 } },
  })

export const waitingLetters = (db: Db) => db.letter.count({ where: { status: 'queued' } })

/** Retries wait at most twenty minutes. A later `nextAt` was written before the clock was set back. */
const LATEST_MS = 60 * 60_000

/** After the clock was set back: letters whose next try is now too far ahead become due. */
export const bringBackLetters = (db: Db, now: Date) =>
  db.letter.updateMany({
    where: { status: 'queued', nextAt: { gt: new Date(now.getTime() + LATEST_MS) } },
    data: { nextAt: now },
  })
