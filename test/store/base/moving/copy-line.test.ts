import { describe, expect, it } from 'vitest'
import { canonicalLine, copyLine } from '../../../../src/store/base/moving/copy-line.ts'
import { makeRowSum } from '../../../../src/store/base/moving/row-sum.ts'

describe('a row for COPY', () => {
  it.each([
    ['int4', 42, '42'],
    ['int8', -9_000_000_000, '-9000000000'],
    ['float8', 1e21, '1e+21'],
    ['float8', 30.1, '30.1'],
    ['bool', 1, 't'],
    ['bool', 0, 'f'],
    ['timestamp', '2026-11-16T02:00:00.120+00:00', '2026-11-16 02:00:00.12'],
    ['timestamp', '2026-11-16T02:00:00.000+00:00', '2026-11-16 02:00:00'],
    ['timestamp', '2026-11-16T02:00:00.005Z', '2026-11-16 02:00:00.005'],
    ['timestamp', 1_763_258_400_100, '2025-11-16 02:00:00.1'],
    ['text', '', ''],
    ['text', '\\N', '\\\\N'],
    ['text', '路灯\t坏了\r\n\b\f\v\\.', '路灯\\t坏了\\r\\n\\b\\f\\v\\\\.'],
    ['bytea', Buffer.from([0, 255]), '\\\\x00ff'],
    ['text', null, '\\N'],
    ['bool', null, '\\N'],
  ] as const)('writes %s %j', (type, value, text) => {
    expect(copyLine([value, 7], [type, 'int4'])).toBe(`${text}\t7`)
  })

  it.each([
    ['int4', 1.5],
    ['int8', 2 ** 53],
    ['float8', Number.NaN],
    ['bool', 2],
    ['bool', 'yes'],
    ['timestamp', 'yesterday'],
    ['text', 'a\0b'],
    ['text', 5],
    ['bytea', 'text'],
  ] as const)('refuses in %s: %j', (type, value) => {
    expect(() => copyLine([value], [type])).toThrow()
  })

  it('is compared in one form, however PostgreSQL writes a floating number', () => {
    expect(canonicalLine('1\t5e+09\t\\N', ['int4', 'float8', 'float8'])).toBe('1\t5000000000\t\\N')
    expect(canonicalLine('5e+09', ['text'])).toBe('5e+09')
  })
})

describe('the sum over rows', () => {
  const sumOf = (...lines: string[]) => {
    const sum = makeRowSum()
    for (const line of lines) sum.add(line)
    return sum.result()
  }
  it('is the same in any order, and another for any other rows', () => {
    expect(sumOf('a', 'b', 'c')).toEqual(sumOf('c', 'a', 'b'))
    for (const other of [
      sumOf('a', 'b'),
      sumOf('a', 'b', 'd'),
      sumOf('a', 'b', 'c', 'c'),
      sumOf('ab', 'c', ''),
    ])
      expect(other).not.toEqual(sumOf('a', 'b', 'c'))
    expect(sumOf('a', 'a').sum).not.toBe(sumOf().sum)
  })
})
