import type { Db } from './database.ts'

/** Disclosure applications that were owed at some time between two instants. */
export async function disclosuresTouching(db: Db, from: Date, until: Date) {
  const select = { id: true, outcome: true, applicant: true } as const
  const where = { kind: 'disclosure', receivedAt: { lt: until } }
  const open = await db.case.findMany({ where: { ...where, owedUntil: null }, select })
  const done = await db.case.findMany({ where: { ...where, owedUntil: { gte: from } }, select })
  return [...open, ...done].sort((a, b) => a.id - b.id)
}
