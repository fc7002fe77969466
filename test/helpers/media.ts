import sharp from 'sharp'

/** What stands in a file's tags and must stand nowhere afterwards. */
export const MARK = 'GPSMARK-3011'

export const ascii = (text: string) => Buffer.from(text, 'latin1')
export const u32 = (n: number) => {
  const b = Buffer.alloc(4)
  b.writeUInt32BE(n)
  return b
}
/** A box of ISO base media. */
export const box = (type: string, ...parts: Uint8Array[]) => {
  const body = Buffer.concat(parts)
  return Buffer.concat([u32(8 + body.length), ascii(type), body])
}

/** A picture with a place, a camera and a comment in it. */
export const markedPicture = (format: 'jpeg' | 'png' | 'webp' | 'tiff' | 'avif' = 'jpeg', width = 40) =>
  sharp({ create: { width, height: 30, channels: 3, background: '#265' } })
    .withExif({
      IFD0: { Make: MARK, ImageDescription: MARK },
      IFD3: { GPSLatitude: '30/1 11/1 0/1', GPSLatitudeRef: 'N' },
    })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>${MARK}</a></x:xmpmeta>`)
    .toFormat(format)
    .toBuffer()

const SOUND = ascii('sound-of-the-video!!')
const POSITIONS = ascii(`positions ${MARK}`)

const track = (handler: string, entry: string, offset: number, size: number) =>
  box(
    'trak',
    box('tkhd', u32(7), u32(0xe0000001), u32(0xe0000001), u32(1), Buffer.alloc(64)),
    box(
      'mdia',
      box('mdhd', u32(0), u32(0xe0000001), u32(0xe0000001), u32(1000), u32(1000), u32(0)),
      box('hdlr', u32(0), u32(0), ascii(handler), Buffer.alloc(12), ascii(`${MARK}\0`)),
      box(
        'minf',
        box('smhd', u32(0), u32(0)),
        box('dinf', box('dref', u32(0), u32(1), box('url ', u32(1)))),
        box(
          'stbl',
          box(
            'stsd',
            u32(0),
            u32(1),
            box(entry, Buffer.alloc(28), box('esds', u32(0)), box('uuid', ascii(MARK))),
          ),
          box('stts', u32(0), u32(1), u32(1), u32(1000)),
          box('stsc', u32(0), u32(1), u32(1), u32(1), u32(1)),
          box('stsz', u32(0), u32(size), u32(1)),
          box('stco', u32(0), u32(1), u32(offset)),
        ),
      ),
    ),
    box('udta', box('name', ascii(MARK))),
  )

/** A phone's film: sound, a track of positions, place and make in every box that may hold them, and more hidden between. */
export function markedFilm(brand = 'isom') {
  const ftyp = box('ftyp', ascii(brand), u32(0x4d41524b), ascii('isommp42'))
  const mdat = box('mdat', SOUND, ascii(`between ${MARK}`), POSITIONS)
  const at = ftyp.length + 8
  const moov = box(
    'moov',
    box('mvhd', u32(0), u32(0xe0000001), u32(0xe0000001), u32(1000), u32(1000), Buffer.alloc(80)),
    track('soun', 'mp4a', at, SOUND.length),
    track('meta', 'mebx', at + mdat.length - 8 - POSITIONS.length, POSITIONS.length),
    box('udta', box('\xa9xyz', ascii(`+30.1-120.1/${MARK}`)), box('loci', ascii(MARK)), u32(0)),
    box('meta', box('ilst', ascii(MARK))),
  )
  const rest = [box('uuid', ascii(MARK)), box('free', ascii(MARK)), box('XMP_', ascii(MARK))]
  return { bytes: Buffer.concat([ftyp, mdat, moov, ...rest]), sound: SOUND, at }
}

/** MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes. */
const frame = () => Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x00]), Buffer.alloc(413, 0x55)])
const synchsafe = (n: number) => Buffer.from([(n >> 21) & 127, (n >> 14) & 127, (n >> 7) & 127, n & 127])
export function markedMp3() {
  const tag = ascii(`TPE1${MARK}`)
  const sound = Buffer.concat([frame(), frame(), frame(), frame()])
  const id3 = Buffer.concat([ascii('ID3'), Buffer.from([4, 0, 0]), synchsafe(tag.length), tag])
  const ape = ascii(`APETAGEX${MARK}`.padEnd(64, '\0'))
  const id3v1 = ascii(`TAG${MARK}`.padEnd(128, '\0'))
  return { bytes: Buffer.concat([id3, sound, ape, id3v1]), sound }
}

export function markedWav() {
  const u16le = (n: number) => Buffer.from([n & 255, n >> 8])
  const le = (n: number) => Buffer.concat([u16le(n & 0xffff), u16le(n >>> 16)])
  const chunk = (name: string, body: Buffer) => Buffer.concat([ascii(name), le(body.length), body])
  const form = Buffer.concat([u16le(1), u16le(1), le(8000), le(16000), u16le(2), u16le(16)])
  const body = Buffer.concat([
    ascii('WAVE'),
    chunk('bext', ascii(MARK)),
    chunk('fmt ', form),
    chunk('LIST', ascii(`INFOIART${MARK}`.padEnd(24, ' '))),
    chunk('data', ascii('soundsound')),
    chunk('id3 ', ascii(MARK)),
  ])
  return Buffer.concat([ascii('RIFF'), le(body.length), body])
}

/** One page of Ogg; its checksum is not looked at. */
const page = (flags: number, sequence: number, body: Buffer) => {
  const lacing = [...Array(Math.floor(body.length / 255)).fill(255), body.length % 255]
  const head = Buffer.alloc(27)
  head.write('OggS', 0, 'latin1')
  head[5] = flags
  head.writeUInt32LE(0x5eed, 14)
  head.writeUInt32LE(sequence, 18)
  head[26] = lacing.length
  return Buffer.concat([head, Buffer.from(lacing), body])
}
export const markedOpus = () =>
  Buffer.concat([
    page(2, 0, Buffer.concat([ascii('OpusHead'), Buffer.from([1, 1, 0, 0]), Buffer.alloc(7)])),
    page(0, 1, ascii(`OpusTags....LOCATION=${MARK}${'x'.repeat(300)}`)),
    page(0, 2, ascii('spoken words, part one')),
    page(4, 3, ascii('spoken words, part two')),
  ])
