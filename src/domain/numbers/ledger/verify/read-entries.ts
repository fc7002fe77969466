import { sameBytes, toBase64 } from '../../log/bytes.ts'
import { HASH_SIZE, type Hash, leafHash } from '../../log/merkle.ts'
import { entriesIn, hashesIn, TILE_WIDTH, tilesOf } from '../../log/tiles.ts'
import type { Files } from './files.ts'
import type { Findings } from './findings.ts'
import { tileFile, tileFilePath } from './tile-file.ts'
import { type TileTree, tileTree } from './tile-tree.ts'

/** How many bundles are asked for before they are needed. */
const AHEAD = 8

export interface EntriesRead {
  /** How many there are before the first that could not be read. */
  read: number
  /** Whether they are all there and make the tree that was signed. */
  isRight: boolean
  /** The roots at the sizes that were asked for and reached. */
  roots: ReadonlyMap<number, Hash>
}

interface Asked {
  size: number
  /** As signed. */
  root: Hash
  /** Smaller trees whose roots are wanted. */
  sizes: ReadonlySet<number>
  visit(index: number, entry: Uint8Array): Promise<void> | undefined
  progress?: (done: number, total: number) => void
}

/**
 * Reads all entries of a log in their order, computes the tree that they make, and compares both it and the published
 * tiles of hashes with the signed root. The tiles tell which entry is not the one that was signed.
 */
export async function readEntries(files: Files, asked: Asked, findings: Findings): Promise<EntriesRead> {
  const { size, visit, progress } = asked
  const own = tileTree()
  const roots = new Map<number, Hash>()
  const published = publishedLeaves(own)
  const keepRoot = () => {
    if (asked.sizes.has(own.size)) roots.set(own.size, own.root())
  }
  keepRoot()
  for await (const bundle of bundlesOf(files, size, findings)) {
    if (!bundle.entries) return { read: own.size, isRight: false, roots }
    published.before(bundle.hashes)
    for (const entry of bundle.entries) {
      const leaf = leafHash(entry)
      published.compare(leaf)
      const waits = visit(own.size, entry)
      own.push(leaf)
      keepRoot()
      if (waits) await waits
    }
    progress?.(own.size, size)
  }
  const root = own.root()
  const isRight = sameBytes(root, asked.root)
  if (isRight) {
    for (const index of published.different)
      findings.difference('tile', `树的文件里序号 ${index} 的值不对，和记录、签名都不符。`)
    await checkUpperTiles(files, own, findings)
  } else if (published.isRoot(asked.root)) {
    for (const index of published.different)
      findings.difference('root', `序号 ${index} 的记录不是签名时的那一条：被改过或换过。`)
  } else {
    const [first] = published.different
    const where = first === undefined ? '' : `最早从序号 ${first} 起不同。`
    findings.difference(
      'root',
      `全部 ${size} 条记录算出的根是 ${toBase64(root)}，签名的根是 ${toBase64(asked.root)}：记录被改过、换过或拿掉过。${where}`,
    )
  }
  return { read: size, isRight, roots }
}

/** Compares leaf by leaf with the tiles of hashes, and from the first difference on also computes their tree. */
function publishedLeaves(own: TileTree) {
  const different: number[] = []
  let tree: TileTree | null = null
  let isWhole = true
  let hashes: readonly Hash[] | null = null
  return {
    different,
    before(tile: readonly Hash[] | null): void {
      hashes = tile
      isWhole &&= tile !== null
    },
    compare(leaf: Hash): void {
      const hash = hashes?.[own.size % TILE_WIDTH]
      if (!hash) return
      if (!sameBytes(leaf, hash)) {
        tree ??= own.copy()
        different.push(own.size)
      }
      tree?.push(hash)
    },
    isRoot: (root: Hash): boolean => isWhole && tree !== null && sameBytes(tree.root(), root),
  }
}

interface Bundle {
  /** Null, with a finding, when they cannot be read. */
  entries: Uint8Array[] | null
  hashes: Hash[] | null
}

/** The bundles and the tiles of their hashes, in order; some are on their way while others are looked at. */
async function* bundlesOf(files: Files, size: number, findings: Findings): AsyncGenerator<Bundle> {
  const total = Math.ceil(size / TILE_WIDTH)
  const waiting: Promise<Bundle>[] = []
  for (let next = 0; next < total || waiting.length > 0; ) {
    for (; next < total && waiting.length < AHEAD; next++) {
      const bundle = bundleAt(files, next, Math.min(TILE_WIDTH, size - next * TILE_WIDTH), findings)
      // It rejects where it is awaited; until then nobody listens.
      bundle.catch(() => undefined)
      waiting.push(bundle)
    }
    yield await waiting.shift()!
  }
}

async function bundleAt(files: Files, n: number, width: number, findings: Findings): Promise<Bundle> {
  const [bundle, tile] = await Promise.all([
    tileFile(files, 'entries', n, width, findings),
    tileFile(files, 0, n, width, findings),
  ])
  return {
    entries: bundle && cut(entriesIn(bundle), 'entries', n, width, findings),
    hashes: tile && cut(hashesIn(tile), 0, n, width, findings),
  }
}

function cut<T>(
  whole: T[] | null,
  level: number | 'entries',
  n: number,
  width: number,
  findings: Findings,
): T[] | null {
  if (whole && whole.length >= width && (whole.length === width || whole.length === TILE_WIDTH))
    return whole.slice(0, width)
  const has = whole ? `有 ${whole.length} 条` : '不完整'
  findings.difference('tile', `文件 ${tileFilePath(level, n, width)} ${has}，应有 ${width} 条。`)
  return null
}

async function checkUpperTiles(files: Files, own: TileTree, findings: Findings): Promise<void> {
  for (const { level, n, width } of tilesOf(own.size)) {
    if (level === 0) continue
    const tile = await tileFile(files, level, n, width, findings)
    const hashes = tile && cut(hashesIn(tile), level, n, width, findings)
    const right = own.tile(level, n, width)
    if (hashes && !hashes.every((hash, i) => sameBytes(hash, right[i] ?? new Uint8Array(HASH_SIZE))))
      findings.difference('tile', `文件 ${tileFilePath(level, n, width)} 和记录算出的不符。`)
  }
}
