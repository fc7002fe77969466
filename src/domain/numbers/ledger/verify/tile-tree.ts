import { type Hash, makeTree, rootOf, rootOfPeaks } from '../../log/merkle.ts'
import { TILE_WIDTH } from '../../log/tiles.ts'

/**
 * A tree that grows leaf by leaf and knows what its tiles must hold. Of the leaves it keeps only those of the last
 * tile; of a million, four thousand hashes remain.
 */
export interface TileTree {
  readonly size: number
  push(leaf: Hash): void
  root(): Hash
  /** What a tile of level 1 or higher holds. */
  tile(level: number, n: number, width: number): Hash[]
  /** An independent tree that goes on from here. */
  copy(): TileTree
}

export const tileTree = (): TileTree => growing([], [[]])

/** @param leaves of the last tile. @param upper by level, from 1 on: roots of full tiles below. */
function growing(leaves: Hash[], upper: Hash[][]): TileTree {
  const add = (level: number, hash: Hash) => {
    upper[level - 1] ??= []
    const hashes = upper[level - 1]!
    hashes.push(hash)
    if (hashes.length % TILE_WIDTH === 0) add(level + 1, rootOf(hashes.slice(-TILE_WIDTH)))
  }
  const pending = () => [...upper.map(hashes => hashes.slice(hashes.length - (hashes.length % TILE_WIDTH)))]
  return {
    get size() {
      return (upper[0]?.length ?? 0) * TILE_WIDTH + leaves.length
    },
    push(leaf) {
      leaves.push(leaf)
      if (leaves.length < TILE_WIDTH) return
      const root = rootOf(leaves)
      leaves.length = 0
      add(1, root)
    },
    root: () => rootOfPeaks([...pending().reverse(), leaves].flatMap(peaksOf)),
    tile: (level, n, width) => (upper[level - 1] ?? []).slice(n * TILE_WIDTH, n * TILE_WIDTH + width),
    copy: () =>
      growing(
        [...leaves],
        upper.map(hashes => [...hashes]),
      ),
  }
}

function peaksOf(hashes: readonly Hash[]): Hash[] {
  const tree = makeTree()
  for (const hash of hashes) tree.push(hash)
  return tree.peaks()
}
