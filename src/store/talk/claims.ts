import type { Database } from '../base/database.ts'
import { freeRuns } from '../base/job-runs.ts'
import { LEASE_MS as LETTER_LEASE_MS } from '../delivery/letters.ts'
import { freeOutbox } from '../delivery/outbox-claims.ts'
import { MEDIA_CLAIM_MS } from './media-claims.ts'

/**
 * Frees all claims. Only for a process that knows that no other one is alive: on SQLite the lock of the data directory
 * proves it at start. Some claims only move the time of the next try ahead; such rows become due again, and at worst
 * some are tried a little early.
 */
export async function freeClaims(db: Database, now: Date): Promise<void> {
  await freeOutbox(db, now)
  await freeRuns(db)
  const within = (ms: number) => ({ gt: now, lte: new Date(now.getTime() + ms) })
  await db.inTransaction(async tx => {
    await tx.attachment.updateMany({
      where: { status: { in: ['pending', 'stored'] }, nextAt: within(MEDIA_CLAIM_MS) },
      data: { nextAt: now },
    })
    await tx.letter.updateMany({
      where: { status: 'queued', nextAt: within(LETTER_LEASE_MS) },
      data: { nextAt: now },
    })
    await tx.channelToken.updateMany({ data: { claimedUntil: null, claimedBy: null } })
  })
}
