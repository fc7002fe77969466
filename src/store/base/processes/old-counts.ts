import type { Database } from '../database.ts'

/** Deletes counts that ended before. @returns how many */
export async function deleteOldCounts(db: Database, before: Date): Promise<number> {
  const { count } = await db.inTransaction(tx =>
    tx.limitCount.deleteMany({ where: { expire: { lt: before.getTime() } } }),
  )
  return count
}
