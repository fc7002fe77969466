import type { Hearer } from '../../domain/notify/reminders.ts'
import type { Db } from '../base/database.ts'
import type { ApiToken, Officer, OfficerSession, OneTimeLink } from '../generated/sqlite/client.ts'

export type { ApiToken, Officer, OfficerSession, OneTimeLink }

export const findOfficer = (db: Db, login: string) => db.officer.findUnique({ where: { login } })

export const officerById = (db: Db, id: number) => db.officer.findUnique({ where: { id } })

/** Everyone who may sign in and hold an office: what keeps the last admin from being locked out. */
export const countActiveAdmins = (db: Db) => db.officer.count({ where: { role: 'admin', disabledAt: null } })

export const allOfficers = (db: Db) =>
  db.officer.findMany({
    orderBy: [{ disabledAt: 'asc' }, { departmentId: 'asc' }, { id: 'asc' }],
    include: {
      _count: { select: { tokens: { where: { revokedAt: null } } } },
      sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1, select: { lastSeenAt: true } },
    },
  })

/** What every officer is called, also those who have left. A township has some dozens: the whole table is read. */
export async function officerNames(db: Db): Promise<ReadonlyMap<number, string>> {
  const rows = await db.officer.findMany({ select: { id: true, name: true } })
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Officers who can be given a case. */
export const activeOfficers = (db: Db) =>
  db.officer.findMany({
    where: { disabledAt: null },
    orderBy: { id: 'asc' },
    select: { id: true, login: true, name: true, role: true, departmentId: true },
  })

/** Everybody who can be told something. */
export const hearers = (db: Db): Promise<Hearer[]> =>
  db.officer.findMany({
    where: { disabledAt: null },
    orderBy: { id: 'asc' },
    select: { id: true, role: true, departmentId: true },
  }) as Promise<Hearer[]>

/** Those who can be told beyond the desk. */
export const officersWithWays = (db: Db): Promise<Officer[]> =>
  db.officer.findMany({
    where: { disabledAt: null, ways: { some: { mode: { not: 'off' } } } },
    orderBy: { id: 'asc' },
  })

/** Managers, and whoever else is named. */
export const managersAnd = (db: Db, logins: readonly string[]): Promise<Officer[]> =>
  db.officer.findMany({
    where: { disabledAt: null, OR: [{ role: 'manager' }, { login: { in: [...logins] } }] },
    orderBy: { id: 'asc' },
  })

/** Takes the row's lock: what is decided for one officer is decided by one process at a time. */
export const lockOfficer = (db: Db, id: number): Promise<Officer> =>
  db.officer.update({ where: { id }, data: { totpStep: { increment: 0 } } })

export const findSession = (db: Db, key: string) =>
  db.officerSession.findUnique({ where: { key }, include: { officer: true } })

/** Sessions that can still be used, latest first. */
export const liveSessions = (db: Db, officerId: number, now: Date, seenSince: Date) =>
  db.officerSession.findMany({
    where: { officerId, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: seenSince } },
    orderBy: { lastSeenAt: 'desc' },
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

export const findToken = (db: Db, key: string) =>
  db.apiToken.findUnique({ where: { key }, include: { officer: true } })

export const tokensOf = (db: Db, officerId: number) =>
  db.apiToken.findMany({ where: { officerId, revokedAt: null }, orderBy: { id: 'desc' } })

export const revokeTokens = (db: Db, officerId: number, now: Date) =>
  db.apiToken.updateMany({ where: { officerId, revokedAt: null }, data: { revokedAt: now } })

/** Confirms a token that waits for its officer: true for exactly one caller. */
export const confirmTokenRow = async (
  db: Db,
  {
    id,
    officerId,
    role,
    now,
    since,
  }: { id: number; officerId: number; role: string; now: Date; since: Date },
): Promise<boolean> => {
  const { count } = await db.apiToken.updateMany({
    where: {
      id,
      officerId,
      revokedAt: null,
      confirmedAt: null,
      createdAt: { gt: since },
      expiresAt: { gt: now },
    },
    data: { confirmedAt: now, role },
  })
  return count === 1
}

/** Links of an officer that were not used are worth nothing any more: to reset, to confirm a mailbox, to link a chat. */
export const endLinks = (db: Db, officerId: number, now: Date) =>
  db.oneTimeLink.updateMany({ where: { officerId, usedAt: null }, data: { usedAt: now } })

/** Uses a link up: true for exactly one caller, however many come at once. */
export const useLink = async (db: Db, key: string, purpose: string, now: Date): Promise<boolean> => {
  const { count } = await db.oneTimeLink.updateMany({
    where: { key, purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  return count === 1
}

export interface AuditFact {
  at: Date
  officerId?: number | null
  action: string
  target?: string
  address?: string | null
  detail?: string
}

/** The same, unless it stands there already: `onceKey` says what is the same. */
export const addAuditOnce = (db: Db, fact: AuditFact, onceKey: string) =>
  db.auditEntry.upsert({
    where: { onceKey },
    create: {
      at: fact.at,
      officerId: fact.officerId ?? null,
      action: fact.action,
      target: fact.target ?? null,
      address: fact.address ?? null,
      detail: fact.detail ?? null,
      onceKey,
    },
    update: {},
  })

/** Writes down who did what at the desk. */
export const addAudit = (db: Db, fact: AuditFact) =>
  db.auditEntry.create({
    data: {
      at: fact.at,
      officerId: fact.officerId ?? null,
      action: fact.action,
      target: fact.target ?? null,
      address: fact.address ?? null,
      detail: fact.detail ?? null,
    },
  })
