import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { sameSecret } from '../../domain/base/secrets.ts'

/**
 * WeChat's message encryption (消息加解密说明, "safe mode"). A body is AES-256-CBC over
 *
 *     16 random bytes | length of the message, 4 bytes big-endian | message | appid | padding
 *
 * with PKCS#7 padding to blocks of 32 bytes (not AES's 16), the key base64(EncodingAESKey + "="), and the IV its first
 * 16 bytes. There is no MAC: the signature over the base64 text, made with the token, is the only protection, so
 * it is checked before anything is decrypted.
 */

const RANDOM = 16
const LENGTH = 4
const BLOCK = 32

/**
 * Why a body was not decrypted. For logs only: the caller answers all of them alike, so that there is no padding
 * oracle.
 */
export class CryptoError extends Error {
  override readonly name = 'CryptoError'
  constructor(readonly reason: 'key' | 'cipher' | 'padding' | 'length' | 'appid') {
    super(`wechat crypto: ${reason}`)
  }
}

/** sha1 of the sorted parts, in hex: `signature` over (token, timestamp, nonce), `msg_signature` with Encrypt as the fourth. */
export function sign(...parts: string[]): string {
  return createHash('sha1').update(parts.sort().join('')).digest('hex')
}

/** @throws CryptoError `key` unless it is an EncodingAESKey: 43 characters standing for 32 bytes. */
function keyOf(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey) || key.length !== 32) throw new CryptoError('key')
  return key
}

/** @returns base64. `random` is for test vectors. */
export function encrypt(
  encodingAesKey: string,
  appId: string,
  message: string,
  random = randomBytes(RANDOM),
): string {
  const key = keyOf(encodingAesKey)
  const text = Buffer.from(message)
  const length = Buffer.alloc(LENGTH)
  length.writeUInt32BE(text.length)
  const bare = Buffer.concat([random, length, text, Buffer.from(appId)])
  const pad = BLOCK - (bare.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(bare), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString(
    'base64',
  )
}

/**
 * Decrypts a body whose signature is already checked.
 * @throws CryptoError when it is not ours: wrong key, broken padding or length, another account's appid.
 */
export function decrypt(encodingAesKey: string, appId: string, encrypted: string): string {
  const key = keyOf(encodingAesKey)
  const data = Buffer.from(encrypted, 'base64')
  if (data.length === 0 || data.length % 16 !== 0) throw new CryptoError('cipher')
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(data), decipher.final()])
  const bare = unpad(padded)
  if (bare.length < RANDOM + LENGTH) throw new CryptoError('length')
  const end = RANDOM + LENGTH + bare.readUInt32BE(RANDOM)
  if (end > bare.length) throw new CryptoError('length')
  if (!sameSecret(bare.toString('utf8', end), appId)) throw new CryptoError('appid')
  return bare.toString('utf8', RANDOM + LENGTH, end)
}

/** Checks every byte of the padding: 1 to 32 bytes, each equal to their number. */
function unpad(padded: Buffer): Buffer {
  const pad = padded[padded.length - 1]!
  if (pad < 1 || pad > BLOCK || pad > padded.length) throw new CryptoError('padding')
  const end = padded.length - pad
  if (!padded.subarray(end).every(byte => byte === pad)) throw new CryptoError('padding')
  return padded.subarray(0, end)
}

/**
 * Decrypts with the first key that fits: during a rotation WeChat may still use the previous one.
 * @throws the first key's CryptoError when none fits.
 * @returns the key that fitted, so that the answer can be sealed with the same.
 */
export function decryptWithAny(
  keys: readonly string[],
  appId: string,
  encrypted: string,
): { message: string; key: string } {
  let first: unknown
  for (const key of keys) {
    try {
      return { message: decrypt(key, appId, encrypted), key }
    } catch (error) {
      first ??= error
    }
  }
  throw first ?? new CryptoError('key')
}
