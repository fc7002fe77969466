import type { Db } from './database.ts'

/**
 * Entries of the audit log, newest first, with the officers' names. With `from` or `to` they are ordered by time, using
 * its index: ordered by id, a search for last year would read or sort every entry since then.
 */
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
    /** Instants: from `from` on, before `to`. */
    from?: Date
    to?: Date
  } = {},
) {
  const dated = from !== undefined || to !== undefined
  const last =
    dated && beforeId !== undefined
      ? await db.auditEntry.findUnique({ where: { id: beforeId }, select: { at: true } })
      : null
  const until = last ? { lte: last.at } : to && { lt: to }
  const rows = await db.auditEntry.findMany({
    where: {
      ...(last
        ? { OR: [{ at: { lt: last.at } }, { id: { lt: beforeId! } }] }
        : beforeId !== undefined && { id: { lt: beforeId } }),
      ...(officerId !== undefined && { officerId }),
      ...(action && { action }),
      ...(target && { target }),
      ...(dated && { at: { ...(from && { gte: from }), ...until } }),
    },
    orderBy: dated ? [{ at: 'desc' }, { id: 'desc' }] : { id: 'desc' },
    take,
  })
  const people = await db.officer.findMany({
    where: { id: { in: rows.flatMap(row => row.officerId ?? []) } },
    select: { id: true, name: true, login: true },
  })
  return rows.map(row => ({ ...row, officer: people.find(p => p.id === row.officerId) ?? null }))
}

/** Who put a case under legal hold last, and why. */
export async function lastHold(db: Db, number: string) {
  const row = await db.auditEntry.findFirst({
    where: { target: number, action: 'legal_hold_set' },
    orderBy: { id: 'desc' },
  })
  if (!row) return null
  const by = row.officerId === null ? null : await db.officer.findUnique({ where: { id: row.officerId } })
  return { by: by?.name ?? null, reason: row.detail }
}
