/**
 * Empties the comments of an Ogg with one stream of Opus or Speex (RFC 3533, RFC 7845 §5.2): names, places and pictures stand there. The other
 * pages stay as they are but for their numbers. Pure.
 *
 * @returns undefined for several streams, for Vorbis (whose comments share their page with what is needed), and for broken files.
 */
export function stripPages(bytes: Uint8Array): Uint8Array | undefined {
  const pages = pagesOf(bytes)
  const [first] = pages ?? []
  if (!pages || !first || pages.some(page => page.serial !== first.serial)) return undefined
  const comment = COMMENTS.find(c => startsWith(first.body, c.stream))?.comment
  if (!comment) return undefined
  // The packet of comments begins the second page, and where it ends a page must end, too.
  let next = 1
  for (let ended = false; !ended; next++) {
    const page = pages[next]
    if (!page) return undefined
    const last = page.lacing.findIndex(size => size < 255)
    if (last >= 0 && last !== page.lacing.length - 1) return undefined
    ended = last >= 0
  }
  const kept = [first, { ...pages[1]!, lacing: [comment.length], body: comment }, ...pages.slice(next)]
  return join(kept.map((page, i) => write(page, i)))
}

interface Page {
  flags: number
  position: Uint8Array
  serial: number
  lacing: number[]
  body: Uint8Array
}

const bytesOf = (text: string) => Uint8Array.from(text, c => c.charCodeAt(0))
const startsWith = (bytes: Uint8Array, text: string) => bytesOf(text).every((byte, i) => bytes[i] === byte)

/** An empty vendor and no comments: two lengths of zero. */
const COMMENTS = [
  { stream: 'OpusHead', comment: join([bytesOf('OpusTags'), new Uint8Array(8)]) },
  { stream: 'Speex   ', comment: new Uint8Array(8) },
]

function pagesOf(bytes: Uint8Array): Page[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const pages: Page[] = []
  for (let at = 0; at < bytes.length; ) {
    if (at + 27 > bytes.length || !startsWith(bytes.subarray(at), 'OggS')) {
      // The recording was cut off, or something follows it: the complete pages stay.
      break
    }
    const count = bytes[at + 26]!
    const lacing = [...bytes.subarray(at + 27, at + 27 + count)]
    const start = at + 27 + count
    const end = start + lacing.reduce((sum, size) => sum + size, 0)
    if (lacing.length < count || end > bytes.length) break
    pages.push({
      flags: bytes[at + 5]!,
      position: bytes.slice(at + 6, at + 14),
      serial: view.getUint32(at + 14, true),
      lacing,
      body: bytes.subarray(start, end),
    })
    at = end
  }
  return pages.length > 2 ? pages : undefined
}

function write(page: Page, sequence: number): Uint8Array {
  const out = join([
    bytesOf('OggS'),
    Uint8Array.of(0, page.flags),
    page.position,
    new Uint8Array(12),
    Uint8Array.of(page.lacing.length),
    Uint8Array.from(page.lacing),
    page.body,
  ])
  const view = new DataView(out.buffer)
  // The stream's serial number: the recorder's own could identify it.
  view.setUint32(14, 1, true)
  view.setUint32(18, sequence, true)
  view.setUint32(22, checksum(out), true)
  return out
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** CRC-32 of Ogg: polynomial 04c11db7, no reflection, begins and ends with 0. */
const TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let r = i << 24
  for (let bit = 0; bit < 8; bit++) r = r & 0x80000000 ? (r << 1) ^ 0x04c11db7 : r << 1
  return r >>> 0
})
function checksum(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) ^ TABLE[((crc >>> 24) ^ byte) & 0xff]!) >>> 0
  return crc
}
