import type { Database, Db } from '../base/database.ts'
import { Prisma } from '../generated/sqlite/client.ts'

/** Longer than fetching or decoding a batch takes: nobody else takes these files meanwhile. */
export const MEDIA_CLAIM_MS = 5 * 60_000

/** A file that something is to be done with. */
export interface MediaRow {
  id: number
  contactId: number | null
  /** Where the channel keeps it. */
  sourceRef: string | null
  hash: string | null
  attempts: number
  createdAt: Date
  contact: { channel: string } | null
  case: { number: string } | null
}

const CLAIMED = {
  id: true,
  contactId: true,
  sourceRef: true,
  hash: true,
  attempts: true,
  createdAt: true,
  contact: { select: { channel: true } },
  case: { select: { number: true } },
} as const

/**
 * Takes files that are due, oldest first: `pending` to fetch them, `stored` to make them playable. Claimed by moving
 * the next try away, so what fails again and again goes behind what was never tried.
 * @param countTry an attempt is counted
 */
export const claimMedia = (
  db: Database,
  status: 'pending' | 'stored',
  now: Date,
  limit: number,
  countTry: boolean,
): Promise<MediaRow[]> =>
  db.inTransaction(async tx => {
    const lock = db.provider === 'postgresql' ? Prisma.sql`FOR UPDATE SKIP LOCKED` : Prisma.empty
    const due: { id: number | bigint }[] = await tx.$queryRaw`SELECT "id" FROM "Attachment"
      WHERE "status" = ${status} AND "nextAt" <= ${now} ORDER BY "nextAt" LIMIT ${limit} ${lock}`
    const ids = due.map(row => Number(row.id))
    if (ids.length === 0) return []
    await tx.attachment.updateMany({
      where: { id: { in: ids } },
      data: {
        nextAt: new Date(now.getTime() + MEDIA_CLAIM_MS),
        ...(countTry && { attempts: { increment: 1 } }),
      },
    })
    return tx.attachment.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' }, select: CLAIMED })
  })

/** No try of a file is put off longer than twenty minutes: later than this only a clock that was set back can say. */
const LATEST_MS = 60 * 60_000

/** The clock was set back: files that wait for an hour that is far away again are due now. */
export const bringBackMedia = (db: Db, now: Date) =>
  db.attachment.updateMany({
    where: { status: { in: ['pending', 'stored'] }, nextAt: { gt: new Date(now.getTime() + LATEST_MS) } },
    data: { nextAt: now },
  })
