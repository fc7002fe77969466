import type { Db } from './database.ts'

/** Entries of the audit log, newest first, with the officers' names beside them. */
export async function auditEntries(
  db: Db,
  take: number,
  {
    beforeId,
    officerId,
    action,
    target,
    from,
    to,
  }: {
    beforeId?: number
    officerId?: number
    action?: string
    target?: string
    /** Instants: from the first, before the second. */
    from?: Date
    to?: Date
  } = {},
) {
  const rows = await db.auditEntry.findMany({
    where: {
      ...(beforeId !== undefined && { id: { lt: beforeId } }),
      ...(officerId !== undefined && { officerId }),
      ...(action && { action }),
      ...(target && { target }),
      ...((from || to) && { at: { ...(from && { gte: from }), ...(to && { lt: to }) } }),
    },
    orderBy: { id: 'desc' },
    take,
  })
  const people = await db.officer.findMany({
    where: { id: { in: rows.flatMap(row => row.officerId ?? []) } },
    select: { id: true, name: true, login: true },
  })
  return rows.map(row => ({ ...row, officer: people.find(p => p.id === row.officerId) ?? null }))
}

/** Who put a case under legal hold last, when and why. */
export async function lastHold(db: Db, number: string) {
  const row = await db.auditEntry.findFirst({
    where: { target: number, action: 'legal_hold_set' },
    orderBy: { id: 'desc' },
  })
  if (!row) return null
  const by = row.officerId === null ? null : await db.officer.findUnique({ where: { id: row.officerId } })
  return { by: by?.name ?? null, reason: row.detail }
}
