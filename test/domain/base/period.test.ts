import { describe, expect, it } from 'vitest'
import {
  lastFull,
  parsePeriod,
  periodNamed,
  piecesOf,
  samePeriodLastYear,
  sayPeriod,
  shiftPeriod,
} from '../../../src/domain/base/period.ts'
import { at } from '../office/office-fixture.ts'

describe('periods', () => {
  it.each([
    ['2026-W46', '2026-11-09', '2026-11-15', '2026 年第 46 周'],
    ['2026-02', '2026-02-01', '2026-02-28', '2026 年 2 月'],
    ['2028-02', '2028-02-01', '2028-02-29', '2028 年 2 月'],
    ['2026-Q4', '2026-10-01', '2026-12-31', '2026 年第 4 季度'],
    ['2026', '2026-01-01', '2026-12-31', '2026 年'],
  ])('%s is %s to %s', (name, from, to, words) => {
    const period = periodNamed(name)!
    expect(period).toEqual({ id: name, from, to })
    expect(sayPeriod(period)).toBe(words)
    expect(shiftPeriod(shiftPeriod(period, 7), -7)).toEqual(period)
    expect(shiftPeriod(period, 1).from > to).toBe(true)
  })
  it('know the one before and the same of last year', () => {
    expect(lastFull('month', at('2026-01-01 00:00')).id).toBe('2025-12')
    expect(lastFull('quarter', at('2026-11-16 08:30')).id).toBe('2026-Q3')
    expect(samePeriodLastYear(periodNamed('2026-Q1')!)!.id).toBe('2025-Q1')
    expect(samePeriodLastYear(periodNamed('2026-W53')!)).toBeNull()
  })
  it.each(['2026-13', '2026-00', '2026-Q5', '2026-1', '26', '', '2026-W54', 'W46', '2026-11-01', '1066'])(
    '%s is none',
    text => {
      expect(periodNamed(text)).toBeNull()
      expect(() => parsePeriod(text, at('2026-11-16 10:00'))).toThrow(/周次要写成/)
    },
  )
  it('to come are refused', () => {
    expect(() => parsePeriod('2026-12', at('2026-11-30 23:59'))).toThrow(/还没有开始/)
  })
  it('are drawn in pieces that leave no day out', () => {
    const pieces = piecesOf('2026-10-30', '2026-11-10', 'week')
    expect(pieces.map(p => [p.name, p.from, p.to])).toEqual([
      ['2026-W44', '2026-10-30', '2026-11-01'],
      ['2026-W45', '2026-11-02', '2026-11-08'],
      ['2026-W46', '2026-11-09', '2026-11-10'],
    ])
    expect(piecesOf('2026-10-30', '2026-12-02', 'month').map(p => p.name)).toEqual([
      '2026-10',
      '2026-11',
      '2026-12',
    ])
  })
})
