import { Secret, TOTP } from 'otpauth'

/**
 * Time-based one-time passwords, RFC 6238: SHA-1, six digits, 30 seconds – what every authenticator app takes. A
 * clock may be one step off either way (5.2); each step's code works once.
 */

const STEP_MS = 30_000
const TOLERANCE = 1
/** RFC 4226, 4 R6: 160 bits. */
export const SECRET_BYTES = 20

const totp = (secret: string, label = '', issuer = '') =>
  new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30, label, issuer })

/** Copies first, because a Buffer may be a view into memory that holds something else. */
export const toBase32 = (bytes: Uint8Array): string =>
  new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32

/** What the QR code holds. */
export const totpUri = (secret: string, label: string, issuer: string): string =>
  totp(secret, label, issuer).toString()

/** In groups of four, for typing. */
export const inFours = (secret: string): string => secret.replace(/(.{4})(?=.)/g, '$1 ')

/** Six digits out of what was typed, or undefined when it is something else (a recovery code). */
export const sixDigits = (typed: string): string | undefined => {
  const plain = typed.replace(/[\s-]/g, '')
  return /^\d{6}$/.test(plain) ? plain : undefined
}

/**
 * The step a code belongs to, or null when it is wrong, too old, too early, or not after the last one used.
 * @param lastStep of the code that was used last
 */
export function stepOf(secret: string, code: string, now: Date, lastStep: number | null): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: TOLERANCE })
  if (delta === null) return null
  const step = Math.floor(now.getTime() / STEP_MS) + delta
  return lastStep !== null && step <= lastStep ? null : step
}
