import type { CivilDate } from '../../../domain/base/civil-date.ts'
import type { Db } from '../../base/database.ts'
import type { LedgerCheckpoint } from '../../generated/sqlite/client.ts'

/** The sizes that are signed. Nothing beyond the newest is published. */

export const addCheckpoint = (db: Db, checkpoint: LedgerCheckpoint) =>
  db.ledgerCheckpoint.create({ data: checkpoint })

export const newestCheckpoint = (db: Db): Promise<LedgerCheckpoint | null> =>
  db.ledgerCheckpoint.findFirst({ orderBy: { size: 'desc' } })

export const checkpointAt = (db: Db, size: number): Promise<LedgerCheckpoint | null> =>
  db.ledgerCheckpoint.findUnique({ where: { size } })

/** The last day that was closed before a position; null for the entries of the first closing. */
export const closedBefore = async (db: Db, position: number): Promise<CivilDate | null> =>
  (
    await db.ledgerCheckpoint.findFirst({
      where: { size: { lte: position } },
      orderBy: { size: 'desc' },
      select: { day: true },
    })
  )?.day ?? null

/** All sizes that were ever signed, in order. */
export const checkpointSizes = async (db: Db): Promise<number[]> =>
  (await db.ledgerCheckpoint.findMany({ orderBy: { size: 'asc' }, select: { size: true } })).map(c => c.size)

export const cosignaturesOf = (db: Db, size: number) =>
  db.ledgerCosignature.findMany({ where: { size }, orderBy: { witness: 'asc' } })
