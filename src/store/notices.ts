import type { Database } from './database.ts'

/** Tells the administrators something they must act on; told again, it only counts up. */
export const notice = (db: Database, code: string, detail: string, now: Date) =>
  db.inTransaction(tx =>
    tx.notice.upsert({
      where: { code },
      create: { code, detail, firstAt: now, lastAt: now, count: 1 },
      update: { detail, lastAt: now, count: { increment: 1 }, clearedAt: null },
    }),
  )

/** What is still to be acted on. */
export const openNotices = (db: Database) =>
  db.read.notice.findMany({ where: { clearedAt: null }, orderBy: { lastAt: 'desc' } })

export const clearNotice = (db: Database, code: string, now: Date) =>
  db.inTransaction(tx => tx.notice.updateMany({ where: { code, clearedAt: null }, data: { clearedAt: now } }))
