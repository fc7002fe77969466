import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkDigit,
  findCaseNumbers,
  formatCaseNumber,
  parseCaseNumber,
} from '../../../../src/domain/base/text/case-number.ts'
import { runs } from '../../../helpers/runs.ts'

const number = fc
  .tuple(
    fc.integer({ min: 2020, max: 2099 }),
    fc.oneof(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 1, max: 9_999_999 })),
  )
  .map(([year, n]) => formatCaseNumber(year, n))

const N = formatCaseNumber(2026, 123)
const [YEAR, RUNNING, CHECK] = N.split('-') as [string, string, string]

describe('a case number', () => {
  it('ends in an ISO 7064 MOD 11,10 check digit', () => {
    expect(checkDigit('0794')).toBe(5) // the standard's own example: 0794 5
    expect(N).toMatch(/^2026-00123-\d$/)
    expect(formatCaseNumber(2026, 1_234_567)).toMatch(/^2026-1234567-\d$/)
  })
  it('is refused for what cannot be one', () => {
    for (const [y, n] of [
      [1999, 1],
      [2026, 0],
      [2026, 1.5],
      [2026, 10_000_000],
    ] as const)
      expect(() => formatCaseNumber(y, n)).toThrow(RangeError)
  })
  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(number, fc.nat(), fc.integer({ min: 1, max: 9 }), (right, where, by) => {
        const places = [...right].flatMap((c, i) => (c === '-' ? [] : [i]))
        const i = places[where % places.length]!
        const wrong = right.slice(0, i) + ((Number(right[i]) + by) % 10) + right.slice(i + 1)
        expect(parseCaseNumber(wrong)).toBeNull()
      }),
      runs(),
    )
  })
  it('finds 98 in 100 swaps of neighbouring digits; those it misses are counted here', () => {
    let swaps = 0
    const missed: string[] = []
    for (let n = 1; n <= 20_000; n++) {
      const digits = formatCaseNumber(2026, n).replaceAll('-', '')
      for (let i = 0; i < digits.length - 1; i++) {
        if (digits[i] === digits[i + 1]) continue
        const swapped = digits.slice(0, i) + digits[i + 1]! + digits[i]! + digits.slice(i + 2)
        swaps++
        if (checkDigit(swapped.slice(0, -1)) === Number(swapped.at(-1)))
          missed.push(`${digits[i]}${digits[i + 1]}`)
      }
    }
    expect(missed.length / swaps).toBeLessThan(0.025)
    expect(missed.length).toBeGreaterThan(0)
  })
})

describe('reading a number a resident typed or spoke', () => {
  it.each([
    ['as printed', N],
    ['without dashes', `${YEAR}${RUNNING}${CHECK}`],
    ['with spaces', `${YEAR} ${RUNNING} ${CHECK}`],
    ['digit by digit', [...`${YEAR}${RUNNING}${CHECK}`].join(' ')],
    [
      'full-width',
      [...N].map(c => (c === '-' ? '－' : String.fromCharCode(c.charCodeAt(0) + 0xfee0))).join(''),
    ],
    ['with long dashes', N.replaceAll('-', '—')],
    ['spoken dashes', N.replaceAll('-', '杠')],
    ['Chinese digits', [...N].map(c => (c === '-' ? ' ' : '〇一二三四五六七八九'[Number(c)])).join('')],
    ['with 幺 and 零', [...N].map(c => (c === '-' ? '' : '零幺二三四五六七八九'[Number(c)])).join('')],
  ])('%s', (_how, text) => {
    expect(parseCaseNumber(text)).toBe(N)
    expect(findCaseNumbers(`你好，我的编号是${text}，请问到哪一步了？`).map(f => f.number)).toEqual([N])
  })
  it('reads back whatever was given out', () => {
    fc.assert(
      fc.property(number, fc.constantFrom('-', '', ' ', '—', ' - '), (n, dash) => {
        expect(parseCaseNumber(n.replaceAll('-', dash))).toBe(n)
      }),
      runs(),
    )
  })
  it('finds several, and gives their place', () => {
    const other = formatCaseNumber(2025, 54_321)
    const found = findCaseNumbers(`${N} 13800001111 还有${other}`)
    expect(found.map(f => [f.index, f.number])).toEqual([
      [0, N],
      [27, other],
    ])
  })
  it('tells a miscopied number from none', () => {
    const wrong = `${YEAR}-${RUNNING}-${(Number(CHECK) + 1) % 10}`
    for (const text of [wrong, wrong.replaceAll('-', ''), `${YEAR}-0123-${CHECK}`, `${YEAR}-001234-${CHECK}`])
      expect([text, findCaseNumbers(`编号${text}`).map(f => f.number)]).toEqual([text, [null]])
    for (const text of [
      '13800001111',
      '0571-88001234',
      '2026年11月22日',
      '202611221530',
      '110101199003071234',
      '3月20日至22日',
      '我家2026号',
    ])
      expect([text, findCaseNumbers(text)]).toEqual([text, []])
    expect(parseCaseNumber(wrong)).toBeNull()
    expect(parseCaseNumber('你好')).toBeNull()
    expect(parseCaseNumber(` ${N} `)).toBe(N)
  })
  it('never throws and never finds a number that was not given out', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'20 -—０２二〇年abc3456') }), text => {
        for (const f of findCaseNumbers(text)) {
          expect(text.slice(f.index, f.index + f.text.length)).toBe(f.text)
          if (f.number) expect(parseCaseNumber(f.number)).toBe(f.number)
        }
      }),
      runs(),
    )
  })
})
