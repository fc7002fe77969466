import type { Db } from '../base/database.ts'

interface Version {
  replyId: number
  version: number
  text: string
  savedById: number
  savedAt: Date
}

/** Stores a version of a reply's text. */
export const keepVersion = (tx: Db, row: Version) => tx.replyVersion.create({ data: row })

/** Notes (or takes back) that a reviewer sent this text back. */
export const markReturned = (tx: Db, replyId: number, version: number, at: Date | null) =>
  tx.replyVersion.updateMany({ where: { replyId, version }, data: { returnedAt: at } })

/**
 * The text that a reviewer compares the current one with: the last returned one, or else the previous one; null for
 * the first.
 */
export async function textBefore(db: Db, replyId: number, version: number): Promise<Version | null> {
  const earlier = { replyId, version: { lt: version } }
  const order = { orderBy: { version: 'desc' } } as const
  return (
    (await db.replyVersion.findFirst({ where: { ...earlier, returnedAt: { not: null } }, ...order })) ??
    (await db.replyVersion.findFirst({ where: earlier, ...order }))
  )
}
