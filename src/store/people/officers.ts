import type { Recipient } from '../../domain/notify/reminders.ts'
import type { Db } from '../base/database.ts'
import type { Officer } from '../generated/sqlite/client.ts'

export type { Officer }

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

/** How pages name an officer. */
export interface NamedOfficer {
  id: number
  login: string
  name: string
}

/** Those with these ids, also who have left. */
export async function officersById(
  db: Db,
  ids: readonly number[],
): Promise<ReadonlyMap<number, NamedOfficer>> {
  if (ids.length === 0) return new Map()
  const rows = await db.officer.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, login: true, name: true },
  })
  return new Map(rows.map(row => [row.id, row]))
}

/** Officers who can be given a case. */
export const activeOfficers = (db: Db) =>
  db.officer.findMany({
    where: { disabledAt: null },
    orderBy: { id: 'asc' },
    select: { id: true, login: true, name: true, role: true, departmentId: true },
  })

/** Everybody who can be told something. */
export const hearers = (db: Db): Promise<Recipient[]> =>
  db.officer.findMany({
    where: { disabledAt: null },
    orderBy: { id: 'asc' },
    select: { id: true, role: true, departmentId: true },
  }) as Promise<Recipient[]>

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

/** Somebody who can sign in, or will once they have set a password. */
export interface NewOfficer {
  login: string
  name: string
  role: string
  departmentId: string | null
  /** Null until they open the link that sets one. */
  passwordHash: string | null
  createdAt: Date
  /** Of a first password that was given to them. @see GivenAccess */
  accessById?: number | null
  accessAt?: Date
}

/** @throws a duplicate (`isDuplicate`) when the login is taken: its unique index says so. */
export const addOfficer = (db: Db, officer: NewOfficer): Promise<Officer> =>
  db.officer.create({ data: officer })

/** Which administrator stands behind a password, so that the office knows who could have known it. */
export interface GivenAccess {
  accessById: number | null
  accessAt: Date
  /** It replaced a password that was there before. */
  accessReset: boolean
}

/** @param given absent: the officer chose it themselves, and what stands there stays. */
export const setPasswordHash = (db: Db, id: number, passwordHash: string, given?: GivenAccess) =>
  db.officer.update({ where: { id }, data: { passwordHash, ...given }, select: { id: true } })

/** @param disabledAt null: enabled again */
export const setDisabled = (db: Db, id: number, disabledAt: Date | null) =>
  db.officer.update({ where: { id }, data: { disabledAt }, select: { id: true } })

/** When an officer is not to be disturbed; times of the day in Shanghai (`20:00`). */
export const setQuietHours = (
  db: Db,
  id: number,
  quiet: { quietFrom: string; quietTo: string; quietDaysOff: boolean },
) => db.officer.update({ where: { id }, data: quiet, select: { id: true } })

/** Takes the row's lock: what is decided for one officer is decided by one process at a time. */
export const lockOfficer = (db: Db, id: number): Promise<Officer> =>
  db.officer.update({ where: { id }, data: { totpStep: { increment: 0 } } })

export interface AuditFact {
  at: Date
  officerId?: number | null
  action: string
  target?: string
  address?: string | null
  detail?: string
}

const auditRow = (fact: AuditFact) => ({
  at: fact.at,
  officerId: fact.officerId ?? null,
  action: fact.action,
  target: fact.target ?? null,
  address: fact.address ?? null,
  detail: fact.detail ?? null,
})

/** The same, unless it stands there already: `onceKey` says what is the same. */
export const addAuditOnce = (db: Db, fact: AuditFact, onceKey: string) =>
  db.auditEntry.upsert({ where: { onceKey }, create: { ...auditRow(fact), onceKey }, update: {} })

/** Writes down who did what at the desk. */
export const addAudit = (db: Db, fact: AuditFact) => db.auditEntry.create({ data: auditRow(fact) })
