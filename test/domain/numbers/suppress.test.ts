import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SMALLEST_SHOWN, suppressed } from '../../../src/domain/numbers/suppress.ts'
import { runs } from '../../helpers/runs.ts'

type Row = [received: number, cohort: number]
const rows = fc.array(fc.tuple(fc.nat(30), fc.nat(30)) as fc.Arbitrary<Row>, { maxLength: 10 })
const small = (n: number) => n > 0 && n < SMALLEST_SHOWN

it('no small cell is published', () => {
  fc.assert(
    fc.property(rows, table => {
      const hidden = suppressed(table, r => r)
      for (const row of table) if (hidden && !hidden.has(row)) expect(row.some(small)).toBe(false)
    }),
    runs(),
  )
})

it('what is missing is never a single row or a small group: a table that cannot be so is not published', () => {
  fc.assert(
    fc.property(rows, table => {
      const found = suppressed(table, r => r)
      if (found === null || found.size === 0) return
      const hidden = [...found]
      expect(hidden.length).toBeGreaterThan(1)
      for (const i of [0, 1]) expect(small(hidden.reduce((sum, r) => sum + r[i]!, 0))).toBe(false)
    }),
    runs(),
  )
})

it('a table is withheld only when all that is in it would still tell', () => {
  fc.assert(
    fc.property(rows, table => {
      if (suppressed(table, r => r) !== null) return
      const all = table.filter(r => r.some(n => n > 0))
      const sums = [0, 1].map(i => all.reduce((sum, r) => sum + r[i]!, 0))
      expect(all.length < 2 || sums.some(small)).toBe(true)
    }),
    runs(),
  )
})

it('a table without small cells is published whole; zeros are no secret', () => {
  expect(
    suppressed(
      [
        [5, 0],
        [9, 12],
        [0, 0],
      ],
      r => r,
    )?.size,
  ).toBe(0)
})
