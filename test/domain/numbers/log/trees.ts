import { createHash } from 'node:crypto'
import type { ReadTile } from '../../../../src/domain/numbers/log/tiles.ts'

/** The tree of RFC 6962 as its text defines it, word for word, with the hash of Node: slow and plain. */

const hashOf = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

/** Leaf hashes that are all different. */
export const leavesOf = (size: number, seed = 'leaf'): Uint8Array[] =>
  Array.from({ length: size }, (_, i) => hashOf(Uint8Array.of(0), Buffer.from(`${seed} ${i}`)))

const splitOf = (n: number) => {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

export function plainRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return hashOf()
  if (leaves.length === 1) return leaves[0]!
  const k = splitOf(leaves.length)
  return hashOf(Uint8Array.of(1), plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)))
}

export function plainPath(index: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return []
  const k = splitOf(leaves.length)
  return index < k
    ? [...plainPath(index, leaves.slice(0, k)), plainRoot(leaves.slice(k))]
    : [...plainPath(index - k, leaves.slice(k)), plainRoot(leaves.slice(0, k))]
}

export function plainProof(oldSize: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
  if (oldSize === leaves.length) return whole ? [] : [plainRoot(leaves)]
  const k = splitOf(leaves.length)
  return oldSize <= k
    ? [...plainProof(oldSize, leaves.slice(0, k), whole), plainRoot(leaves.slice(k))]
    : [...plainProof(oldSize - k, leaves.slice(k), false), plainRoot(leaves.slice(0, k))]
}

/** Tiles of a tree, and how often each was read. */
export function tilesFor(leaves: readonly Uint8Array[]): { readTile: ReadTile; reads: Map<string, number> } {
  const reads = new Map<string, number>()
  return {
    reads,
    readTile: async (level, n, width) => {
      const key = `${level}/${n}/${width}`
      reads.set(key, (reads.get(key) ?? 0) + 1)
      const span = 256 ** level
      return Array.from({ length: width }, (_, i) => {
        const start = (n * 256 + i) * span
        if (start + span > leaves.length) throw new Error(`no tile ${key}`)
        return plainRoot(leaves.slice(start, start + span))
      })
    },
  }
}

/** Every array that differs from this one in one byte, which is changed by one bit. */
export const changed = (bytes: Uint8Array): Uint8Array[] =>
  Array.from(bytes, (_, i) => bytes.map((byte, j) => (j === i ? byte ^ (1 << (i % 8)) : byte)))
