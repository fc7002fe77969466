import { expect, it } from 'vitest'
import { percentile } from '../../../src/tools/replay/report.ts'

it('finds the value below which a share lies, whatever the order', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
  expect(percentile(hundred, 0.5)).toBe(50)
  expect(percentile(hundred, 0.99)).toBe(99)
  expect(percentile(hundred, 1)).toBe(100)
  expect(percentile([7.26], 0.99)).toBe(7.3)
  // Ten and nine: as numbers, not as texts.
  expect(percentile([10, 9], 1)).toBe(10)
  expect(percentile([], 0.5)).toBe(0)
})
