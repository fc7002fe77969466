import { expect, it } from 'vitest'
import { makeByteBudget } from '../../../../src/web/shell/body/byte-budget.ts'

it('gives each key its bytes, says how long to wait, and begins anew after its time', () => {
  let now = 0
  const budget = makeByteBudget(100, 60_000, () => now)
  expect(budget.take('a', 100)).toBe(0)
  now = 15_000
  expect(budget.take('a', 1)).toBe(45)
  expect(budget.take('b', 100)).toBe(0)
  budget.giveBack('a', 40)
  expect(budget.take('a', 40)).toBe(0)
  now = 60_000
  expect(budget.take('a', 100)).toBe(0)
  // What one request takes too much is refused, not counted.
  expect(budget.take('c', 101)).toBe(60)
  expect(budget.take('c', 100)).toBe(0)
})
