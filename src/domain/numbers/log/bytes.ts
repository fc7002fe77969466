const encoder = new TextEncoder()
// A byte-order mark is kept: what is hashed or signed is every byte.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes of a text in UTF-8. Half a surrogate pair becomes U+FFFD. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text)

/** The text of bytes in UTF-8. @throws TypeError when they are not UTF-8. */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes)

const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const VALUES: number[] = []
for (let i = 0; i < SIGNS.length; i++) VALUES[SIGNS.charCodeAt(i)] = i

/** Standard base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += SIGNS.charAt(three >> 18) + SIGNS.charAt((three >> 12) & 63)
    text += i + 1 < bytes.length ? SIGNS.charAt((three >> 6) & 63) : '='
    text += i + 2 < bytes.length ? SIGNS.charAt(three & 63) : '='
  }
  return text
}

/**
 * The bytes of standard base64, or null unless it is exactly what `toBase64` writes: padded, no line breaks, unused
 * bits zero. So no two texts stand for the same bytes.
 */
export function fromBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  let held = 0
  let bits = 0
  let at = 0
  for (let i = 0; i < text.length - padding; i++) {
    const value = VALUES[text.charCodeAt(i)]
    if (value === undefined) return null
    held = ((held << 6) | value) & 0xfff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = held >> bits
  }
  return (held & ((1 << bits) - 1)) === 0 ? bytes : null
}

/** Base64 for addresses, without padding (RFC 4648, section 5). */
export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** Two lowercase hexadecimal digits a byte. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')

/** Nothing compared here is secret, so the time it takes may tell where they differ. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])

/** All parts, one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
