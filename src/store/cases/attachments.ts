import type { Db } from '../base/database.ts'
import { type SealedText, statement, tables } from '../base/statement.ts'

/**
 * Removes the files of a case that may identify the sender, and the names of all files. @returns how many files were
 * removed.
 */
export async function dropUncleaned(tx: Db, caseId: number, why: string): Promise<number> {
  await dropFileNames(tx, caseId)
  return tx.sql.run(DROP, { caseId, error: tx.sql.seal('Attachment', 'error', why) })
}

const DROP = statement<{ caseId: number; error: SealedText }>()(p =>
  tables
    .updateTable('Attachment')
    .set({ status: 'failed', hash: null, playHash: null, nextAt: null, error: p.error })
    .where('caseId', '=', p.caseId)
    .where('replyId', 'is', null)
    .where('status', '=', 'stored')
    .where('cleaned', '=', false),
)

const DROP_NAMES = statement<{ caseId: number }>()(p =>
  tables
    .updateTable('Attachment')
    .set({ name: null })
    .where('caseId', '=', p.caseId)
    .where('replyId', 'is', null)
    .where('name', 'is not', null),
)

/** Removes the names of the files that came from the resident of a case. @returns how many had one */
export const dropFileNames = (db: Db, caseId: number): Promise<number> => db.sql.run(DROP_NAMES, { caseId })

/** Bytes of the files a contact sent since then, stored or waiting to be fetched. */
export async function bytesSince(db: Db, contactId: number, since: Date): Promise<number> {
  const { _sum } = await db.attachment.aggregate({
    where: { contactId, replyId: null, createdAt: { gte: since } },
    _sum: { bytes: true },
  })
  return _sum.bytes ?? 0
}

/** Files stored before cleaning existed, oldest first. */
export const notLookedAt = (db: Db, afterId: number, limit: number) =>
  db.attachment.findMany({
    where: { cleaned: null, id: { gt: afterId }, status: 'stored' },
    orderBy: { id: 'asc' },
    take: limit,
    include: { case: { select: { anonymous: true } } },
  })

/** The result of cleaning such a file. */
export interface CleanedFile {
  hash: string
  cleaned: boolean
  /** For an answer's picture no other field changes. @see roughBytes for `bytes` */
  bytes?: number
  mime?: string
  kind?: string
  playHash: string | null
}

/** Stores the result. By id. @returns false when another process has done it meanwhile */
export async function setCleaned(db: Db, id: number, { bytes, ...file }: CleanedFile): Promise<boolean> {
  const { count } = await db.attachment.updateMany({
    where: { id, status: 'stored', cleaned: null },
    data: { ...file, ...(bytes !== undefined && { bytes: roughBytes(bytes) }) },
  })
  return count > 0
}

const STEP = 64 * 1024

/** A file's size, rounded up for storage: the exact size would reveal that two cases have the same photo. */
export const roughBytes = (bytes: number): number => Math.ceil(bytes / STEP) * STEP
