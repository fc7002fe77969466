import { concat, utf8 } from '../../../domain/numbers/log/bytes.ts'
import { type Hash, leafHash, rootOf } from '../../../domain/numbers/log/merkle.ts'
import { hashesIn, type ReadTile, TILE_WIDTH } from '../../../domain/numbers/log/tiles.ts'
import type { Db } from '../../../store/base/database.ts'
import { linesBetween } from '../../../store/numbers/ledger/entries.ts'
import { addTile, fullTile, tileRoots } from '../../../store/numbers/ledger/tiles.ts'

/** The hashes of the ledger's tree, as they are stored: full tiles, and the rest from what is below. */

/** Reads tiles; a partial one of a tree whose tile is full by now comes from the full one. */
export const tileReader =
  (db: Db): ReadTile =>
  async (level, number, width) => {
    const full = await fullTile(db, level, number)
    if (full) return hashesIn(full)!.slice(0, width)
    const from = number * TILE_WIDTH
    return level === 0
      ? (await linesBetween(db, from, from + width)).map(line => leafHash(utf8(line)))
      : tileRoots(db, level - 1, from, from + width)
  }

/** Stores the tile that these hashes fill, and each tile above that it completes. */
export async function storeTile(
  tx: Db,
  level: number,
  number: number,
  hashes: readonly Hash[],
): Promise<void> {
  const bytes = concat(hashes)
  await addTile(tx, {
    level,
    number,
    hashes: new Uint8Array(bytes),
    root: new Uint8Array(rootOf(hashes)),
  })
  if ((number + 1) % TILE_WIDTH !== 0) return
  const above = await tileRoots(tx, level, number + 1 - TILE_WIDTH, number + 1)
  await storeTile(tx, level + 1, (number + 1) / TILE_WIDTH - 1, above)
}
