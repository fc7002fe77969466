import type { Db } from '../base/database.ts'

/** A browser that is signed in. */
export interface NewSession {
  /** Keyed hash of the cookie; the cookie itself is not stored. */
  key: string
  officerId: number
  createdAt: Date
  expiresAt: Date
  address: string
  agent: string | null
  /** The role at sign-in; a changed role needs a new sign-in. */
  role: string
}

export const addSession = (db: Db, session: NewSession) =>
  db.officerSession.create({ data: { ...session, lastSeenAt: session.createdAt }, select: { key: true } })

/** With its officer, by the primary key. */
export const findSession = (db: Db, key: string) =>
  db.officerSession.findUnique({ where: { key }, include: { officer: true } })

/** A session that can still be used. */
export interface LiveSession {
  key: string
  createdAt: Date
  lastSeenAt: Date
  address: string | null
  agent: string | null
}

/** An officer's sessions, the latest seen first. By the index on officerId. */
export const liveSessions = (db: Db, officerId: number, now: Date, seenSince: Date): Promise<LiveSession[]> =>
  db.officerSession.findMany({
    where: { officerId, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: seenSince } },
    orderBy: { lastSeenAt: 'desc' },
    select: { key: true, createdAt: true, lastSeenAt: true, address: true, agent: true },
  })

export const touchSession = (db: Db, key: string, now: Date) =>
  db.officerSession.updateMany({ where: { key, revokedAt: null }, data: { lastSeenAt: now } })

/** Ends sessions of an officer: one, all, or all but one. Returns how many were live. */
export const revokeSessions = async (
  db: Db,
  officerId: number,
  now: Date,
  which: { only?: string; except?: string } = {},
): Promise<number> => {
  const { count } = await db.officerSession.updateMany({
    where: {
      officerId,
      revokedAt: null,
      ...(which.only !== undefined && { key: which.only }),
      ...(which.except !== undefined && { key: { not: which.except } }),
    },
    data: { revokedAt: now },
  })
  return count
}
