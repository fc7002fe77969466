import type { Db } from '../base/database.ts'

/** The officer who last supervised (督办) a case. Reads its record backwards, by case and sequence number. */
export async function lastSupervisorOf(db: Db, caseId: number): Promise<number | null> {
  const last = await db.caseEvent.findFirst({
    where: { caseId, type: 'supervised' },
    orderBy: { seq: 'desc' },
    select: { byId: true },
  })
  return last?.byId ?? null
}
