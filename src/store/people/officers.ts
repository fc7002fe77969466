import type { Recipient } from '../../domain/notify/reminders.ts'
import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import type { Officer } from '../generated/sqlite/client.ts'
import { appendAudit, appendAuditOnce } from './audit-chain.ts'

export type { Officer }

export const findOfficer = (db: Db, login: string) => db.officer.findUnique({ where: { login } })

export const officerById = (db: Db, id: number) => db.officer.findUnique({ where: { id } })

/** Counts the admins who can sign in, so that the last one cannot be disabled. */
export const countActiveAdmins = (db: Db) => db.officer.count({ where: { role: 'admin', disabledAt: null } })

export const allOfficers = (db: Db) =>
  db.officer.findMany({
    orderBy: [{ disabledAt: 'asc' }, { departmentId: 'asc' }, { id: 'asc' }],
    include: {
      _count: { select: { tokens: { where: { revokedAt: null } } } },
      sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1, select: { lastSeenAt: true } },
    },
  })

/** The names of all officers, including former ones. A township has some dozens, so the whole table is read. */
export async function officerNames(db: Db): Promise<ReadonlyMap<number, string>> {
  const rows = await db.officer.findMany({ select: { id: true, name: true } })
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** An officer's name for pages. */
export interface NamedOfficer {
  id: number
  login: string
  name: string
}

/** The officers with these ids, including former ones. */
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
    select: { id: true, login: true, name: true, role: true, departmentId: true, areaId: true },
  })

/** Every officer who can receive reminders. */
export const reminderRecipients = (db: Db): Promise<Recipient[]> =>
  db.sql.all(REMINDER_RECIPIENTS, {}) as Promise<Recipient[]>

const REMINDER_RECIPIENTS = statement()(() =>
  tables
    .selectFrom('Officer')
    .select(['id', 'role', 'departmentId'])
    .where('disabledAt', 'is', null)
    .orderBy('id'),
)

/** Officers who can be notified outside the desk. */
export const officersWithWays = (db: Db): Promise<Officer[]> =>
  db.officer.findMany({
    where: { disabledAt: null, ways: { some: { mode: { not: 'off' } } } },
    orderBy: { id: 'asc' },
  })

/** The managers, and the officers with these logins. */
export const managersAndOfficers = (db: Db, logins: readonly string[]): Promise<Officer[]> =>
  db.officer.findMany({
    where: { disabledAt: null, OR: [{ role: 'manager' }, { login: { in: [...logins] } }] },
    orderBy: { id: 'asc' },
  })

/** An officer who can sign in, or can once they have set a password. */
export interface NewOfficer {
  login: string
  name: string
  role: string
  departmentId: string | null
  /** The village of a correspondent. */
  areaId?: string | null
  /** Null until they open the link that sets one. */
  passwordHash: string | null
  createdAt: Date
  /** For a first password that somebody else set. @see GivenAccess */
  accessById?: number | null
  accessAt?: Date
}

/** @throws a duplicate (`isDuplicate`) when the login is taken. */
export const addOfficer = (db: Db, officer: NewOfficer): Promise<Officer> =>
  db.officer.create({ data: officer })

/** The administrator who set a password or issued its link, so that the office knows who could have known it. */
export interface GivenAccess {
  accessById: number | null
  accessAt: Date
  /** It replaced an earlier password. */
  accessReset: boolean
}

/** @param given absent: the officer chose it themselves, and the stored value stays. */
export const setPasswordHash = (db: Db, id: number, passwordHash: string, given?: GivenAccess) =>
  db.officer.update({ where: { id }, data: { passwordHash, ...given }, select: { id: true } })

/** @param disabledAt null enables the officer again */
export const setDisabled = (db: Db, id: number, disabledAt: Date | null) =>
  db.officer.update({ where: { id }, data: { disabledAt }, select: { id: true } })

/** Sets an officer's quiet hours; times of the day in Shanghai (`20:00`). */
export const setQuietHours = (
  db: Db,
  id: number,
  quiet: { quietFrom: string; quietTo: string; quietDaysOff: boolean },
) => db.officer.update({ where: { id }, data: quiet, select: { id: true } })

/** Locks the row, so that only one process at a time decides for an officer. */
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

/** Adds an entry to the audit log, unless one with this `onceKey` exists. */
export const addAuditOnce = (tx: Db, fact: AuditFact, onceKey: string) =>
  appendAuditOnce(tx, auditRow(fact), onceKey)

/** Adds an entry to the audit log. In the transaction of what it records. */
export const addAudit = (tx: Db, fact: AuditFact) => appendAudit(tx, auditRow(fact))
