import { createHash } from 'node:crypto'

/** 封面: 2.35:1, as WeChat shows it. */
const WIDTH = 900
const HEIGHT = 383

async function libvips() {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  return sharp
}

/** A cover from one of the item's photos, which were redrawn when they came. @returns undefined when it cannot be read */
export async function coverFromPhoto(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const sharp = await libvips()
  return sharp(bytes, { limitInputPixels: 60_000_000, failOn: 'none' })
    .rotate()
    .resize(WIDTH, HEIGHT, { fit: 'cover' })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 82 })
    .timeout({ seconds: 30 })
    .toBuffer()
    .catch(() => undefined)
}

/**
 * A plain cover: waves in a colour that belongs to the office's name. No letters: a server often has no Chinese font, and
 * WeChat writes the title beside the cover. The same bytes for the same office, so that it is uploaded once.
 */
export async function plainCover(officeName: string): Promise<Uint8Array> {
  const hue = createHash('sha256').update(officeName).digest().readUInt16BE(0) % 360
  const wave = (y: number, light: number) =>
    `<path d="M0 ${y} C 225 ${y - 90}, 450 ${y + 70}, 675 ${y - 20} S 900 ${y - 60}, 900 ${y - 60} V ${HEIGHT} H 0 Z" fill="hsl(${hue}, 45%, ${light}%)"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="100%" height="100%" fill="hsl(${hue}, 45%, 92%)"/>${wave(200, 78)}${wave(260, 62)}${wave(320, 45)}</svg>`
  const sharp = await libvips()
  return sharp(Buffer.from(svg)).jpeg({ quality: 90 }).toBuffer()
}
