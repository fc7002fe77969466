import type { Db } from '../../base/database.ts'
import { statement, tables } from '../../base/statement.ts'

/** Full tiles. Partial ones are made of entries, or of the roots of the tiles below. */

export const addTile = (
  db: Db,
  tile: { level: number; number: number; hashes: Uint8Array<ArrayBuffer>; root: Uint8Array<ArrayBuffer> },
) => db.ledgerTile.create({ data: tile })

export const fullTile = async (db: Db, level: number, number: number): Promise<Uint8Array | null> =>
  (await db.ledgerTile.findUnique({ where: { level_number: { level, number } }, select: { hashes: true } }))
    ?.hashes ?? null

const ROOTS = statement<{ level: number; from: number; before: number }>()(p =>
  tables
    .selectFrom('LedgerTile')
    .select('root')
    .where('level', '=', p.level)
    .where('number', '>=', p.from)
    .where('number', '<', p.before)
    .orderBy('number'),
)

/** The roots of full tiles of one level, in order. */
export const tileRoots = async (
  db: Db,
  level: number,
  from: number,
  before: number,
): Promise<Uint8Array[]> =>
  from >= before
    ? []
    : (await db.sql.all(ROOTS, { level, from, before })).map(row => new Uint8Array(row.root))
