import { createHash } from 'node:crypto'
import { CoMETRE } from '@transmute/rfc9162'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat, toHex, utf8 } from '../../../../src/domain/numbers/log/bytes.ts'
import {
  EMPTY_ROOT,
  leafHash,
  makeTree,
  nodeHash,
  provesConsistency,
  provesInclusion,
  rootOf,
  sha256,
} from '../../../../src/domain/numbers/log/merkle.ts'
import { runs } from '../../../helpers/runs.ts'
import { changed, leavesOf, plainPath, plainProof, plainRoot } from './trees.ts'

const oracle = CoMETRE.RFC9162_SHA256

describe('hashes', () => {
  it('are those of Node and of the oracle', async () => {
    for (const text of ['', 'a', '回音', 'x'.repeat(1000)]) {
      const bytes = utf8(text)
      expect(toHex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
      expect(toHex(leafHash(bytes))).toBe(toHex(await oracle.leaf(bytes)))
    }
  })

  it('keep leaves and nodes apart', () => {
    const [left, right] = leavesOf(2) as [Uint8Array, Uint8Array]
    expect(toHex(nodeHash(left, right))).toBe(toHex(plainRoot([left, right])))
    expect(toHex(leafHash(concat([left, right])))).not.toBe(toHex(nodeHash(left, right)))
    expect(() => nodeHash(left, right.slice(1))).toThrow(RangeError)
    expect(() => nodeHash(left.slice(1), right)).toThrow(RangeError)
  })

  it('know the root without leaves', () => {
    expect(toHex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })
})

describe('a tree', () => {
  it('has the root of the oracle at every size', async () => {
    const tree = makeTree()
    expect(tree.root()).toEqual(EMPTY_ROOT)
    const leaves = leavesOf(70)
    for (const [i, leaf] of leaves.entries()) {
      tree.push(leaf)
      expect(tree.size).toBe(i + 1)
      const root = await oracle.root(leaves.slice(0, i + 1))
      expect(toHex(tree.root())).toBe(toHex(root))
      expect(toHex(rootOf(leaves.slice(0, i + 1)))).toBe(toHex(root))
    }
  })

  it('continues from its compact range, which holds a hash for each binary digit that is set', () => {
    const sizes = fc.tuple(fc.nat(600), fc.nat(40))
    fc.assert(
      fc.property(sizes, ([size, more]) => {
        const leaves = leavesOf(size + more)
        const first = makeTree()
        for (const leaf of leaves.slice(0, size)) first.push(leaf)
        expect(first.peaks()).toHaveLength(size.toString(2).replaceAll('0', '').length)
        const second = makeTree({ size, peaks: first.peaks() })
        for (const leaf of leaves.slice(size)) second.push(leaf)
        expect(second.size).toBe(size + more)
        expect(toHex(second.root())).toBe(toHex(plainRoot(leaves)))
        // What continues elsewhere does not change where it came from.
        expect(first.size).toBe(size)
        expect(toHex(first.root())).toBe(toHex(plainRoot(leaves.slice(0, size))))
      }),
      runs(30),
    )
  })

  it('counts beyond 32 bits', () => {
    const peaks = leavesOf(2)
    const tree = makeTree({ size: 2 ** 40 + 2 ** 33, peaks })
    tree.push(leavesOf(1)[0]!)
    expect(tree.size).toBe(2 ** 40 + 2 ** 33 + 1)
    expect(tree.peaks()).toHaveLength(3)
  })

  it('does not start from what is no compact range', () => {
    expect(() => makeTree({ size: 3, peaks: leavesOf(1) })).toThrow(RangeError)
    expect(() => makeTree({ size: -1, peaks: [] })).toThrow(RangeError)
    expect(() => makeTree({ size: 0.5, peaks: [] })).toThrow(RangeError)
  })
})

describe('inclusion', () => {
  it('is proved by the proofs of the oracle, in every tree of 1 to 34 leaves, and at no other index', async () => {
    const leaves = leavesOf(70)
    for (let size = 1; size <= 34; size++) {
      const part = leaves.slice(0, size)
      const root = rootOf(part)
      for (let index = 0; index < size; index++) {
        const { inclusion_path: proof } = await oracle.inclusion_proof(index, part)
        const claim = { index, size, leaf: part[index]!, proof, root }
        expect(provesInclusion(claim)).toBe(true)
        const other = (index + 1) % size
        if (size === 1) continue
        expect(provesInclusion({ ...claim, index: other })).toBe(false)
        expect(provesInclusion({ ...claim, leaf: part[other]! })).toBe(false)
      }
    }
  })

  it('is not proved once a byte of leaf, proof or root is another', () => {
    const sizes = fc
      .integer({ min: 1, max: 300 })
      .chain(size => fc.tuple(fc.nat(size - 1), fc.constant(size)))
    fc.assert(
      fc.property(sizes, ([index, size]) => {
        const leaves = leavesOf(size)
        const proof = plainPath(index, leaves)
        const claim = { index, size, leaf: leaves[index]!, proof, root: plainRoot(leaves) }
        expect(provesInclusion(claim)).toBe(true)
        for (const leaf of changed(claim.leaf)) expect(provesInclusion({ ...claim, leaf })).toBe(false)
        for (const root of changed(claim.root)) expect(provesInclusion({ ...claim, root })).toBe(false)
        proof.forEach((hash, i) => {
          for (const other of changed(hash))
            expect(provesInclusion({ ...claim, proof: proof.with(i, other) })).toBe(false)
          expect(provesInclusion({ ...claim, proof: proof.toSpliced(i, 1) })).toBe(false)
          expect(provesInclusion({ ...claim, proof: proof.with(i, hash.slice(1)) })).toBe(false)
        })
        expect(provesInclusion({ ...claim, proof: [...proof, claim.leaf] })).toBe(false)
      }),
      runs(15),
    )
  })

  it('is not proved of what is no index, size or hash', () => {
    const [leaf] = leavesOf(1) as [Uint8Array]
    const claim = { index: 0, size: 1, leaf, proof: [], root: leaf }
    expect(provesInclusion(claim)).toBe(true)
    for (const other of [
      { index: 1 },
      { index: -1 },
      { index: 0.5 },
      { index: Number.NaN },
      { size: 0 },
      { size: Number.POSITIVE_INFINITY },
      { size: 2 ** 53 },
      { leaf: new Uint8Array(), root: new Uint8Array() },
    ])
      expect(provesInclusion({ ...claim, ...other }), JSON.stringify(other)).toBe(false)
  })
})

/** The oracle begins a proof from a whole subtree with the root of it, which RFC 6962 leaves out. */
async function consistencyByOracle(oldSize: number, leaves: Uint8Array[]): Promise<Uint8Array[]> {
  const before = { log_id: '', tree_size: oldSize, leaf_index: 0, inclusion_path: [] }
  const { consistency_path: proof } = await oracle.consistency_proof(before, leaves)
  return Number.isInteger(Math.log2(oldSize)) ? proof.slice(1) : proof
}

describe('a larger tree', () => {
  it('has the root and the proofs of the oracle', async () => {
    const cases = fc.integer({ min: 71, max: 1500 }).chain(size => {
      const before = fc.integer({ min: 1, max: size - 1 })
      return fc.tuple(fc.nat(size - 1), before, fc.constant(size))
    })
    await fc.assert(
      fc.asyncProperty(cases, async ([index, oldSize, size]) => {
        const leaves = leavesOf(size, 'larger')
        const [oldRoot, root] = [rootOf(leaves.slice(0, oldSize)), rootOf(leaves)]
        expect(toHex(root)).toBe(toHex(await oracle.root(leaves)))
        const { inclusion_path: proof } = await oracle.inclusion_proof(index, leaves)
        expect(provesInclusion({ index, size, leaf: leaves[index]!, proof, root })).toBe(true)
        const grown = await consistencyByOracle(oldSize, leaves)
        expect(provesConsistency({ oldSize, size, oldRoot, root, proof: grown })).toBe(true)
      }),
      runs(10),
    )
  })
})

describe('consistency', () => {
  it('is proved by the proofs of the oracle, between every two trees of 1 to 34 leaves, and of no other', async () => {
    const leaves = leavesOf(70)
    const roots = Array.from({ length: 71 }, (_, size) => rootOf(leaves.slice(0, size)))
    for (let size = 2; size <= 34; size++)
      for (let oldSize = 1; oldSize < size; oldSize++) {
        const proof = await consistencyByOracle(oldSize, leaves.slice(0, size))
        const claim = { oldSize, size, oldRoot: roots[oldSize]!, root: roots[size]!, proof }
        expect(provesConsistency(claim)).toBe(true)
        expect(provesConsistency({ ...claim, oldRoot: roots[oldSize - 1]! })).toBe(false)
        expect(provesConsistency({ ...claim, root: roots[size - 1]! })).toBe(false)
        expect(provesConsistency({ ...claim, oldSize: oldSize - 1 })).toBe(false)
        expect(provesConsistency({ ...claim, oldSize: size })).toBe(false)
      }
  })

  it('is not proved once a byte of a root or of the proof is another', () => {
    const sizes = fc.integer({ min: 2, max: 300 })
    const pairs = sizes.chain(size => fc.tuple(fc.integer({ min: 1, max: size - 1 }), fc.constant(size)))
    fc.assert(
      fc.property(pairs, ([oldSize, size]) => {
        const leaves = leavesOf(size)
        const proof = plainProof(oldSize, leaves)
        const [oldRoot, root] = [plainRoot(leaves.slice(0, oldSize)), plainRoot(leaves)]
        const claim = { oldSize, size, oldRoot, root, proof }
        expect(provesConsistency(claim)).toBe(true)
        for (const other of changed(oldRoot))
          expect(provesConsistency({ ...claim, oldRoot: other })).toBe(false)
        for (const other of changed(root)) expect(provesConsistency({ ...claim, root: other })).toBe(false)
        proof.forEach((hash, i) => {
          for (const other of changed(hash))
            expect(provesConsistency({ ...claim, proof: proof.with(i, other) })).toBe(false)
          expect(provesConsistency({ ...claim, proof: proof.toSpliced(i, 1) })).toBe(false)
          expect(provesConsistency({ ...claim, proof: proof.with(i, hash.slice(1)) })).toBe(false)
        })
        expect(provesConsistency({ ...claim, proof: [...proof, root] })).toBe(false)
        expect(provesConsistency({ ...claim, proof: [] })).toBe(false)
      }),
      runs(15),
    )
  })

  it('of a tree with itself, and with the empty tree, needs no proof and takes none', () => {
    const leaves = leavesOf(9)
    const root = rootOf(leaves)
    const same = { oldSize: 9, size: 9, oldRoot: root, root, proof: [] }
    expect(provesConsistency(same)).toBe(true)
    expect(provesConsistency({ ...same, proof: [root] })).toBe(false)
    expect(provesConsistency({ ...same, oldRoot: leaves[0]! })).toBe(false)
    const grown = { oldSize: 0, size: 9, oldRoot: EMPTY_ROOT, root, proof: [] }
    expect(provesConsistency(grown)).toBe(true)
    expect(provesConsistency({ ...grown, proof: [root] })).toBe(false)
    expect(provesConsistency({ ...grown, oldRoot: root })).toBe(false)
    const empty = { oldSize: 0, size: 0, oldRoot: EMPTY_ROOT, root: EMPTY_ROOT, proof: [] }
    expect(provesConsistency(empty)).toBe(true)
    expect(provesConsistency({ ...empty, root, oldRoot: root })).toBe(false)
  })

  it('is not proved of what is no size, or of a tree that shrank', () => {
    const [root] = leavesOf(1) as [Uint8Array]
    const claim = { oldSize: 1, size: 1, oldRoot: root, root, proof: [] }
    for (const size of [0, -1, 0.5, Number.NaN, 2 ** 53]) {
      expect(provesConsistency({ ...claim, size }), String(size)).toBe(false)
      expect(provesConsistency({ ...claim, size, oldSize: size }), String(size)).toBe(false)
    }
  })
})
