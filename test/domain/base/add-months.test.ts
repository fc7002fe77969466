import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addMonths, daysBetween } from '../../../src/domain/base/civil-date.ts'
import { runs } from '../../helpers/runs.ts'

describe('some months later or earlier', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-01-31', 1, '2028-02-29'],
    ['2026-11-30', 3, '2027-02-28'],
    ['2026-08-31', -18, '2025-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-01-15', -1, '2025-12-15'],
    ['2026-05-20', 0, '2026-05-20'],
  ])('%s and %i months: %s', (date, months, expected) => expect(addMonths(date, months)).toBe(expected))

  it('a month is 28 to 31 days, in both directions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 60 }), (day, months) => {
        const from = addDays('2010-01-01', day)
        for (const span of [
          daysBetween(from, addMonths(from, months)),
          daysBetween(addMonths(from, -months), from),
        ]) {
          expect(span).toBeGreaterThanOrEqual(28 * months)
          expect(span).toBeLessThanOrEqual(31 * months)
        }
      }),
      runs(),
    )
  })
})
