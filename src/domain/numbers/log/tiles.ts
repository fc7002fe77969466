import { concat } from './bytes.ts'
import { isCount } from './decimal.ts'
import { HASH_SIZE, type Hash, rootOf, rootOfPeaks } from './merkle.ts'
import { consistencyRanges, inclusionRanges, type Range, type Subtree, subtreesOf } from './ranges.ts'

/**
 * A log as files that never change (C2SP tlog-tiles). A tile of level 0 holds up to 256 leaf hashes; one of level l + 1
 * the roots of 256 full tiles of level l.
 */

/** How many hashes a full tile holds, and how many entries a full bundle. */
export const TILE_WIDTH = 256
/** Binary levels of the tree in one tile: 2^8 is 256. */
const TILE_HEIGHT = 8
const MOST_LEVELS = 64

export interface Tile {
  level: number
  /** Its index on the level. */
  n: number
  /** 256, or 1–255 for the last tile of a level. */
  width: number
}

const isWidth = (width: number) => isCount(width) && width >= 1 && width <= TILE_WIDTH

/**
 * Where a tile, or a bundle of entries, lies below the address of the log: `tile/0/x001/067.p/17`.
 * @throws RangeError when there is no such tile.
 */
export function tilePath(level: number | 'entries', n: number, width: number = TILE_WIDTH): string {
  if (level !== 'entries' && !(isCount(level) && level < MOST_LEVELS)) throw new RangeError(`level ${level}`)
  if (!isCount(n)) throw new RangeError(`tile ${n}`)
  if (!isWidth(width)) throw new RangeError(`width ${width}`)
  let path = String(n % 1000).padStart(3, '0')
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000))
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** What a path names, or null unless it is exactly what `tilePath` writes. */
export function parseTilePath(path: string): { level: number | 'entries'; n: number; width: number } | null {
  const found = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(
    path,
  )
  if (!found) return null
  const level = found[1] === 'entries' ? 'entries' : Number(found[1])
  const n = Number(found[2]!.replace(/[x/]/g, ''))
  const width = found[3] === undefined ? TILE_WIDTH : Number(found[3])
  if (level !== 'entries' && level >= MOST_LEVELS) return null
  if (!isCount(n) || !isWidth(width)) return null
  return tilePath(level, n, width) === path ? { level, n, width } : null
}

/** How many hashes a level holds: of leaves, or of full tiles below. */
const hashesOn = (level: number, size: number) => Math.floor(size / TILE_WIDTH ** level)

/** How many hashes the partial tile of a level holds, 0 when there is none. */
export const partialWidth = (level: number, size: number): number => hashesOn(level, size) % TILE_WIDTH

const widthOf = (level: number, n: number, size: number) =>
  n < Math.floor(hashesOn(level, size) / TILE_WIDTH) ? TILE_WIDTH : partialWidth(level, size)

/** All tiles of a tree, level by level. The bundles of entries are those of level 0. */
export function* tilesOf(size: number): Generator<Tile> {
  for (let level = 0; hashesOn(level, size) > 0; level++) {
    const tiles = Math.ceil(hashesOn(level, size) / TILE_WIDTH)
    for (let n = 0; n < tiles; n++) yield { level, n, width: widthOf(level, n, size) }
  }
}

/** The hashes in a tile as it is stored, one after the other; null when one is cut off. */
export function hashesIn(tile: Uint8Array): Hash[] | null {
  if (tile.length % HASH_SIZE !== 0) return null
  return Array.from({ length: tile.length / HASH_SIZE }, (_, i) =>
    tile.slice(i * HASH_SIZE, (i + 1) * HASH_SIZE),
  )
}

/** The hashes of a tile: exactly `width`. Rejects when it cannot be had. */
export type ReadTile = (level: number, n: number, width: number) => Promise<Hash[]>

/** Roots of whole subtrees of a tree of this size; reads each tile once, all at the same time. */
function subtreeRoots(subtrees: readonly Subtree[], size: number, readTile: ReadTile): Promise<Hash[]> {
  const read = new Map<string, Promise<Hash[]>>()
  const hashesOf = (level: number, n: number) => {
    const key = `${level}/${n}`
    const known = read.get(key)
    if (known) return known
    const width = widthOf(level, n, size)
    const hashes = readTile(level, n, width).then(found => {
      if (found.length === width) return found
      throw new RangeError(`tile ${key} has ${found.length} hashes, not ${width}`)
    })
    read.set(key, hashes)
    return hashes
  }
  return Promise.all(
    subtrees.map(async ({ height, index }) => {
      const level = Math.floor(height / TILE_HEIGHT)
      const count = 2 ** (height % TILE_HEIGHT)
      const first = index * count
      const n = Math.floor(first / TILE_WIDTH)
      const hashes = await hashesOf(level, n)
      return rootOf(hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count))
    }),
  )
}

async function rangeRoots(ranges: readonly Range[], size: number, readTile: ReadTile): Promise<Hash[]> {
  const parts = ranges.map(subtreesOf)
  const roots = await subtreeRoots(parts.flat(), size, readTile)
  let at = 0
  return parts.map(part => {
    at += part.length
    return rootOfPeaks(roots.slice(at - part.length, at))
  })
}

function mustBeIn(part: number, whole: number): void {
  if (!isCount(part) || !isCount(whole) || part > whole) throw new RangeError(`${part} of ${whole}`)
}

/**
 * The proof that the leaf at an index is in the tree of a size: from its neighbour up to the child of the root. Reads
 * about two tiles a level. @throws RangeError when there is no such leaf, or a tile has not its width.
 */
export async function inclusionProof(index: number, size: number, readTile: ReadTile): Promise<Hash[]> {
  mustBeIn(index + 1, size)
  return rangeRoots(inclusionRanges(index, size), size, readTile)
}

/**
 * The proof that the tree of the old size is the beginning of the other; empty between equal sizes and from size 0.
 * @throws RangeError when the old tree is larger, or a tile has not its width.
 */
export async function consistencyProof(oldSize: number, size: number, readTile: ReadTile): Promise<Hash[]> {
  mustBeIn(oldSize, size)
  return rangeRoots(consistencyRanges(oldSize, size), size, readTile)
}

/** The compact range of a tree, from which `makeTree` continues. @throws RangeError as above. */
export async function peaksFromTiles(size: number, readTile: ReadTile): Promise<Hash[]> {
  mustBeIn(0, size)
  return subtreeRoots(subtreesOf([0, size]), size, readTile)
}

/** The root of a tree, read from the right edge of its tiles. @throws RangeError as above. */
export async function rootFromTiles(size: number, readTile: ReadTile): Promise<Hash> {
  return rootOfPeaks(await peaksFromTiles(size, readTile))
}

const LONGEST_ENTRY = 0xffff

/** Entries as they are stored: each after its length (uint16, big-endian). @throws RangeError above 65,535 bytes. */
export function bundleOf(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    entries.flatMap(entry => {
      if (entry.length > LONGEST_ENTRY) throw new RangeError(`an entry of ${entry.length} bytes`)
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry]
    }),
  )
}

/** The entries of a bundle, or null when it is cut off. */
export function entriesIn(bundle: Uint8Array): Uint8Array[] | null {
  const entries: Uint8Array[] = []
  for (let at = 0; at < bundle.length; ) {
    const start = at + 2
    if (start > bundle.length) return null
    const end = start + bundle[at]! * 256 + bundle[at + 1]!
    if (end > bundle.length) return null
    entries.push(bundle.slice(start, end))
    at = end
  }
  return entries
}
