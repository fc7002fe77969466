import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concat } from '../../../../src/domain/numbers/log/bytes.ts'
import { EMPTY_ROOT, makeTree } from '../../../../src/domain/numbers/log/merkle.ts'
import {
  bundleOf,
  consistencyProof,
  entriesIn,
  hashesIn,
  inclusionProof,
  parseTilePath,
  partialWidth,
  peaksFromTiles,
  rootFromTiles,
  TILE_WIDTH,
  tilePath,
  tilesOf,
} from '../../../../src/domain/numbers/log/tiles.ts'
import { runs } from '../../../helpers/runs.ts'
import { leavesOf, plainPath, plainProof, plainRoot, tilesFor } from './trees.ts'

describe('paths of tiles', () => {
  it('are those of the specification', () => {
    expect(tilePath(0, 1_234_067)).toBe('tile/0/x001/x234/067')
    expect(tilePath(0, 1067, 17)).toBe('tile/0/x001/067.p/17')
    expect(tilePath('entries', 0, 1)).toBe('tile/entries/000.p/1')
    expect(tilePath(63, 999)).toBe('tile/63/999')
    expect(parseTilePath('tile/0/x001/x234/067')).toEqual({ level: 0, n: 1_234_067, width: 256 })
  })

  const level = fc.oneof(fc.nat(63), fc.constant('entries' as const))
  const n = fc.oneof(fc.nat(3000), fc.maxSafeNat())
  it('are read back', () => {
    fc.assert(
      fc.property(level, n, fc.integer({ min: 1, max: TILE_WIDTH }), (l, i, width) => {
        expect(parseTilePath(tilePath(l, i, width))).toEqual({ level: l, n: i, width })
      }),
      runs(),
    )
  })

  it('are nothing else', () => {
    for (const path of [
      '',
      'tile/0/1',
      'tile/0/0001',
      'tile/0/x000/001',
      'tile/0/001/002',
      'tile/0/x001',
      'tile/00/001',
      'tile/01/001',
      'tile/64/001',
      'tile/-1/001',
      'tile/entry/001',
      'tile/0/001.p/0',
      'tile/0/001.p/01',
      'tile/0/001.p/256',
      'tile/0/001.p/',
      'tile/0/001.p',
      '/tile/0/001',
      'tile/0/001/',
      'tile/0/001\n',
      'tile/0/x009/x007/x199/x254/x740/992',
      'tile/0/x001/x009/x007/x199/x254/x740/992',
    ])
      expect(parseTilePath(path), path).toBeNull()
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'tile/entries0123x.p') }), tail => {
        const path = `tile/${tail}`
        const read = parseTilePath(path)
        expect(read === null || tilePath(read.level, read.n, read.width) === path).toBe(true)
      }),
      runs(1000),
    )
  })

  it('are refused for what is no tile', () => {
    for (const make of [
      () => tilePath(64, 0),
      () => tilePath(-1, 0),
      () => tilePath(0, -1),
      () => tilePath(0, 0.5),
      () => tilePath(0, 0, 0),
      () => tilePath(0, 0, 257),
    ])
      expect(make).toThrow(RangeError)
  })
})

describe('the tiles of a tree', () => {
  it('are those that the specification counts for 70,000 and for 256 entries', () => {
    const tiles = [...tilesOf(70_000)]
    const full = (level: number) => tiles.filter(t => t.level === level && t.width === TILE_WIDTH).length
    expect([full(0), full(1), full(2)]).toEqual([273, 1, 0])
    expect(tiles.filter(t => t.width < TILE_WIDTH)).toEqual([
      { level: 0, n: 273, width: 112 },
      { level: 1, n: 1, width: 17 },
      { level: 2, n: 0, width: 1 },
    ])
    expect([0, 1, 2, 3].map(level => partialWidth(level, 70_000))).toEqual([112, 17, 1, 0])
    expect([...tilesOf(256)]).toEqual([
      { level: 0, n: 0, width: 256 },
      { level: 1, n: 0, width: 1 },
    ])
    expect([...tilesOf(0)]).toEqual([])
  })

  it('hold every leaf once, and on the level above every full tile once', () => {
    fc.assert(
      fc.property(fc.nat(300_000), size => {
        const on = (level: number) => [...tilesOf(size)].filter(tile => tile.level === level)
        for (let level = 0, hashes = size; level < 4; level++, hashes = Math.floor(hashes / 256)) {
          expect(on(level).reduce((sum, tile) => sum + tile.width, 0)).toBe(hashes)
          expect(on(level).map(tile => tile.n)).toEqual(on(level).map((_, i) => i))
        }
      }),
      runs(20),
    )
  })

  it('are stored as their hashes, one after the other', () => {
    const hashes = leavesOf(5)
    expect(hashesIn(concat(hashes))).toEqual(hashes)
    expect(hashesIn(new Uint8Array())).toEqual([])
    expect(hashesIn(concat(hashes).slice(1))).toBeNull()
  })
})

describe('proofs from tiles', () => {
  const leaves = leavesOf(70_000)

  it('are the plain ones, and read each tile once', async () => {
    const sizes = fc.oneof(fc.integer({ min: 1, max: 1200 }), fc.constantFrom(255, 256, 257, 511, 512, 513))
    const cases = sizes.chain(size => fc.tuple(fc.nat(size - 1), fc.nat(size), fc.constant(size)))
    await fc.assert(
      fc.asyncProperty(cases, async ([index, oldSize, size]) => {
        const part = leaves.slice(0, size)
        const seen = [tilesFor(part), tilesFor(part), tilesFor(part)] as const
        expect(await inclusionProof(index, size, seen[0].readTile)).toEqual(plainPath(index, part))
        expect(await consistencyProof(oldSize, size, seen[1].readTile)).toEqual(
          oldSize === 0 ? [] : plainProof(oldSize, part),
        )
        expect(await rootFromTiles(size, seen[2].readTile)).toEqual(plainRoot(part))
        for (const { reads } of seen) expect([...reads.values()].every(times => times === 1)).toBe(true)
      }),
      runs(40),
    )
  })

  it('read a handful of the 277 tiles of a log of 70,000', async () => {
    for (const index of [0, 65_535, 69_999]) {
      const { readTile, reads } = tilesFor(leaves)
      expect(await inclusionProof(index, 70_000, readTile)).toEqual(plainPath(index, leaves))
      expect(reads.size).toBeLessThanOrEqual(6)
    }
    const { readTile, reads } = tilesFor(leaves)
    expect(await consistencyProof(54_321, 70_000, readTile)).toEqual(plainProof(54_321, leaves))
    expect(reads.size).toBeLessThanOrEqual(6)
    expect([...reads.values()].every(times => times === 1)).toBe(true)
  })

  it('ask for partial tiles by the width that they have at this size', async () => {
    const { readTile, reads } = tilesFor(leaves)
    await rootFromTiles(70_000, readTile)
    expect([...reads.keys()].sort()).toEqual(['0/273/112', '1/1/17', '2/0/1'])
  })

  it('give the compact range from which a tree continues', async () => {
    const { readTile } = tilesFor(leaves.slice(0, 777))
    const tree = makeTree({ size: 777, peaks: await peaksFromTiles(777, readTile) })
    for (const leaf of leaves.slice(777, 1000)) tree.push(leaf)
    expect(tree.root()).toEqual(plainRoot(leaves.slice(0, 1000)))
  })

  it('of the empty tree read nothing', async () => {
    const { readTile, reads } = tilesFor([])
    expect(await rootFromTiles(0, readTile)).toEqual(EMPTY_ROOT)
    expect(await consistencyProof(0, 0, readTile)).toEqual([])
    expect(reads.size).toBe(0)
  })

  it('are refused where there is no leaf, where a tree shrank, and of tiles that are too short', async () => {
    const { readTile } = tilesFor(leaves.slice(0, 10))
    await expect(inclusionProof(10, 10, readTile)).rejects.toThrow(RangeError)
    await expect(inclusionProof(-1.5, 10, readTile)).rejects.toThrow(RangeError)
    await expect(consistencyProof(11, 10, readTile)).rejects.toThrow(RangeError)
    await expect(rootFromTiles(-1, readTile)).rejects.toThrow(RangeError)
    await expect(inclusionProof(3, 10, async () => leaves.slice(0, 9))).rejects.toThrow(RangeError)
    await expect(inclusionProof(3, 10, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  })
})

describe('bundles of entries', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 20 })

  it('are read back, and nothing of one that is cut off', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (some, cut) => {
        const bundle = bundleOf(some)
        expect(entriesIn(bundle)).toEqual(some)
        const shorter = entriesIn(bundle.slice(0, cut % (bundle.length + 1)))
        // Cut between two entries, it is a shorter bundle.
        if (shorter) expect(shorter).toEqual(some.slice(0, shorter.length))
      }),
      runs(),
    )
    expect(entriesIn(Uint8Array.of(0))).toBeNull()
    expect(entriesIn(Uint8Array.of(0, 2, 1))).toBeNull()
  })

  it('say the length of an entry first, the large byte before the small', () => {
    expect([...bundleOf([Uint8Array.of(7), new Uint8Array(258)]).slice(0, 5)]).toEqual([0, 1, 7, 1, 2])
  })

  it('hold entries of up to 65,535 bytes', () => {
    const longest = new Uint8Array(65_535).fill(1)
    expect(entriesIn(bundleOf([longest, longest]))).toEqual([longest, longest])
    expect(() => bundleOf([new Uint8Array(65_536)])).toThrow(RangeError)
  })
})
