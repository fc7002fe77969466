/** What bytes really are, by their first ones: names and types given by a sender are not believed. */
export interface MediaType {
  mime: string
  kind: 'photo' | 'voice' | 'video' | 'file'
}

const ascii = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to))
const starts = (bytes: Uint8Array, ...signature: number[]) => signature.every((byte, i) => bytes[i] === byte)

/** Brands of ISO base media files (`ftyp` at byte 4): photos of newer phones, videos, voice memos. */
const BRANDS: Record<string, MediaType> = {
  heic: { mime: 'image/heic', kind: 'photo' },
  heix: { mime: 'image/heic', kind: 'photo' },
  mif1: { mime: 'image/heif', kind: 'photo' },
  avif: { mime: 'image/avif', kind: 'photo' },
  'M4A ': { mime: 'audio/mp4', kind: 'voice' },
  'qt  ': { mime: 'video/quicktime', kind: 'video' },
}

/** Undefined when it is none of the formats residents' phones send. */
export function mediaTypeOf(bytes: Uint8Array): MediaType | undefined {
  if (starts(bytes, 0xff, 0xd8, 0xff)) return { mime: 'image/jpeg', kind: 'photo' }
  if (starts(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))
    return { mime: 'image/png', kind: 'photo' }
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return { mime: 'image/gif', kind: 'photo' }
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP')
    return { mime: 'image/webp', kind: 'photo' }
  if (ascii(bytes, 4, 8) === 'ftyp')
    return BRANDS[ascii(bytes, 8, 12)] ?? { mime: 'video/mp4', kind: 'video' }
  if (ascii(bytes, 0, 5) === '#!AMR') return { mime: 'audio/amr', kind: 'voice' }
  // Ogg is a box: with Speex in it no browser plays it.
  if (ascii(bytes, 0, 4) === 'OggS' && ascii(bytes, 28, 36) === 'Speex   ')
    return { mime: 'audio/speex', kind: 'voice' }
  if (ascii(bytes, 0, 4) === 'OggS') return { mime: 'audio/ogg', kind: 'voice' }
  if (ascii(bytes, 0, 3) === 'ID3' || (bytes[0] === 0xff && (bytes[1]! & 0xe6) === 0xe2)) {
    return { mime: 'audio/mpeg', kind: 'voice' }
  }
  if (ascii(bytes, 0, 5) === '%PDF-') return { mime: 'application/pdf', kind: 'file' }
  return undefined
}
