import { type Database, type Db, isDuplicate } from './database.ts'

/**
 * Claims a piece of work that must happen once. Whoever inserts the row does it, however many processes try.
 * A claim whose holder died without finishing is free again after `staleMs`.
 */
export async function claimRun(
  db: Database,
  job: string,
  slot: string,
  holder: string,
  now: Date,
  staleMs = 10 * 60_000,
): Promise<boolean> {
  try {
    return await db.inTransaction(async tx => {
      const row = await tx.jobRun.findUnique({ where: { job_slot: { job, slot } } })
      if (row === null) {
        await tx.jobRun.create({ data: { job, slot, holder, startedAt: now } })
        return true
      }
      if (row.finishedAt !== null) return false
      const { count } = await tx.jobRun.updateMany({
        where: { job, slot, finishedAt: null, startedAt: { lte: new Date(now.getTime() - staleMs) } },
        data: { holder, startedAt: now, error: null },
      })
      return count > 0
    })
  } catch (error) {
    if (isDuplicate(error)) return false // somebody else was first
    throw error
  }
}

/**
 * For work that is all database: the row that says it is done stands in the transaction of the work. False when it
 * was done before; of two at once one fails as a duplicate and is undone.
 */
export async function runOnceIn(
  tx: Db,
  job: string,
  slot: string,
  holder: string,
  now: Date,
): Promise<boolean> {
  if (await tx.jobRun.findUnique({ where: { job_slot: { job, slot } } })) return false
  await tx.jobRun.create({ data: { job, slot, holder, startedAt: now, finishedAt: now } })
  return true
}

/** Notes that it is done, or why not: a failed run may be claimed again at once. */
export const finishRun = (db: Database, job: string, slot: string, now: Date, error?: string) =>
  db.inTransaction(tx =>
    tx.jobRun.update({
      where: { job_slot: { job, slot } },
      data: error ? { error, startedAt: new Date(0) } : { finishedAt: now, error: null },
    }),
  )
