import type { Db } from '../base/database.ts'

/** Records who has a case open until when, and deletes expired records. */
export async function touchPresence(
  db: Db,
  who: { caseId: number; officerId: number },
  now: Date,
  until: Date,
  writing?: boolean,
): Promise<void> {
  await db.presence.deleteMany({ where: { until: { lt: now } } })
  await db.presence.upsert({
    where: { caseId_officerId: who },
    create: { ...who, until, writing: writing ?? false },
    update: { until, ...(writing !== undefined && { writing }) },
  })
}

export const dropPresence = (db: Db, who: { caseId: number; officerId: number }) =>
  db.presence.deleteMany({ where: who })

export const presentAt = (db: Db, caseId: number, notOfficer: number, now: Date) =>
  db.presence.findMany({
    where: { caseId, until: { gte: now }, officerId: { not: notOfficer } },
    orderBy: { officerId: 'asc' },
    select: { writing: true, officer: { select: { name: true } } },
  })
