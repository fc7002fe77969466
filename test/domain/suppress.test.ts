import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SMALL, suppressed } from '../../src/domain/suppress.ts'

type Row = [received: number, cohort: number]
const rows = fc.array(fc.tuple(fc.nat(30), fc.nat(30)) as fc.Arbitrary<Row>, { maxLength: 10 })
const small = (n: number) => n > 0 && n < SMALL

it('no small cell is published', () => {
  fc.assert(
    fc.property(rows, table => {
      const hidden = suppressed(table, r => r)
      for (const row of table) if (!hidden.has(row)) expect(row.some(small)).toBe(false)
    }),
  )
})

it('what is missing is never a single row or a small group, unless nothing is left to add', () => {
  fc.assert(
    fc.property(rows, table => {
      const hidden = [...suppressed(table, r => r)]
      const left = table.filter(r => !hidden.includes(r) && r.some(n => n > 0))
      if (hidden.length === 0 || left.length === 0) return
      expect(hidden.length).toBeGreaterThan(1)
      for (const i of [0, 1]) expect(small(hidden.reduce((sum, r) => sum + r[i]!, 0))).toBe(false)
    }),
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
    ).size,
  ).toBe(0)
})
