import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KEPT, keptBackups } from '../../../../src/domain/base/backup/retention.ts'
import {
  addDays,
  type CivilDate,
  DAY,
  instantOf,
  shanghaiDate,
} from '../../../../src/domain/base/civil-date.ts'
import { runs } from '../../../helpers/runs.ts'

/** Two in the morning of each of so many days up to one. */
const nights = (until: CivilDate, days: number): Date[] =>
  Array.from({ length: days }, (_, i) => instantOf(addDays(until, -i), 120))
const keptDays = (times: readonly Date[]) => [...keptBackups(times)].map(shanghaiDate).sort()

describe('which nightly backups are kept', () => {
  it.each([
    ['one', nights('2026-11-30', 1), ['2026-11-30']],
    [
      'a week',
      nights('2026-11-30', 7),
      ['24', '25', '26', '27', '28', '29', '30'].map(day => `2026-11-${day}`),
    ],
    [
      // The Sundays of the weeks before, and the last days of months.
      'two months',
      nights('2026-11-30', 60),
      [
        '2026-10-31',
        '2026-11-15',
        '2026-11-22',
        ...['24', '25', '26', '27', '28', '29', '30'].map(day => `2026-11-${day}`),
      ],
    ],
    [
      'two years: twelve months and no more',
      nights('2026-11-30', 730),
      [
        '2025-12-31',
        '2026-01-31',
        '2026-02-28',
        '2026-03-31',
        '2026-04-30',
        '2026-05-31',
        '2026-06-30',
        '2026-07-31',
        '2026-08-31',
        '2026-09-30',
        '2026-10-31',
        '2026-11-15',
        '2026-11-22',
        ...['24', '25', '26', '27', '28', '29', '30'].map(day => `2026-11-${day}`),
      ],
    ],
    ['none', [], []],
  ])('%s', (_, times, kept) => {
    expect(keptDays(times)).toEqual(kept)
  })

  it('of one day the newest', () => {
    const [morning, evening] = [instantOf('2026-11-30', 120), instantOf('2026-11-30', 1200)]
    expect([...keptBackups([morning, evening])]).toEqual([evening])
  })

  it('the old ones of a machine that was off for a year, or whose clock is wrong', () => {
    const old = nights('2024-05-01', 3)
    expect(keptBackups([...old, instantOf('2026-11-30')]).size).toBe(4)
    expect(keptBackups([...old, instantOf('2099-01-01')]).size).toBe(4)
  })

  it('always the newest, never more than days, weeks and months allow, and a second look removes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 * 24 }), { maxLength: 80 }), hours => {
        const times = hours.map(hour => new Date(Date.UTC(2025, 0, 1) + (hour * DAY) / 24))
        const kept = keptBackups(times)
        expect(kept.size).toBeLessThanOrEqual(KEPT.days + KEPT.weeks + KEPT.months)
        if (times.length > 0) {
          const newest = Math.max(...times.map(at => at.getTime()))
          expect([...kept].some(at => at.getTime() === newest)).toBe(true)
        }
        expect(keptBackups([...kept])).toEqual(kept)
      }),
      runs(200),
    )
  })

  it('night after night, an office that backs up each night keeps one for each of the last months', () => {
    let have: Date[] = []
    for (const night of nights('2026-11-30', 500).reverse()) have = [...keptBackups([...have, night])]
    expect(new Set(have.map(at => shanghaiDate(at).slice(0, 7))).size).toBe(KEPT.months)
    expect(have.length).toBeGreaterThanOrEqual(20)
  })
})
