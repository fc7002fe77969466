import { createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeSecrets } from '../../../src/domain/base/secrets.ts'
import { runs } from '../../helpers/runs.ts'

const secrets = makeSecrets('a key for tests only, long enough to pass')

describe('sealing personal data', () => {
  it('opens what it sealed, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        text => secrets.open(secrets.seal(text, 'phone'), 'phone') === text,
      ),
      runs(),
    )
  })

  it('never gives the same text twice', () => {
    expect(secrets.seal('13812345678', 'phone')).not.toBe(secrets.seal('13812345678', 'phone'))
  })

  it('does not open with another key, in another place, or with a bit changed', () => {
    const sealed = secrets.seal('13812345678', 'phone')
    expect(() => makeSecrets('another key for tests, also long enough').open(sealed, 'phone')).toThrow()
    expect(() => secrets.open(sealed, 'name')).toThrow()
    const bytes = Buffer.from(sealed.slice(3), 'base64url')
    for (let i = 0; i < bytes.length; i++) {
      const changed = Buffer.from(bytes)
      changed[i]! ^= 1
      expect(() => secrets.open(`v1.${changed.toString('base64url')}`, 'phone')).toThrow()
    }
  })

  it('does not show the text', () => {
    expect(secrets.seal('13812345678', 'phone')).not.toContain('13812345678')
  })
})

describe('tracking codes', () => {
  it('are the same for a number for ever and different for its neighbours', () => {
    const codes = Array.from({ length: 500 }, (_, i) =>
      secrets.trackingCode(`2026-${String(i).padStart(5, '0')}-1`),
    )
    expect(new Set(codes).size).toBe(500)
    expect(secrets.trackingCode('2026-00000-1')).toBe(codes[0])
  })

  it('read well over the phone: ten signs, none that look alike', () => {
    expect(secrets.trackingCode('2026-00001-1')).toMatch(/^[2-9A-HJKMNP-Z]{10}$/)
  })

  it('open their own page only, typed in any case and with spaces', () => {
    const code = secrets.trackingCode('2026-00001-1')
    expect(secrets.opensCase('2026-00001-1', ` ${code.toLowerCase().slice(0, 5)} ${code.slice(5)}`)).toBe(
      true,
    )
    expect(secrets.opensCase('2026-00002-9', code)).toBe(false)
    expect(secrets.opensCase('2026-00001-1', '')).toBe(false)
  })
})

it('signatures are HMAC-SHA-256 under a key of their own', () => {
  const key = Buffer.from(
    hkdfSync('sha256', 'a key for tests only, long enough to pass', 'huiyin', 'sign', 32),
  )
  const expected = createHmac('sha256', key).update('cookie\0value').digest('base64url')
  expect(secrets.sign('value', 'cookie')).toBe(expected)
  expect(secrets.verify('value', expected, 'cookie')).toBe(true)
  expect(secrets.verify('value', expected, 'link')).toBe(false)
})
