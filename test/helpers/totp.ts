import { createHmac } from 'node:crypto'

/** RFC 4226 and 6238 from their text, independent of the library that is tested: what a phone would show. */

export function hotp(secret: Uint8Array, counter: number, digits = 6): string {
  const message = Buffer.alloc(8)
  message.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac('sha1', secret).update(message).digest()
  const offset = mac[19]! & 15
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

export function fromBase32(text: string): Buffer {
  let bits = ''
  for (const sign of text)
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
}

/** What the app shows at an instant, for the key as the page shows it. */
export const appCode = (key: string, at: Date): string =>
  hotp(fromBase32(key.replace(/\s/g, '')), Math.floor(at.getTime() / 30_000))
