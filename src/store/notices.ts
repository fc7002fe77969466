import type { Database, Db } from './database.ts'

/** Tells the administrators something they must act on; told again, it only counts up. */
export const notice = (db: Database, code: string, detail: string, now: Date) =>
  db.inTransaction(tx => noticeIn(tx, code, detail, now))

export async function noticeIn(tx: Db, code: string, detail: string, now: Date): Promise<void> {
  const before = await tx.notice.findUnique({ where: { code } })
  // What was cleared and comes back is a new trouble.
  const again = before && !before.clearedAt
  const fresh = { detail, firstAt: now, lastAt: now, count: 1, clearedAt: null }
  await tx.notice.upsert({
    where: { code },
    create: { code, ...fresh },
    update: again ? { detail, lastAt: now, count: { increment: 1 } } : fresh,
  })
}

/**
 * A channel let something through: what stopped it, or that one way of it, is over.
 * Codes are `channel:about:code`; `about` is `account` or the name of a way.
 */
export const clearTrouble = (tx: Db, channel: string, via: string, now: Date) =>
  tx.notice.updateMany({
    where: {
      clearedAt: null,
      OR: [{ code: { startsWith: `${channel}:account:` } }, { code: { startsWith: `${channel}:${via}:` } }],
    },
    data: { clearedAt: now },
  })

/** What is still to be acted on. */
export const openNotices = (db: Database) =>
  db.read.notice.findMany({ where: { clearedAt: null }, orderBy: { lastAt: 'desc' } })

export const clearNotice = (db: Database, code: string, now: Date) =>
  db.inTransaction(tx => tx.notice.updateMany({ where: { code, clearedAt: null }, data: { clearedAt: now } }))
