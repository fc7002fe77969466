/**
 * Takes out of an MP3 everything but its frames of sound: ID3 of both kinds, APE and Lyrics3 tags, pictures, and whatever lies between or
 * behind. Pure. ISO/IEC 11172-3 §2.4.1.3, 13818-3.
 *
 * @returns undefined when it holds no run of frames.
 */
export function stripFrames(bytes: Uint8Array): Uint8Array | undefined {
  const kept: Uint8Array[] = []
  let run: Uint8Array[] = []
  let at = 0
  while (at + 4 <= bytes.length) {
    const size = frameSize(bytes, at)
    if (size > 0 && at + size <= bytes.length) {
      run.push(bytes.subarray(at, at + size))
      at += size
      continue
    }
    if (run.length >= RUN) kept.push(...run)
    run = []
    // The next frame may begin here, never inside the last one.
    const next = bytes.indexOf(0xff, at + 1)
    if (next < 0) break
    at = next
  }
  if (run.length >= RUN) kept.push(...run)
  if (kept.length === 0) return undefined
  const all = new Uint8Array(kept.reduce((sum, frame) => sum + frame.length, 0))
  let to = 0
  for (const frame of kept) {
    all.set(frame, to)
    to += frame.length
  }
  return all
}

/** Fewer frames in a row are other bytes that happen to look like a frame header. */
const RUN = 3

/** kbit/s. Rows: MPEG-1 layer III, layer II; MPEG-2 and 2.5 layers II and III. */
const RATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const HERTZ = [44_100, 48_000, 32_000]

/** Bytes of the frame that begins here; 0: none does. Layers II and III. */
function frameSize(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return 0
  const version = (bytes[at + 1]! >> 3) & 3 // 0: 2.5, 1: reserved, 2: MPEG-2, 3: MPEG-1
  const layer = (bytes[at + 1]! >> 1) & 3 // 1: III, 2: II
  const hertz = HERTZ[(bytes[at + 2]! >> 2) & 3]
  if (version === 1 || (layer !== 1 && layer !== 2) || hertz === undefined) return 0
  const row = version === 3 ? RATES[layer === 1 ? 0 : 1] : RATES[2]
  const rate = row[bytes[at + 2]! >> 4]
  if (!rate) return 0
  const padding = (bytes[at + 2]! >> 1) & 1
  const slots = version !== 3 && layer === 1 ? 72 : 144
  const divisor = version === 3 ? 1 : version === 2 ? 2 : 4
  return Math.floor((slots * rate * 1000 * divisor) / hertz) + padding
}
