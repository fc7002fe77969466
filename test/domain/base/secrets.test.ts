import { createHmac, hkdfSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeSecrets, rehashing } from '../../../src/domain/base/secrets.ts'
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

describe('after SECRET_KEY has changed', () => {
  const next = 'the key that follows it, long enough as well'
  const after = makeSecrets(next).after(secrets.leave())
  const rehash = rehashing(next)

  it('a hash of a hash is what looking up computes', () => {
    expect(after.key('openid', 'contact')).toBe(rehash.key(secrets.key('openid', 'contact')))
    expect(after.searchSigns(['路', '灯'])).toEqual(rehash.searchSigns(secrets.searchSigns(['路', '灯'])))
    const file = Buffer.from('photo')
    expect(after.keyBytes(file)).toBe(rehash.file(secrets.keyBytes(file)))
  })
  it('neither key alone computes it', () => {
    for (const one of [secrets, makeSecrets(next)])
      expect(one.key('openid', 'contact')).not.toBe(after.key('openid', 'contact'))
  })
  it('codes and salts are the same, signatures and seals are not', () => {
    expect(after.trackingCode('2026-00123-4')).toBe(secrets.trackingCode('2026-00123-4'))
    expect(after.ledgerSalt('2026-00123-4')).toBe(secrets.ledgerSalt('2026-00123-4'))
    expect(after.verify('v', secrets.sign('v', 'c'), 'c')).toBe(false)
    expect(() => after.open(secrets.seal('x', 'c'), 'c')).toThrow()
  })
  it('another change goes on from there', () => {
    const third = 'and the third key, which is long enough, too'
    const last = makeSecrets(third).after(after.leave())
    expect(last.trackingCode('2026-00123-4')).toBe(secrets.trackingCode('2026-00123-4'))
    expect(last.key('openid', 'c')).toBe(rehashing(third).key(after.key('openid', 'c')))
  })
})
