import { backoffMs } from '../../domain/base/backoff.ts'
import { type Database, type Db, isDuplicate } from './database.ts'

/** How long a claim is valid unless it is renewed; after that its holder is considered dead. */
export const LEASE_MS = 2 * 60_000

/** The longest pause after a failure. A later time was written before the clock was set back. */
const LONGEST_PAUSE_MS = 20 * 60_000

/** How far the clocks of two machines may differ. */
const SKEW_MS = 5 * 60_000

/**
 * Claims a job that must run once. However many processes try, one gets true; it runs the job and renews the claim
 * meanwhile. A job is free when it is not finished and nobody holds a valid claim; after a failure it is free again when
 * its pause is over.
 */
export async function claimRun(
  db: Database,
  job: string,
  slot: string,
  holder: string,
  now: Date,
): Promise<boolean> {
  const claimedUntil = new Date(now.getTime() + LEASE_MS)
  try {
    return await db.inTransaction(async tx => {
      const row = await tx.jobRun.findUnique({ where: { job_slot: { job, slot } } })
      if (row === null) {
        await tx.jobRun.create({ data: { job, slot, holder, startedAt: now, claimedUntil } })
        return true
      }
      if (!isFree(row, now)) return false
      const { count } = await tx.jobRun.updateMany({
        // If two processes saw it free, only one of them updates the row.
        where: { job, slot, attempts: row.attempts, holder: row.holder, claimedUntil: row.claimedUntil },
        data: { holder, startedAt: now, finishedAt: null, claimedUntil, attempts: { increment: 1 } },
      })
      return count > 0
    })
  } catch (error) {
    if (isDuplicate(error)) return false // somebody else was first
    throw error
  }
}

export interface RunState {
  finishedAt: Date | null
  claimedUntil: Date | null
  nextAt: Date | null
}

/** Whether a job may be started. Times further ahead than possible were written by a wrong clock and are ignored. */
export function isFree(row: RunState, now: Date): boolean {
  const after = (at: Date | null, most: number) =>
    at !== null && at > now && at.getTime() - now.getTime() <= most
  if (row.finishedAt !== null) return row.finishedAt.getTime() > now.getTime() + SKEW_MS
  return !after(row.claimedUntil, LEASE_MS + SKEW_MS) && !after(row.nextAt, LONGEST_PAUSE_MS)
}

/** Renews the claim. */
export const renewRun = (db: Database, job: string, slot: string, holder: string, now: Date) =>
  db.inTransaction(tx =>
    tx.jobRun.updateMany({
      where: { job, slot, holder, finishedAt: null },
      data: { claimedUntil: new Date(now.getTime() + LEASE_MS) },
    }),
  )

/**
 * Records that a job is done, or why it failed. Then it is free again; with `pauses` after a pause that grows with the
 * number of attempts.
 */
export const finishRun = (
  db: Database,
  job: string,
  slot: string,
  holder: string,
  now: Date,
  error: string | undefined,
  pauses: boolean,
) =>
  db.inTransaction(async tx => {
    const row = await tx.jobRun.findUnique({ where: { job_slot: { job, slot } } })
    // Another process considered this one dead and took over.
    if (row?.holder !== holder) return
    const pause = pauses ? backoffMs(row.attempts + 5, Math.random()) : 0
    await tx.jobRun.update({
      where: { job_slot: { job, slot } },
      data: error
        ? { error, claimedUntil: null, nextAt: new Date(now.getTime() + pause) }
        : { finishedAt: now, error: null, claimedUntil: null, nextAt: null },
    })
  })

/** Releases a job that was stopped on purpose: the next start continues it at once. */
export const giveBackRun = (db: Database, job: string, slot: string, holder: string) =>
  db.inTransaction(tx =>
    tx.jobRun.updateMany({
      where: { job, slot, holder, finishedAt: null },
      data: { claimedUntil: null, nextAt: null },
    }),
  )

/** Frees all unfinished jobs. Only for a process that knows that no other one is running. */
export const freeRuns = (db: Database) =>
  db.inTransaction(tx =>
    tx.jobRun.updateMany({
      where: { finishedAt: null, claimedUntil: { not: null } },
      data: { claimedUntil: null },
    }),
  )

/**
 * For a job that only changes the database: records it as done in the job's own transaction. Of two at the same time, one
 * fails as a duplicate and is rolled back. @returns false when it was done before
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

export const findRun = (db: Db, job: string, slot: string) =>
  db.jobRun.findUnique({ where: { job_slot: { job, slot } } })

/** The last run of a job. Slots are named after their time. */
export const lastRun = (db: Db, job: string) =>
  db.jobRun.findFirst({ where: { job }, orderBy: { slot: 'desc' } })

/** Records a missed run that will not be repeated. */
export const skipRun = (db: Database, job: string, slot: string, holder: string, now: Date, error: string) =>
  db.inTransaction(tx =>
    tx.jobRun.upsert({
      where: { job_slot: { job, slot } },
      create: { job, slot, holder, startedAt: now, finishedAt: now, error },
      update: { finishedAt: now, claimedUntil: null, nextAt: null, error },
    }),
  )

/** The slot for the last run of a job that runs in every process. */
export const LATEST = 'latest'

export const noteRun = (
  db: Database,
  job: string,
  run: { holder: string; startedAt: Date; finishedAt: Date; error: string | null },
) =>
  db.inTransaction(tx =>
    tx.jobRun.upsert({
      where: { job_slot: { job, slot: LATEST } },
      create: { job, slot: LATEST, ...run },
      update: run,
    }),
  )

/** Deletes old runs of a job. */
export const forgetRuns = (db: Database, job: string, beforeSlot: string) =>
  db.inTransaction(tx => tx.jobRun.deleteMany({ where: { job, slot: { lt: beforeSlot } } }))

/** Asks for a run that is not bound to a time; it is free at once. */
export async function addRun(tx: Db, job: string, slot: string, now: Date): Promise<void> {
  const where = { job_slot: { job, slot } }
  if (await tx.jobRun.findUnique({ where, select: { slot: true } })) return
  await tx.jobRun.create({ data: { job, slot, holder: '', startedAt: now, attempts: 0 } })
}

/** Runs of a job that are not finished, by name. */
export const waitingRuns = (db: Db, job: string, take: number) =>
  db.jobRun.findMany({
    where: { job, finishedAt: null },
    orderBy: { slot: 'asc' },
    take,
    select: { slot: true },
  })

/** Deletes runs of a job that ended before an instant. */
export const forgetFinishedRuns = (db: Database, job: string, before: Date) =>
  db.inTransaction(tx => tx.jobRun.deleteMany({ where: { job, finishedAt: { lt: before } } }))
