/**
 * Takes out of an MP4, MOV, M4A or 3GP (ISO/IEC 14496-12, QuickTime) everything but pictures and sound: place
 * (`©xyz`, `loci`, Apple's `mdta`), names and makes (`udta`, `meta`, `uuid`), times of recording, tracks of positions
 * and faces (iPhone's `mebx`), and every byte of `mdat` that no picture or sound refers to. Nothing is moved: removed
 * data is overwritten, so that all offsets stay valid. Pure. Metadata inside the coded pictures themselves (H.264
 * SEI) is not examined.
 *
 * @returns undefined for what cannot be cleaned this way: fragmented or broken files, and unknown forms of boxes.
 */
export function stripBoxes(source: Uint8Array): Uint8Array | undefined {
  // A true copy: `slice` of a Node buffer is a window on it.
  const bytes = new Uint8Array(source)
  try {
    const top = boxesIn(bytes, 0, bytes.length)
    const moov = top.filter(box => box.type === 'moov')
    if (moov.length !== 1 || top.some(box => box.type === 'moof')) return undefined
    const kept = stripMovie(bytes, moov[0]!)
    if (!kept) return undefined
    for (const box of top) {
      if (box.type === 'moov') continue
      if (box.type === 'ftyp') stripBrand(bytes, box)
      else if (box.type === 'mdat') keepOnly(bytes, box, kept)
      else blank(bytes, box)
    }
    return bytes
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface Box {
  type: string
  start: number
  /** Where its content begins. */
  body: number
  end: number
}
type Range = [start: number, end: number]

/** More than any phone writes; a limit for hostile files. */
const MAX_BOXES = 20_000
const MAX_SAMPLES = 2_000_000

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
const nameAt = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))

/** @throws RangeError when they do not fill their place. */
function boxesIn(bytes: Uint8Array, start: number, end: number): Box[] {
  const data = view(bytes)
  const found: Box[] = []
  for (let at = start; at < end; ) {
    // QuickTime ends a list of user data with four zero bytes.
    if (end - at < 8) {
      bytes.fill(0, at, end)
      break
    }
    let size = data.getUint32(at)
    let header = 8
    if (size === 1) {
      size = Number(data.getBigUint64(at + 8))
      header = 16
    } else if (size === 0) size = end - at
    if (size < header || at + size > end || found.length > MAX_BOXES) throw new RangeError('broken box')
    found.push({ type: nameAt(bytes, at + 4), start: at, body: at + header, end: at + size })
    at += size
  }
  return found
}

/** Turns a box into empty free space. */
function blank(bytes: Uint8Array, box: Box): void {
  bytes.set([0x66, 0x72, 0x65, 0x65], box.start + 4)
  bytes.fill(0, box.body, box.end)
}

/** Brands stay; the version behind the major one can say which program wrote it. */
const stripBrand = (bytes: Uint8Array, { body }: Box) => bytes.fill(0, body + 4, body + 8)

/** What each box may hold; anything else in it is removed. */
const KEEPS: Record<string, readonly string[]> = {
  moov: ['mvhd', 'trak'],
  trak: ['tkhd', 'edts', 'mdia'],
  edts: ['elst'],
  mdia: ['mdhd', 'hdlr', 'minf'],
  minf: ['vmhd', 'smhd', 'dinf', 'stbl', 'hdlr'],
  stbl: ['stsd', 'stts', 'ctts', 'stss', 'stsc', 'stsz', 'stz2', 'stco', 'co64', 'sgpd', 'sbgp', 'cslg'],
  dinf: ['dref'],
}
const TRACKS: readonly string[] = ['vide', 'soun']

/** @returns the ranges that pictures and sound lie in, in order. */
function stripMovie(bytes: Uint8Array, moov: Box): Range[] | undefined {
  const kept: Range[] = []
  for (const box of strict(bytes, moov)) {
    if (box.type === 'mvhd') forgetTimes(bytes, box)
    if (box.type !== 'trak') continue
    const parts = inside(bytes, box)
    const mdia = parts.find(part => part.type === 'mdia')
    const hdlr = mdia && inside(bytes, mdia).find(part => part.type === 'hdlr')
    if (!mdia || !hdlr || !TRACKS.includes(nameAt(bytes, hdlr.body + 8))) {
      blank(bytes, box)
      continue
    }
    for (const part of strict(bytes, box)) {
      if (part.type === 'tkhd') forgetTimes(bytes, part)
      if (part.type === 'edts') strict(bytes, part)
    }
    let stbl: Box | undefined
    for (const part of strict(bytes, mdia)) {
      if (part.type === 'mdhd') forgetTimes(bytes, part)
      // Who wrote the track; the type before it stays.
      if (part.type === 'hdlr') bytes.fill(0, part.body + 12, part.end)
      if (part.type !== 'minf') continue
      for (const sub of strict(bytes, part)) {
        if (sub.type === 'hdlr') bytes.fill(0, sub.body + 12, sub.end)
        if (sub.type === 'dinf' && !ownData(bytes, sub)) return undefined
        if (sub.type === 'stbl') stbl = sub
      }
    }
    if (!stbl) return undefined
    const tables = new Map(strict(bytes, stbl).map(table => [table.type, table]))
    const stsd = tables.get('stsd')
    if (!stsd || !stripEntries(bytes, stsd)) return undefined
    kept.push(...samples(bytes, tables))
  }
  return kept.length > 0 ? merge(kept) : undefined
}

const inside = (bytes: Uint8Array, box: Box) => boxesIn(bytes, box.body, box.end)

/** The boxes that may be there; the others are blanked. */
function strict(bytes: Uint8Array, box: Box): Box[] {
  return inside(bytes, box).filter(part => {
    if (KEEPS[box.type]!.includes(part.type)) return true
    blank(bytes, part)
    return false
  })
}

/** Creation and modification times, in `mvhd`, `tkhd` and `mdhd` alike right behind version and flags. */
const forgetTimes = (bytes: Uint8Array, { body }: Box) =>
  bytes.fill(0, body + 4, body + 4 + (bytes[body] === 1 ? 16 : 8))

/** Whether samples lie in this file: an address of another one would stand here. */
function ownData(bytes: Uint8Array, dinf: Box): boolean {
  const [dref] = strict(bytes, dinf)
  if (!dref) return true
  return boxesIn(bytes, dref.body + 8, dref.end).every(entry => (bytes[entry.body + 3]! & 1) === 1)
}

/** How the coding is set up. A name of the compressor stands in it, in 32 bytes of its own. */
function stripEntries(bytes: Uint8Array, stsd: Box): boolean {
  const entries = boxesIn(bytes, stsd.body + 8, stsd.end)
  for (const entry of entries) {
    // QuickTime's and MP4's video entries: 16 reserved and vendor bytes, then sizes, then the name at 42.
    if (VIDEO.includes(entry.type) && entry.end - entry.body >= 78) {
      bytes.fill(0, entry.body + 8, entry.body + 24)
      bytes.fill(0, entry.body + 42, entry.body + 74)
      for (const part of boxesIn(bytes, entry.body + 78, entry.end))
        if (!SETUP.includes(part.type)) blank(bytes, part)
    } else if (AUDIO.includes(entry.type)) {
      // QuickTime's longer forms say which they are.
      const version = view(bytes).getUint16(entry.body + 8)
      const end = entry.body + ([28, 44, 64][version] ?? 28)
      for (const part of boxesIn(bytes, end, entry.end)) if (!SETUP.includes(part.type)) blank(bytes, part)
    } else return false
  }
  return entries.length > 0
}
const VIDEO: readonly string[] = [
  'avc1',
  'avc3',
  'hvc1',
  'hev1',
  'mp4v',
  's263',
  'av01',
  'vp09',
  'dvh1',
  'dvhe',
]
const AUDIO: readonly string[] = [
  'mp4a',
  'samr',
  'sawb',
  'alac',
  'sowt',
  'twos',
  'lpcm',
  'Opus',
  '.mp3',
  'ac-3',
  'ulaw',
  'alaw',
]
const SETUP: readonly string[] =
  'avcC hvcC esds d263 av1C vpcC colr pasp clap fiel btrt chrm dvcC dvvC mdcv clli gama wave chan chnl damr alac dOps dac3 srat'.split(
    ' ',
  )

/** Where a track's samples lie, chunk by chunk (`stsc`, `stsz`, `stco`). @throws RangeError */
function samples(bytes: Uint8Array, tables: ReadonlyMap<string, Box>): Range[] {
  const data = view(bytes)
  const [stsc, stsz, stco, co64] = ['stsc', 'stsz', 'stco', 'co64'].map(name => tables.get(name))
  const chunks = stco ?? co64
  if (!stsc || !stsz || !chunks) throw new RangeError('no sample tables')
  const size = data.getUint32(stsz.body + 4)
  const count = data.getUint32(stsz.body + 8)
  const runs = data.getUint32(stsc.body + 4)
  const total = data.getUint32(chunks.body + 4)
  if (count > MAX_SAMPLES || total > MAX_SAMPLES) throw new RangeError('too many samples')
  const found: Range[] = []
  let sample = 0
  for (let run = 0; run < runs; run++) {
    const at = stsc.body + 8 + run * 12
    const first = data.getUint32(at)
    const per = data.getUint32(at + 4)
    const until = run + 1 < runs ? data.getUint32(at + 12) : total + 1
    if (first === 0 || until > total + 1) throw new RangeError('broken chunks')
    for (let chunk = first; chunk < until && sample < count; chunk++) {
      const begin = stco
        ? data.getUint32(chunks.body + 8 + (chunk - 1) * 4)
        : Number(data.getBigUint64(chunks.body + 8 + (chunk - 1) * 8))
      let length = 0
      for (let i = 0; i < per && sample < count; i++, sample++)
        length += size || data.getUint32(stsz.body + 12 + sample * 4)
      found.push([begin, begin + length])
    }
  }
  return found
}

function merge(ranges: Range[]): Range[] {
  const merged: Range[] = []
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else merged.push([start, end])
  }
  return merged
}

/** Overwrites what no range covers. */
function keepOnly(bytes: Uint8Array, { body, end }: Box, ranges: readonly Range[]): void {
  let at = body
  for (const [from, to] of ranges) {
    if (to <= body || from >= end) continue
    if (from > at) bytes.fill(0, at, from)
    at = Math.max(at, Math.min(to, end))
  }
  bytes.fill(0, at, end)
}
