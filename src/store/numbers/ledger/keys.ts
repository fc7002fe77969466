import type { Db } from '../../base/database.ts'
import type { LedgerKey } from '../../generated/sqlite/client.ts'

/** The keys of the office's signatures, and the calendars that dates were counted with. */

/** Oldest first. */
export const ledgerKeys = (db: Db): Promise<LedgerKey[]> => db.ledgerKey.findMany({ orderBy: { id: 'asc' } })

export const addKey = (db: Db, key: Omit<LedgerKey, 'id'>) => db.ledgerKey.create({ data: key })

export const saveCalendar = async (db: Db, hash: string, document: string): Promise<void> => {
  await db.ledgerCalendar.upsert({ where: { hash }, create: { hash, document }, update: {} })
}

export const calendarBy = async (db: Db, hash: string): Promise<string | null> =>
  (await db.ledgerCalendar.findUnique({ where: { hash } }))?.document ?? null

export const allCalendars = (db: Db) => db.ledgerCalendar.findMany({ orderBy: { hash: 'asc' } })
