import type { Db } from '../base/database.ts'

/** A link or code that works once. */
export interface NewLink {
  /** Keyed hash of the link; the link itself is not stored. */
  key: string
  purpose: string
  /** Whose it is; null: the very first administrator's. */
  officerId: number | null
  expiresAt: Date
  /** The administrator who made it; null: the officer themselves, or the command line. */
  createdById?: number | null
  createdAt: Date
}

/** The fields checked before a link is used. */
export interface LinkState {
  purpose: string
  officerId: number | null
  expiresAt: Date
  usedAt: Date | null
  createdById: number | null
}

/**
 * Stores a link and ends the officer's earlier ones for the same purpose. They are found by the index on officerId;
 * those without an officer are few.
 */
export async function replaceLink(db: Db, link: NewLink): Promise<void> {
  const { purpose, officerId, createdAt } = link
  await db.oneTimeLink.updateMany({
    where: { purpose, officerId, usedAt: null },
    data: { usedAt: createdAt },
  })
  await db.oneTimeLink.create({ data: link })
}

/** By the primary key. `useLink` decides whether it may still be used, for exactly one caller. */
export const linkByKey = (db: Db, key: string): Promise<LinkState | null> =>
  db.oneTimeLink.findUnique({
    where: { key },
    select: { purpose: true, officerId: true, expiresAt: true, usedAt: true, createdById: true },
  })

/** Uses a link up: true for exactly one caller, however many come at once. */
export const useLink = async (db: Db, key: string, purpose: string, now: Date): Promise<boolean> => {
  const { count } = await db.oneTimeLink.updateMany({
    where: { key, purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  return count === 1
}

/** Ends an officer's unused links: to reset a password, to confirm a mailbox, to link a chat. */
export const endLinks = (db: Db, officerId: number, now: Date) =>
  db.oneTimeLink.updateMany({ where: { officerId, usedAt: null }, data: { usedAt: now } })
