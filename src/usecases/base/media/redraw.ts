import { decodeHeic } from './decode-heic.ts'
import { makeTurns } from './turns.ts'

/** More than any phone's JPEG under 10 MB has; a bomb of 10 MB can unpack to far more. */
const MAX_PIXELS = 60_000_000
/** Twelve megapixels stay whole; more is more than a screen or a sheet of paper shows. */
const LONGEST_SIDE = 4096
const SECONDS = 30

/** Loads libvips with the first picture: it costs 19 MB, and many processes never draw one. */
async function libvips() {
  const { default: sharp } = await import('sharp')
  // No picture is drawn twice, so libvips's cache only costs memory.
  sharp.cache(false)
  return sharp
}

/** One picture is decoded at a time: of 60 megapixels one alone may take 300 MB. */
const TURNS = makeTurns(1, 24)
/** Our own small JPEGs for lists: a strange picture that takes long does not hold up officers. */
const THUMBS = makeTurns(2, 200)

interface RedrawOptions {
  /** Longest side, in pixels. */
  longest?: number
  /** `heif`: HEVC, which sharp does not decode. */
  by?: 'redraw' | 'heif'
  /** Waits without limit, for work that no request waits for. */
  patient?: boolean
  /** One of our own pictures, redrawn before: small and harmless. */
  own?: boolean
}

/**
 * A picture as a JPEG of its pixels and nothing else: no place, no camera, no script, nothing hidden in or behind it. Of
 * several pictures in one file the first.
 * @returns undefined for what is no picture, is broken from the start, or has more than `MAX_PIXELS`
 * @throws Refusal `unavailable` when too many wait
 */
export const redraw = (bytes: Uint8Array, options: RedrawOptions = {}): Promise<Buffer | undefined> =>
  (options.own ? THUMBS : TURNS).run(() => draw(bytes, options).catch(() => undefined), {
    patient: options.patient ?? false,
  })

async function draw(
  bytes: Uint8Array,
  { longest = LONGEST_SIDE, by = 'redraw' }: RedrawOptions,
): Promise<Buffer | undefined> {
  if (manyScans(bytes)) return undefined
  const sharp = await libvips()
  const source = by === 'heif' ? await decoded(bytes) : sharp(bytes, LIMITS).rotate()
  return source
    ?.resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 82 })
    .timeout({ seconds: SECONDS })
    .toBuffer()
}

/** A phone's progressive JPEG has about ten scans. Each takes a pass over all pixels, and a hostile one is a few bytes. */
const MAX_SCANS = 200
function manyScans(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return false
  let scans = 0
  // In coded data FF is always followed by 00, so FF DA always begins a scan.
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1))
    if (bytes[at + 1] === 0xda && ++scans > MAX_SCANS) return true
  return false
}

/** A photo that was truncated on the way is shown as far as it arrived. */
const LIMITS = { limitInputPixels: MAX_PIXELS, failOn: 'none', sequentialRead: true } as const

async function decoded(bytes: Uint8Array) {
  const pixels = await decodeHeic(bytes, MAX_PIXELS)
  if (!pixels) return undefined
  const { data, width, height } = pixels
  const sharp = await libvips()
  return sharp(data, { raw: { width, height, channels: 4 } })
}
