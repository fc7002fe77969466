/**
 * The closed table of formats that residents' phones send: how each is recognised by its bytes, how metadata about
 * the sender is removed, its file extension, and what a page may do with it. Names and types given by a sender are
 * not believed. What is not in the table is `UNKNOWN`: offered as a download at most, never shown.
 *
 * `file-type` from npm knows hundreds of formats; here a format without a cleaner beside it must not exist.
 */
export interface MediaType {
  mime: string
  kind: 'photo' | 'voice' | 'video' | 'file'
  /** With its dot. */
  ending: string
  /**
   * `redraw`: decoded and drawn anew. `heif`: the same through a decoder of its own. The others: everything but
   * picture and sound is removed. `none`: metadata about the sender cannot be removed.
   */
  clean: 'redraw' | 'heif' | 'boxes' | 'frames' | 'chunks' | 'pages' | 'amr' | 'none'
}

const type = (
  mime: string,
  kind: MediaType['kind'],
  ending: string,
  clean: MediaType['clean'],
): MediaType => ({ mime, kind, ending, clean })

const JPEG = type('image/jpeg', 'photo', '.jpg', 'redraw')
const HEIC = type('image/heic', 'photo', '.heic', 'heif')
/** HEIF with another coding than HEVC or AV1: H.264, JPEG, JPEG 2000, VVC, uncompressed. */
const HEIF = type('image/heif', 'photo', '.heif', 'heif')
const AVIF = type('image/avif', 'photo', '.avif', 'redraw')
const MP4 = type('video/mp4', 'video', '.mp4', 'boxes')
const M4A = type('audio/mp4', 'voice', '.m4a', 'boxes')
const THREE_GP = type('video/3gpp', 'video', '.3gp', 'boxes')
/** A picture or film of a known family in an unknown form: nothing here opens it. */
const OTHER_BOXES = type('application/octet-stream', 'file', '.bin', 'none')

export const UNKNOWN: MediaType = type('application/octet-stream', 'file', '.bin', 'none')
/** A name for what a channel calls so; raw Speex has no first bytes to know it by. */
const SPEEX = type('audio/speex', 'voice', '.spx', 'pages')

const ascii = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to))
const starts = (bytes: Uint8Array, ...signature: number[]) => signature.every((byte, i) => bytes[i] === byte)

/** Brands of ISO base media files (`ftyp`; ISO/IEC 14496-12, 23008-12): pictures of newer phones, films, voice memos. */
const BRANDS: Record<string, MediaType> = {
  avif: AVIF,
  avis: AVIF,
  ...Object.fromEntries(
    // HEIF with HEVC, in one layer or several, as picture or sequence; and the brands that leave the coding open.
    [
      'heic',
      'heix',
      'heim',
      'heis',
      'hevc',
      'hevx',
      'hevm',
      'hevs',
      'mif1',
      'mif2',
      'msf1',
      'miaf',
      'heif',
    ].map(brand => [brand, HEIC]),
  ),
  ...Object.fromEntries(
    // The other image brands registered at mp4ra.org, and those of MIAF profiles (ISO/IEC 23000-22).
    [
      'avci',
      'avcs',
      'vvic',
      'vvis',
      'evbi',
      'evbs',
      'evmi',
      'evms',
      'jpeg',
      'jpgs',
      'j2ki',
      'j2is',
      'unif',
      '1pic',
      'pred',
      'geo1',
      'mif3',
      'MiHB',
      'MiHE',
      'MiHA',
      'MiAB',
      'MiAn',
      'MiBu',
      'MiCm',
      'MiPr',
    ].map(brand => [brand, HEIF]),
  ),
  avio: AVIF,
  ...Object.fromEntries(
    [
      'isom',
      'iso2',
      'iso3',
      'iso4',
      'iso5',
      'iso6',
      'iso7',
      'iso8',
      'iso9',
      'dash',
      'cmfc',
      'XAVC',
      'M4VP',
      'f4v ',
      'F4V ',
      'NDSC',
      'NDSH',
      'mp41',
      'mp42',
      'avc1',
      'mmp4',
      'MSNV',
      'M4V ',
      'M4VH',
    ].map(brand => [brand, MP4]),
  ),
  ...Object.fromEntries(
    [
      '3gp4',
      '3gp5',
      '3gp6',
      '3gp7',
      '3gp8',
      '3gp9',
      '3ge6',
      '3ge7',
      '3gg6',
      '3gr6',
      '3gs6',
      '3g2a',
      '3g2b',
      '3g2c',
    ].map(b => [b, THREE_GP]),
  ),
  'M4A ': M4A,
  'M4B ': M4A,
  'qt  ': type('video/quicktime', 'video', '.mov', 'boxes'),
}
/** The first brands to look for where the major one is unknown: a still picture says so in its compatible brands. */
const COMPATIBLE = [
  ...['avif', 'avis', 'heic', 'heix'],
  ...Object.keys(BRANDS).filter(brand => BRANDS[brand] === HEIC || BRANDS[brand] === HEIF),
]

/** How each format is recognised. The first that matches is taken. */
const FORMATS: readonly { is: (b: Uint8Array) => boolean; type: MediaType }[] = [
  { is: b => starts(b, 0xff, 0xd8, 0xff), type: JPEG },
  {
    is: b => starts(b, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    type: type('image/png', 'photo', '.png', 'redraw'),
  },
  { is: b => /^GIF8[79]a$/.test(ascii(b, 0, 6)), type: type('image/gif', 'photo', '.gif', 'redraw') },
  {
    is: b => ascii(b, 0, 4) === 'RIFF' && ascii(b, 8, 12) === 'WEBP',
    type: type('image/webp', 'photo', '.webp', 'redraw'),
  },
  {
    is: b => starts(b, 0x49, 0x49, 0x2a, 0) || starts(b, 0x4d, 0x4d, 0, 0x2a),
    type: type('image/tiff', 'photo', '.tif', 'redraw'),
  },
  {
    // Two bytes alone may also begin a text, so the reserved bytes must be zero.
    is: b => ascii(b, 0, 2) === 'BM' && b.length > 26 && starts(b.subarray(6), 0, 0, 0, 0),
    type: type('image/bmp', 'photo', '.bmp', 'none'),
  },
  {
    is: b => ascii(b, 0, 4) === 'RIFF' && ascii(b, 8, 12) === 'WAVE',
    type: type('audio/wav', 'voice', '.wav', 'chunks'),
  },
  { is: b => ascii(b, 0, 5) === '#!AMR', type: type('audio/amr', 'voice', '.amr', 'amr') },
  // Ogg is a container: no browser plays Speex in it.
  { is: b => ascii(b, 0, 4) === 'OggS' && ascii(b, 28, 36) === 'Speex   ', type: SPEEX },
  { is: b => ascii(b, 0, 4) === 'OggS', type: type('audio/ogg', 'voice', '.ogg', 'pages') },
  {
    is: b => ascii(b, 0, 3) === 'ID3' || (b[0] === 0xff && (b[1]! & 0xe6) === 0xe2),
    type: type('audio/mpeg', 'voice', '.mp3', 'frames'),
  },
  { is: b => ascii(b, 0, 5) === '%PDF-', type: type('application/pdf', 'file', '.pdf', 'none') },
  ...(
    [
      ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', '.docx'],
      ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', '.xlsx'],
      ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation', '.pptx'],
    ] as const
  ).map(([folder, mime, ending]) => ({
    is: (b: Uint8Array) => isZip(b) && zipHolds(b, folder),
    type: type(mime, 'file', ending, 'none'),
  })),
  {
    // Word, Excel and WPS files from before 2007 share one container; which of them it is can only be found deep inside.
    is: b => starts(b, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1),
    type: type('application/x-ole-storage', 'file', '.doc', 'none'),
  },
  { is: b => isZip(b), type: type('application/zip', 'file', '.zip', 'none') },
]

const isZip = (b: Uint8Array) => starts(b, 0x50, 0x4b, 0x03, 0x04)
/** Names of a zip's parts stand uncompressed in its directory, which is its end. */
const zipHolds = (b: Uint8Array, folder: string) => {
  const name = [...folder].map(c => c.charCodeAt(0))
  const from = Math.max(0, b.length - 64 * 1024)
  for (let at = b.indexOf(name[0]!, from); at >= 0; at = b.indexOf(name[0]!, at + 1)) {
    // In the directory a name follows 46 bytes that begin with PK\1\2.
    if (name.every((c, i) => b[at + i] === c) && at >= 46 && starts(b.subarray(at - 46), 0x50, 0x4b, 1, 2))
      return true
  }
  return false
}

/** Undefined when it is none of the formats residents' phones send. */
export function mediaTypeOf(bytes: Uint8Array): MediaType | undefined {
  if (ascii(bytes, 4, 8) === 'ftyp') return boxType(bytes)
  return FORMATS.find(format => format.is(bytes))?.type
}

function boxType(bytes: Uint8Array): MediaType {
  const major = BRANDS[ascii(bytes, 8, 12)]
  const end = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, 512)
  const others: string[] = []
  for (let at = 16; at + 4 <= end; at += 4) others.push(ascii(bytes, at, at + 4))
  // A picture may have `mif1` as its major brand and name its coding in the compatible ones.
  if (major === HEIC && others.includes('avif') && !others.includes('heic')) return AVIF
  if (major) return major
  const known = COMPATIBLE.find(brand => others.includes(brand))
  return known ? BRANDS[known]! : OTHER_BOXES
}

/** The ending of a download, by what it is. */
const ENDINGS = new Map<string, string>(
  [...FORMATS.map(f => f.type), ...Object.values(BRANDS), SPEEX].map(t => [t.mime, t.ending]),
)
export const endingOf = (mime: string | null): string => (mime && ENDINGS.get(mime)) || UNKNOWN.ending

/** What every browser shows as a picture. A file that was sent as a “photo” need not be one. */
const PICTURES: readonly (string | null)[] = ['image/jpeg', 'image/png', 'image/webp', 'image/gif']
export const canBeShown = (mime: string | null): boolean => PICTURES.includes(mime)

/** What browsers play as it came. */
const PLAYED: readonly (string | null)[] = ['audio/mpeg', 'audio/ogg', 'audio/wav', 'audio/mp4']
export const canBePlayed = (mime: string | null): boolean => PLAYED.includes(mime)

/**
 * Why a page cannot show or play a file of this type, in Chinese; undefined when it can, or when the file is not for
 * viewing.
 */
export function howToOpen(mime: string | null): string | undefined {
  if (mime === HEIC.mime) return '苹果手机的 HEIC 照片，请下载后看。'
  if (mime?.startsWith('image/') && !canBeShown(mime)) return '这种照片浏览器看不了，请下载后看。'
  if (mime?.startsWith('audio/') && !canBePlayed(mime)) return '语音的格式浏览器放不了，请下载后听。'
  return undefined
}
