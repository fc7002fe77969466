import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rateOf, sayPercent, sayRate, tenthsOf } from '../../../src/domain/base/rate.ts'
import { sayCell } from '../../../src/domain/base/table.ts'
import { sayShare } from '../../../src/domain/numbers/digest-text.ts'
import { runs } from '../../helpers/runs.ts'

describe('a rate', () => {
  it('of nothing is none, never 100 %', () => {
    expect([rateOf(0, 0), sayRate(rateOf(0, 0)), sayShare(0, 0)]).toEqual([null, '无', '无'])
    expect([rateOf(0, 7), sayRate(rateOf(0, 7))]).toEqual([0, '0.0%'])
    expect([rateOf(7, 7), sayRate(rateOf(7, 7))]).toEqual([1, '100.0%'])
  })

  it('is the part of the whole, not the other way round', () => {
    expect(rateOf(3, 4)).toBe(0.75)
  })

  it.each([
    // What a pocket calculator gives: 2.85 %, 0.35 %, 1.15 %, 50.05 % end on a five, which binary fractions miss.
    [57, 2000, '2.9%'],
    [7, 2000, '0.4%'],
    [23, 2000, '1.2%'],
    [1001, 2000, '50.1%'],
    [1, 3, '33.3%'],
    [2, 3, '66.7%'],
    [1, 2000, '0.1%'],
    [1, 2001, '0.0%'],
  ])('%i of %i is %s, rounded half up', (part, whole, said) => {
    expect(sayPercent(part / whole)).toBe(said)
    expect(sayCell(part / whole, { title: '按时率', kind: 'share' })).toBe(said)
    if (whole >= 30) expect(sayShare(part, whole)).toBe(`${said}（${part}/${whole} 件）`)
  })

  it('is rounded as whole numbers are, for any two counts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(1_000_000), (whole, given) => {
        const part = given % (whole + 1)
        expect(tenthsOf(part / whole) * 10).toBeCloseTo(Math.floor((2000 * part + whole) / (2 * whole)), 6)
      }),
      runs(2000),
    )
  })

  it('reads the same in a table, in the text of the digest and on a page', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 5000 }), fc.nat(5000), (whole, given) => {
        const part = given % (whole + 1)
        const page = sayRate(rateOf(part, whole))
        expect(sayCell(part / whole, { title: '按时率', kind: 'share' })).toBe(page)
        expect(sayShare(part, whole)).toBe(`${page}（${part}/${whole} 件）`)
      }),
      runs(500),
    )
  })
})
