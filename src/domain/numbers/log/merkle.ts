import { sha256 as noble } from '@noble/hashes/sha2.js'
import { sameBytes } from './bytes.ts'
import { isCount } from './decimal.ts'

/** The Merkle tree of RFC 6962, section 2.1, with SHA-256. Sizes and indices are numbers up to 2^53 − 1. */

/** 32 bytes: of a leaf, of a node, or of the root. */
export type Hash = Uint8Array

export const HASH_SIZE = 32

export const sha256 = (bytes: Uint8Array): Hash => noble(bytes)

/** The root of the tree without leaves. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array())

// The first byte keeps leaves and nodes apart, so that no entry can pass for a part of the tree.
const LEAF = 0
const NODE = 1

export function leafHash(entry: Uint8Array): Hash {
  const bytes = new Uint8Array(1 + entry.length)
  bytes[0] = LEAF
  bytes.set(entry, 1)
  return sha256(bytes)
}

/** @throws RangeError unless both are hashes. */
export function nodeHash(left: Hash, right: Hash): Hash {
  if (left.length !== HASH_SIZE || right.length !== HASH_SIZE) throw new RangeError('a hash has 32 bytes')
  const bytes = new Uint8Array(1 + 2 * HASH_SIZE)
  bytes[0] = NODE
  bytes.set(left, 1)
  bytes.set(right, 1 + HASH_SIZE)
  return sha256(bytes)
}

/** The root over whole subtrees of falling size, from left to right: a compact range. */
export const rootOfPeaks = (peaks: readonly Hash[]): Hash =>
  peaks.length === 0 ? EMPTY_ROOT : peaks.reduceRight((right, left) => nodeHash(left, right))

export interface Tree {
  /** How many leaves it has. */
  readonly size: number
  push(leaf: Hash): void
  root(): Hash
  /** Its compact range: the roots of its whole subtrees, the largest first. `makeTree` continues from it. */
  peaks(): Hash[]
}

/** How many whole subtrees a tree of this size consists of: one for each binary digit that is set. */
function peaksIn(size: number): number {
  let count = 0
  for (let n = size; n > 0; n = half(n)) count += n % 2
  return count
}

// Not >>: it cuts numbers off at 32 bits.
const half = (n: number) => Math.floor(n / 2)

/**
 * A tree that grows leaf by leaf and remembers a hash for each binary digit of its size only.
 * @param from where to continue: what `size` and `peaks()` were. @throws RangeError when they do not belong together.
 */
export function makeTree(from: { size: number; peaks: readonly Hash[] } = { size: 0, peaks: [] }): Tree {
  if (!isCount(from.size) || from.peaks.length !== peaksIn(from.size))
    throw new RangeError(`a tree of ${from.size} leaves does not have ${from.peaks.length} peaks`)
  const peaks = [...from.peaks]
  let size = from.size
  return {
    get size() {
      return size
    },
    push(leaf) {
      let hash = leaf
      for (let n = size; n % 2 === 1; n = half(n)) hash = nodeHash(peaks.pop()!, hash)
      peaks.push(hash)
      size++
    },
    root: () => rootOfPeaks(peaks),
    peaks: () => [...peaks],
  }
}

/** The root of the tree with these leaf hashes. */
export function rootOf(hashes: readonly Hash[]): Hash {
  const tree = makeTree()
  for (const hash of hashes) tree.push(hash)
  return tree.root()
}

const areHashes = (...hashes: readonly Hash[]) => hashes.every(hash => hash.length === HASH_SIZE)

/**
 * Walks up from a node to the root of a tree (RFC 9162, sections 2.1.3.2 and 2.1.4.2). At each step the next hash of
 * the proof stands on the left or on the right of what is known so far.
 * @param at index of the node on its height. @param last index of the last node there.
 * @returns whether the proof ended at the root.
 */
function climb(
  at: number,
  last: number,
  proof: readonly Hash[],
  { left, right }: { left(hash: Hash): void; right(hash: Hash): void },
): boolean {
  for (const hash of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      left(hash)
      // The last node of a height without a neighbour is the same node on the height above.
      while (at % 2 === 0 && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else right(hash)
    at = half(at)
    last = half(last)
  }
  return last === 0
}

/** Whether the proof shows that the leaf hash stands at this index of the tree with this size and root. */
export function provesInclusion(claim: {
  index: number
  size: number
  leaf: Hash
  proof: readonly Hash[]
  root: Hash
}): boolean {
  const { index, size, leaf, proof, root } = claim
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes(leaf, root, ...proof)) return false
  let hash = leaf
  const arrived = climb(index, size - 1, proof, {
    left: other => {
      hash = nodeHash(other, hash)
    },
    right: other => {
      hash = nodeHash(hash, other)
    },
  })
  return arrived && sameBytes(hash, root)
}

/**
 * Whether the proof shows that the tree of the old size and root is the beginning of the other: nothing was changed,
 * taken away or put between. The empty tree is the beginning of every tree and needs no proof.
 */
export function provesConsistency(claim: {
  oldSize: number
  size: number
  oldRoot: Hash
  root: Hash
  proof: readonly Hash[]
}): boolean {
  const { oldSize, size, oldRoot, root, proof } = claim
  if (!isCount(oldSize) || !isCount(size) || oldSize > size) return false
  if (!areHashes(oldRoot, root, ...proof)) return false
  if (oldSize === 0 && !sameBytes(oldRoot, EMPTY_ROOT)) return false
  if (oldSize === size) return proof.length === 0 && sameBytes(oldRoot, root)
  if (oldSize === 0) return proof.length === 0

  let at = oldSize - 1
  let last = size - 1
  while (at % 2 === 1) {
    at = half(at)
    last = half(last)
  }
  // The old tree is one whole subtree: its root is where the walk begins, and the proof leaves it out.
  const [first, ...rest] = at === 0 ? [oldRoot, ...proof] : proof
  if (!first) return false
  let oldHash = first
  let hash = first
  const arrived = climb(at, last, rest, {
    left: other => {
      oldHash = nodeHash(other, oldHash)
      hash = nodeHash(other, hash)
    },
    right: other => {
      hash = nodeHash(hash, other)
    },
  })
  return arrived && sameBytes(oldHash, oldRoot) && sameBytes(hash, root)
}
