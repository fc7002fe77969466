import type { CaseFacts } from '../../src/domain/numbers/facts.ts'
import type { Db } from '../../src/store/base/database.ts'
import { factsOfCases } from '../../src/store/numbers/counts.ts'

/** The facts of every stored case, in order of receipt. */
export async function allFacts(db: Db): Promise<CaseFacts[]> {
  const rows = await db.case.findMany({ orderBy: { id: 'asc' }, select: { id: true } })
  const read = await factsOfCases(
    db,
    rows.map(row => row.id),
  )
  return read.map(({ facts }) => facts)
}

/** Deletes all counts and marks every case as not counted, so that the next countChanges starts from nothing. */
export async function forgetCounts(tx: Db): Promise<void> {
  await tx.dayCount.deleteMany()
  await tx.countDue.deleteMany()
  const rows = await tx.case.findMany({ select: { id: true } })
  await tx.countDue.createMany({ data: rows.map(row => ({ caseId: row.id, seq: 0 })) })
}
