import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  lastFullWeek,
  sameWeekLastYear,
  shiftWeek,
  weekNamed,
  weekOf,
} from '../../../src/domain/base/week.ts'
import { wilson } from '../../../src/domain/base/wilson.ts'
import { speedUp } from '../../../src/domain/numbers/speed.ts'
import { runs } from '../../helpers/runs.ts'
import { at } from '../office/office-fixture.ts'

describe('reporting weeks', () => {
  it('run from Monday to Sunday in Shanghai', () => {
    expect(weekNamed('2026-W46')).toEqual({ id: '2026-W46', from: '2026-11-09', to: '2026-11-15' })
    expect(weekOf(at('2026-11-15 23:59')).id).toBe('2026-W46')
    expect(weekOf(at('2026-11-16 00:00')).id).toBe('2026-W47')
    expect(lastFullWeek(at('2026-11-16 08:30')).id).toBe('2026-W46')
  })
  it('belong to the year of their Thursday', () => {
    expect(weekOf(at('2027-01-03 12:00')).id).toBe('2026-W53')
    expect(weekOf(at('2024-12-30 12:00')).id).toBe('2025-W01')
    expect(sameWeekLastYear(weekNamed('2026-W46')!)!.id).toBe('2025-W46')
    expect(sameWeekLastYear(weekNamed('2026-W53')!)).toBeNull() // 2025 had 52
  })
  it('follow one another without gap, and are known by their name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), n => {
        const week = shiftWeek(weekNamed('2020-W01')!, n)
        expect(weekNamed(week.id)).toEqual(week)
        expect(shiftWeek(week, 1).from > week.to).toBe(true)
        expect(shiftWeek(shiftWeek(week, 5), -5)).toEqual(week)
      }),
      runs(),
    )
  })
  it('have no other name', () => {
    for (const text of [
      '2026-W54',
      '2025-W53',
      '2026-46',
      '2026W46',
      '',
      'W46',
      '2026-W00',
      '9999-W01',
      '2026-W46 ',
    ])
      expect(weekNamed(text), text).toBeNull()
  })
})

describe('small helpers of the numbers', () => {
  it('gives the Wilson interval of a textbook case', () => {
    // 81 of 263: p = 0.3080, 95 % interval 0.2553–0.3662 (Newcombe 1998, Statistics in Medicine 17, table I).
    const w = wilson(81, 263)!
    expect([w.rate, w.low, w.high].map(x => x.toFixed(4))).toEqual(['0.3080', '0.2553', '0.3662'])
    expect(wilson(0, 20)).toMatchObject({ low: 0 })
    expect(wilson(20, 20)).toMatchObject({ high: 1 })
    expect(wilson(0, 0)).toBeNull()
  })
  it('rule 11: speed-up is one minus days over the legal limit, and none without a limit', () => {
    expect(speedUp(7, 20)).toBeCloseTo(0.65)
    expect(speedUp(25, 20)).toBeCloseTo(-0.25)
    expect(speedUp(7, null)).toBeNull()
  })
})
