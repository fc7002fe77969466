import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Draw } from '../../../src/domain/numbers/sample.ts'
import { runs } from '../../helpers/runs.ts'

const draw = (seed: string, size: number, portions: string[][]) => {
  const drawn = new Draw<{ number: string }>(seed, size)
  for (const portion of portions) drawn.add(portion.map(number => ({ number })))
  return { numbers: drawn.result().map(r => r.number), population: drawn.population }
}
const numbers = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 60 })

it('is what anybody gets who sorts by the hash of seed and number, in whatever portions the cases came', () => {
  fc.assert(
    fc.property(numbers, fc.string(), fc.integer({ min: 1, max: 70 }), fc.nat(60), (all, seed, size, cut) => {
      const hash = (n: string) => createHash('sha256').update(`${seed}\n${n}`).digest('hex')
      const expected = [...all].sort((a, b) => (hash(a) < hash(b) ? -1 : 1)).slice(0, size)
      expect(draw(seed, size, [all.slice(0, cut), all.slice(cut)])).toEqual({
        numbers: expected,
        population: all.length,
      })
      expect(draw(seed, size, [[...all].reverse()]).numbers).toEqual(expected)
    }),
    runs(),
  )
})

it('gives every case the same chance: over many seeds each is drawn about equally often', () => {
  const all = Array.from({ length: 20 }, (_, i) => `2026-${i}`)
  const times = new Map<string, number>()
  for (let seed = 0; seed < 2000; seed++)
    for (const n of draw(`s${seed}`, 5, [all]).numbers) times.set(n, (times.get(n) ?? 0) + 1)
  // 2000 × 5/20 = 500 each; six standard deviations.
  for (const n of all) expect(Math.abs(times.get(n)! - 500)).toBeLessThan(6 * Math.sqrt(2000 * 0.25 * 0.75))
})
