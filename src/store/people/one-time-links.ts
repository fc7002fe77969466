import type { Db } from '../base/database.ts'

/** A link or code that works once. */
export interface NewLink {
  /** Keyed hash of it; the link itself is kept nowhere. */
  key: string
  purpose: string
  /** Whose it is; null: the very first administrator's. */
  officerId: number | null
  expiresAt: Date
  /** The administrator who asked for it; null: nobody but the officer, or the command line. */
  createdById?: number | null
  createdAt: Date
}

/** What is looked at before a link is used. */
export interface LinkState {
  purpose: string
  officerId: number | null
  expiresAt: Date
  usedAt: Date | null
  createdById: number | null
}

/**
 * Makes a link; an officer's earlier ones for the same purpose are worth nothing any more. They are found by the index
 * on officerId; those of nobody by walking the few rows that have no officer.
 */
export async function replaceLink(db: Db, link: NewLink): Promise<void> {
  const { purpose, officerId, createdAt } = link
  await db.oneTimeLink.updateMany({
    where: { purpose, officerId, usedAt: null },
    data: { usedAt: createdAt },
  })
  await db.oneTimeLink.create({ data: link })
}

/** By the primary key. Whether it may still be used says `useLink`, for exactly one caller. */
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

/** Links of an officer that were not used are worth nothing any more: to reset, to confirm a mailbox, to link a chat. */
export const endLinks = (db: Db, officerId: number, now: Date) =>
  db.oneTimeLink.updateMany({ where: { officerId, usedAt: null }, data: { usedAt: now } })
