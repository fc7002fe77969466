import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  concat,
  fromBase64,
  sameBytes,
  textOf,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
} from '../../../../src/domain/numbers/log/bytes.ts'
import { fromDecimal } from '../../../../src/domain/numbers/log/decimal.ts'
import { runs } from '../../../helpers/runs.ts'

const bytes = fc.uint8Array({ maxLength: 100 })

describe('bytes as text', () => {
  it('writes what Node writes', () => {
    fc.assert(
      fc.property(bytes, some => {
        const node = Buffer.from(some)
        expect(toBase64(some)).toBe(node.toString('base64'))
        expect(toBase64Url(some)).toBe(node.toString('base64url'))
        expect(toHex(some)).toBe(node.toString('hex'))
        expect(fromBase64(toBase64(some))).toEqual(some)
      }),
      runs(),
    )
  })

  it('reads nothing but what it writes', () => {
    for (const text of [
      'A',
      'AA',
      'AAA',
      'AB==',
      'AAB=',
      '====',
      'A===',
      'AA=A',
      'AA-_',
      'AA==\n',
      ' AAA',
      'AAAé',
    ])
      expect(fromBase64(text), text).toBeNull()
    const near = fc.string({ unit: fc.constantFrom(...'AQgwB/+-_= \n'), maxLength: 12 })
    fc.assert(
      fc.property(near, text => {
        const read = fromBase64(text)
        expect(read === null || toBase64(read) === text).toBe(true)
        // Node reads anything; only where it writes the same again was the text base64.
        expect(read !== null).toBe(Buffer.from(text, 'base64').toString('base64') === text)
      }),
      runs(1000),
    )
  })

  it('keeps every text whole, a byte-order mark included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => textOf(utf8(`\ufeff${text}`)) === `\ufeff${text}`),
      runs(),
    )
  })

  it('refuses bytes that are not UTF-8', () => {
    expect(() => textOf(Uint8Array.of(0xc3))).toThrow(TypeError)
    expect(() => textOf(Uint8Array.of(0xed, 0xa0, 0x80))).toThrow(TypeError)
  })

  it('joins and compares', () => {
    fc.assert(
      fc.property(fc.array(bytes), parts => {
        const whole = concat(parts)
        expect(whole).toEqual(new Uint8Array(Buffer.concat(parts)))
        expect(sameBytes(whole, whole.slice())).toBe(true)
        expect(sameBytes(whole, concat([whole, Uint8Array.of(0)]))).toBe(false)
      }),
      runs(),
    )
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
  })
})

describe('numbers in digits', () => {
  it('reads every number that is held exactly', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), n => fromDecimal(String(n)) === n),
      runs(),
    )
    expect(fromDecimal('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('reads nothing else', () => {
    for (const text of [
      '',
      '00',
      '01',
      '-1',
      '+1',
      '1.0',
      '1e3',
      '0x1',
      ' 1',
      '1\n',
      '１',
      '9007199254740992',
    ])
      expect(fromDecimal(text), text).toBeNull()
  })
})
