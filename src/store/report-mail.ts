import type { Db } from './database.ts'

export interface ReportAddress {
  period: string
  scope: string
  version: number
  to: string
}

/** Puts letters in line; one that is there already stays as it is. */
export async function queueReportMail(db: Db, letters: readonly ReportAddress[], now: Date): Promise<void> {
  for (const letter of letters) {
    const found = await db.reportMail.findUnique({ where: { period_scope_version_to: letter } })
    if (!found)
      await db.reportMail.create({ data: { ...letter, status: 'queued', nextAt: now, createdAt: now } })
  }
}

export const dueReportMail = (db: Db, now: Date, take: number) =>
  db.reportMail.findMany({
    where: { status: 'queued', nextAt: { lte: now } },
    orderBy: { nextAt: 'asc' },
    take,
  })

/** Takes a letter for so long; false when another process was first. */
export async function claimReportMail(
  db: Db,
  row: { id: number; nextAt: Date | null },
  until: Date,
): Promise<boolean> {
  const { count } = await db.reportMail.updateMany({
    where: { id: row.id, status: 'queued', nextAt: row.nextAt },
    data: { nextAt: until },
  })
  return count === 1
}

export const sentReportMail = (db: Db, id: number, now: Date) =>
  db.reportMail.update({
    where: { id },
    data: { status: 'sent', sentAt: now, nextAt: null, error: null, attempts: { increment: 1 } },
  })

export const failedReportMail = (db: Db, id: number, error: string, nextAt: Date | null) =>
  db.reportMail.update({
    where: { id },
    data: { error, nextAt, status: nextAt ? 'queued' : 'given_up', attempts: { increment: 1 } },
  })

export const waitingReportMail = (db: Db) => db.reportMail.count({ where: { status: 'queued' } })
