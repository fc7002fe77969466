import type { Db } from '../../base/database.ts'
import type { LedgerHead } from '../../generated/sqlite/client.ts'

/** How long the ledger is, and which days are closed. */

const ID = 1

export type Head = Omit<LedgerHead, 'id'>

export const readHead = (db: Db): Promise<Head | null> => db.ledgerHead.findUnique({ where: { id: ID } })

export const createHead = (db: Db, head: Head) => db.ledgerHead.create({ data: { id: ID, ...head } })

/**
 * Changes the head if it is still what was read, and keeps others from changing it until the transaction ends.
 * @returns whether it was
 */
export async function advanceHead(db: Db, read: Head, next: Partial<Head>): Promise<boolean> {
  const { count } = await db.ledgerHead.updateMany({
    where: { id: ID, size: read.size, closedOn: read.closedOn },
    data: next,
  })
  return count === 1
}
