import type { Database, Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

/** How long a claim holds: longer than fetching or decoding a batch takes. */
export const MEDIA_CLAIM_MS = 5 * 60_000

/** A file to fetch or to make playable. */
export interface MediaRow {
  id: number
  messageId: number | null
  contactId: number | null
  /** The channel's reference to the file. */
  sourceRef: string | null
  hash: string | null
  attempts: number
  createdAt: Date
  contact: { channel: string } | null
  case: { number: string } | null
}

const CLAIMED = {
  id: true,
  messageId: true,
  contactId: true,
  sourceRef: true,
  hash: true,
  attempts: true,
  createdAt: true,
  contact: { select: { channel: true } },
  case: { select: { number: true } },
} as const

const DUE = statement<{ status: string; now: Date; limit: number }>()(p =>
  tables
    .selectFrom('Attachment')
    .select('id')
    .where('status', '=', p.status)
    .where('nextAt', '<=', p.now)
    .orderBy('nextAt')
    .limit(p.limit),
)

/**
 * Claims due files, oldest first: `pending` ones to fetch, `stored` ones to make playable. A claim moves the next try
 * ahead, so files that fail repeatedly come after those that were never tried.
 * @param countTry whether this counts as an attempt
 */
export const claimMedia = (
  db: Database,
  status: 'pending' | 'stored',
  now: Date,
  limit: number,
  countTry: boolean,
): Promise<MediaRow[]> =>
  db.inTransaction(async tx => {
    const ids = (await tx.sql.lockUnlocked(DUE, { status, now, limit })).map(row => row.id)
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

/** Retries wait at most twenty minutes. A later `nextAt` was written before the clock was set back. */
const LATEST_MS = 60 * 60_000

/** After the clock was set back: files whose next try is now too far ahead become due. */
export const bringBackMedia = (db: Db, now: Date) =>
  db.attachment.updateMany({
    where: { status: { in: ['pending', 'stored'] }, nextAt: { gt: new Date(now.getTime() + LATEST_MS) } },
    data: { nextAt: now },
  })

/** How many files of residents still have to be fetched from their channel. */
export const mediaToFetch = (db: Db): Promise<number> => db.attachment.count({ where: { status: 'pending' } })
