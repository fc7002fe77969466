import type { Db } from '../../base/database.ts'
import { statement, tables } from '../../base/statement.ts'
import type { LedgerKey, LedgerNextKey } from '../../generated/sqlite/client.ts'

/** The keys of the office's signatures, and the calendars that dates were counted with. */

/** Oldest first. */
export const ledgerKeys = (db: Db): Promise<LedgerKey[]> => db.ledgerKey.findMany({ orderBy: { id: 'asc' } })

export const addKey = (db: Db, key: Omit<LedgerKey, 'id'>) => db.ledgerKey.create({ data: key })

/** The secret of a key that signs no more. */
export const forgetSecret = (db: Db, id: number) =>
  db.ledgerKey.update({ where: { id }, data: { secretSealed: null } })

const ID = 1
type NextKey = Omit<LedgerNextKey, 'id'>

/** The key that waits for the next closing. */
export const nextKey = (db: Db): Promise<NextKey | null> => db.ledgerNextKey.findUnique({ where: { id: ID } })

const ADD_NEXT = statement<NextKey>()(p =>
  tables
    .insertInto('LedgerNextKey')
    .values({ id: ID, verifier: p.verifier, secretSealed: p.secretSealed, createdAt: p.createdAt })
    .onConflict(at => at.column('id').doNothing()),
)

/** Lets a key wait, unless one does. @returns the one that waits */
export async function addNextKey(db: Db, key: NextKey): Promise<NextKey> {
  await db.sql.run(ADD_NEXT, key)
  return (await nextKey(db))!
}

/** @returns false when another process has taken it, or will */
export const takeNextKey = async (db: Db, verifier: string): Promise<boolean> =>
  (await db.ledgerNextKey.deleteMany({ where: { id: ID, verifier } })).count === 1

const SAVE_CALENDAR = statement<{ hash: string; document: string }>()(p =>
  tables
    .insertInto('LedgerCalendar')
    .values({ hash: p.hash, document: p.document })
    .onConflict(at => at.column('hash').doNothing()),
)

/** Stores a calendar, unless it is there. */
export const saveCalendar = (db: Db, hash: string, document: string): Promise<number> =>
  db.sql.run(SAVE_CALENDAR, { hash, document })

export const calendarBy = async (db: Db, hash: string): Promise<string | null> =>
  (await db.ledgerCalendar.findUnique({ where: { hash } }))?.document ?? null

export const allCalendars = (db: Db) => db.ledgerCalendar.findMany({ orderBy: { hash: 'asc' } })
