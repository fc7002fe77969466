import { describe, expect, it } from 'vitest'
import { inFours, sixDigits, stepOf, toBase32, totpUri } from '../../../src/domain/people/totp.ts'
import { appCode, fromBase32, hotp } from '../../helpers/totp.ts'

const SEED = Buffer.from('12345678901234567890')
const SECRET = toBase32(SEED)

describe('RFC 6238, appendix B (SHA-1; the last six of its eight digits)', () => {
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('at %i s: %s', (seconds, digits) => {
    const step = Math.floor(seconds / 30)
    expect(hotp(SEED, step, 8)).toBe(digits)
    expect(stepOf(SECRET, digits.slice(2), new Date(seconds * 1000), null)).toBe(step)
  })
})

it('agrees with an independent implementation over many secrets and times', () => {
  for (let i = 1; i <= 200; i++) {
    const bytes = Buffer.from(Array.from({ length: 20 }, (_, j) => (i * 37 + j * 101) % 256))
    const now = new Date(1_763_000_000_000 + i * 7_777_777)
    const key = toBase32(bytes)
    expect(fromBase32(key)).toEqual(bytes)
    expect(stepOf(key, appCode(key, now), now, null)).toBe(Math.floor(now.getTime() / 30_000))
  }
})

it('takes a clock one step off, not two', () => {
  const now = new Date('2026-11-16T02:00:10Z')
  const taken = [-2, -1, 0, 1, 2].map(steps => {
    const code = appCode(SECRET, new Date(now.getTime() + steps * 30_000))
    return stepOf(SECRET, code, now, null) !== null
  })
  expect(taken).toEqual([false, true, true, true, false])
})

it('takes no code of the last used step or before it', () => {
  const now = new Date('2026-11-16T02:00:10Z')
  const step = stepOf(SECRET, appCode(SECRET, now), now, null)!
  expect(stepOf(SECRET, appCode(SECRET, now), now, step)).toBeNull()
  expect(stepOf(SECRET, appCode(SECRET, new Date(now.getTime() - 30_000)), now, step)).toBeNull()
  expect(stepOf(SECRET, appCode(SECRET, new Date(now.getTime() + 30_000)), now, step)).toBe(step + 1)
})

it('reads what was typed, and shows the key in fours', () => {
  expect([sixDigits('123 456'), sixDigits('123456'), sixDigits('1234567'), sixDigits('ABCDE-FGHJK')]).toEqual(
    ['123456', '123456', undefined, undefined],
  )
  expect(inFours(SECRET)).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
  expect(totpUri(SECRET, 'zhang', '青禾镇办件台')).toMatch(
    /^otpauth:\/\/totp\/.*secret=[A-Z2-7]{32}.*period=30/,
  )
})
