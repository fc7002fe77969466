import type { Db } from './database.ts'

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

/** Which of these files a row refers to. @param hashes at most some hundred */
export async function hashesInUse(db: Db, hashes: readonly string[]): Promise<Set<string>> {
  const among = { in: [...hashes] }
  const [as, played] = [
    await db.attachment.findMany({ where: { hash: among }, select: { hash: true } }),
    await db.attachment.findMany({ where: { playHash: among }, select: { playHash: true } }),
  ]
  return new Set([...as.map(row => row.hash!), ...played.map(row => row.playHash!)])
}
