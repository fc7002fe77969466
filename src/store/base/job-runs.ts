import { backoffMs } from '../../domain/base/backoff.ts'
import { type Database, type Db, isDuplicate } from './database.ts'

/** How long a claim holds without being renewed: then its holder is taken for dead. */
export const LEASE_MS = 2 * 60_000

/** The longest pause after a failure; a time further away than this only a clock that was set back can say. */
const LONGEST_PAUSE_MS = 20 * 60_000

/** A clock may be a little behind the one of another machine. */
const SKEW_MS = 5 * 60_000

/**
 * Claims a piece of work that must happen once: whoever gets true does it, however many processes try, and renews the
 * claim while it lasts. Free is what nobody has finished and nobody holds: a holder whose lease ran out is dead, and
 * after a failure the work is free again when its pause is over.
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
        // Of two that saw it free one is first.
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

/** Whether work may be begun. What lies further ahead than it can was written by a clock that was ahead, and is void. */
export function isFree(row: RunState, now: Date): boolean {
  const after = (at: Date | null, most: number) =>
    at !== null && at > now && at.getTime() - now.getTime() <= most
  if (row.finishedAt !== null) return row.finishedAt.getTime() > now.getTime() + SKEW_MS
  return !after(row.claimedUntil, LEASE_MS + SKEW_MS) && !after(row.nextAt, LONGEST_PAUSE_MS)
}

/** It is still being done. */
export const renewRun = (db: Database, job: string, slot: string, holder: string, now: Date) =>
  db.inTransaction(tx =>
    tx.jobRun.updateMany({
      where: { job, slot, holder, finishedAt: null },
      data: { claimedUntil: new Date(now.getTime() + LEASE_MS) },
    }),
  )

/** Notes that it is done, or why not: then it is free again, after a pause that grows with the tries if it `pauses`. */
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
    // Taken over by another, who thought us dead: theirs to finish.
    if (row?.holder !== holder) return
    const pause = pauses ? backoffMs(row.attempts + 5, Math.random()) : 0
    await tx.jobRun.update({
      where: { job_slot: { job, slot } },
      data: error
        ? { error, claimedUntil: null, nextAt: new Date(now.getTime() + pause) }
        : { finishedAt: now, error: null, claimedUntil: null, nextAt: null },
    })
  })

/** It was begun and broken off on purpose: the next start goes on with it at once. */
export const giveBackRun = (db: Database, job: string, slot: string, holder: string) =>
  db.inTransaction(tx =>
    tx.jobRun.updateMany({
      where: { job, slot, holder, finishedAt: null },
      data: { claimedUntil: null, nextAt: null },
    }),
  )

/** Nobody else lives who could hold a claim: everything begun and not finished is free. */
export const freeRuns = (db: Database) =>
  db.inTransaction(tx =>
    tx.jobRun.updateMany({
      where: { finishedAt: null, claimedUntil: { not: null } },
      data: { claimedUntil: null },
    }),
  )

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

export const findRun = (db: Db, job: string, slot: string) =>
  db.jobRun.findUnique({ where: { job_slot: { job, slot } } })

/** The last run of a job: slots are named by their time. */
export const lastRun = (db: Db, job: string) =>
  db.jobRun.findFirst({ where: { job }, orderBy: { slot: 'desc' } })

/** A run that was missed and is not made up. */
export const skipRun = (db: Database, job: string, slot: string, holder: string, now: Date, error: string) =>
  db.inTransaction(tx =>
    tx.jobRun.upsert({
      where: { job_slot: { job, slot } },
      create: { job, slot, holder, startedAt: now, finishedAt: now, error },
      update: { finishedAt: now, claimedUntil: null, nextAt: null, error },
    }),
  )

/** Under this name stands what a job that runs in every process did last. */
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

/** Old runs of a job are forgotten. */
export const forgetRuns = (db: Database, job: string, beforeSlot: string) =>
  db.inTransaction(tx => tx.jobRun.deleteMany({ where: { job, slot: { lt: beforeSlot } } }))
