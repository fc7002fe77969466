import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'
import type { WitnessedLog, WitnessKey } from '../generated/sqlite/client.ts'

/** The logs of other offices that this one witnesses, and the key with which it does. */

const ID = 1
type Key = Omit<WitnessKey, 'id'>

export const readWitnessKey = (db: Db): Promise<Key | null> => db.witnessKey.findUnique({ where: { id: ID } })

const ADD_KEY = statement<Key>()(p =>
  tables
    .insertInto('WitnessKey')
    .values({ id: ID, verifier: p.verifier, secretSealed: p.secretSealed, createdAt: p.createdAt })
    .onConflict(at => at.column('id').doNothing()),
)

/** @returns the key that is there, which another process may have made */
export async function addWitnessKey(db: Db, key: Key): Promise<Key> {
  await db.sql.run(ADD_KEY, key)
  return (await readWitnessKey(db))!
}

export const witnessedLogs = (db: Db): Promise<WitnessedLog[]> =>
  db.witnessedLog.findMany({ orderBy: { origin: 'asc' } })

/** Whether any log is witnessed now. */
export const witnessesAny = async (db: Db): Promise<boolean> =>
  (await db.witnessedLog.findFirst({ where: { keys: { not: '' } }, select: { hash: true } })) !== null

export const witnessedLog = (db: Db, hash: string): Promise<WitnessedLog | null> =>
  db.witnessedLog.findUnique({ where: { hash } })

/** Adds a log that was never witnessed, or changes the keys that are trusted for it; what was seen of it stays. */
export const saveTrustedKeys = (db: Db, log: WitnessedLog): Promise<WitnessedLog> =>
  db.witnessedLog.upsert({ where: { hash: log.hash }, create: log, update: { keys: log.keys } })

/**
 * Puts a checkpoint in the place of the one that was read. The row stays locked until the transaction ends.
 * @returns false when another request was first; then nothing has changed
 */
export async function replaceCheckpoint(
  db: Db,
  read: WitnessedLog,
  next: Pick<WitnessedLog, 'size' | 'root' | 'note' | 'cosignedAt'>,
): Promise<boolean> {
  const { hash, size, root } = read
  const { count } = await db.witnessedLog.updateMany({ where: { hash, size, root }, data: next })
  return count === 1
}
