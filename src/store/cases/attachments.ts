import type { Db } from '../base/database.ts'

/** Takes files out of a case that may say who sent them, and what every file was called. @returns how many went. */
export async function dropUncleaned(tx: Db, caseId: number, why: string): Promise<number> {
  const own = { caseId, replyId: null }
  await tx.attachment.updateMany({ where: { ...own, name: { not: null } }, data: { name: null } })
  const { count } = await tx.attachment.updateMany({
    where: { ...own, status: 'stored', cleaned: false },
    data: { status: 'failed', hash: null, playHash: null, nextAt: null, error: why },
  })
  return count
}

/** Bytes of what a contact sent since then, kept or waiting to be fetched. */
export async function bytesSince(db: Db, contactId: number, since: Date): Promise<number> {
  const { _sum } = await db.attachment.aggregate({
    where: { contactId, replyId: null, createdAt: { gte: since } },
    _sum: { bytes: true },
  })
  return _sum.bytes ?? 0
}

/** Files from before files were cleaned, oldest first. */
export const notLookedAt = (db: Db, afterId: number, limit: number) =>
  db.attachment.findMany({
    where: { cleaned: null, id: { gt: afterId }, status: 'stored' },
    orderBy: { id: 'asc' },
    take: limit,
    include: { case: { select: { anonymous: true } } },
  })

/** What became of a file from before files were cleaned. */
export interface CleanedFile {
  hash: string
  cleaned: boolean
  /** Of an answer's picture nothing else is known anew. @see roughBytes for `bytes` */
  bytes?: number
  mime?: string
  kind?: string
  playHash: string | null
}

/** Keeps what became of it. By id. @returns false when somebody has looked at it meanwhile */
export async function setCleaned(db: Db, id: number, { bytes, ...file }: CleanedFile): Promise<boolean> {
  const { count } = await db.attachment.updateMany({
    where: { id, status: 'stored', cleaned: null },
    data: { ...file, ...(bytes !== undefined && { bytes: roughBytes(bytes) }) },
  })
  return count > 0
}

/**
 * The addresses of files that rows refer to, page after page. They are sealed, so that the same photo on two cases is not seen to
 * be the same: nobody can ask the database for one of them, but all can be read.
 */
export async function* hashesInUse(
  db: Db,
  afterId = 0,
): AsyncGenerator<{ lastId: number; hashes: string[] }> {
  for (let lastId = afterId; ; ) {
    const rows = await db.attachment.findMany({
      where: { id: { gt: lastId }, OR: [{ hash: { not: null } }, { playHash: { not: null } }] },
      orderBy: { id: 'asc' },
      take: 500,
      select: { id: true, hash: true, playHash: true },
    })
    if (rows.length === 0) return
    lastId = rows.at(-1)!.id
    yield { lastId, hashes: rows.flatMap(row => [row.hash, row.playHash].filter(hash => hash !== null)) }
  }
}

const STEP = 64 * 1024

/** A file's size as it is kept beside it: the exact one would tell that two cases have the same photo. */
export const roughBytes = (bytes: number): number => Math.ceil(bytes / STEP) * STEP
