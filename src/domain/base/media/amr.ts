/**
 * AMR in its storage format (RFC 4867 §5): what WeChat and old phones record voice in. A header, then frames of 20
 * ms, each one octet of frame type and the speech bits. Pure; usecases/talk/voice decodes it.
 */
interface AmrFrames {
  /** AMR-WB, 16 kHz; else AMR-NB, 8 kHz. */
  wide: boolean
  /** Whole frames from the start; counting stops at a broken or truncated one. */
  frames: number
  /** Where the last whole frame ends, in bytes. */
  end: number
}

export const FRAME_MS = 20

/** Octets of a frame, its type's octet with them (3GPP TS 26.101, 26.201). 0: not a frame of a resident's phone. */
const NARROW = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1]
const WIDE = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1]

const NARROW_HEADER = '#!AMR\n'
const WIDE_HEADER = '#!AMR-WB\n'

/** @returns undefined when it is not AMR with one channel */
export function amrFrames(bytes: Uint8Array): AmrFrames | undefined {
  const begins = (header: string) => String.fromCharCode(...bytes.subarray(0, header.length)) === header
  const wide = begins(WIDE_HEADER)
  if (!wide && !begins(NARROW_HEADER)) return undefined
  const sizes = wide ? WIDE : NARROW
  let end = (wide ? WIDE_HEADER : NARROW_HEADER).length
  let frames = 0
  while (end < bytes.length) {
    const size = sizes[(bytes[end]! >> 3) & 0x0f]!
    // The first bit and the last two of a frame header are zero, which tells frames from text.
    if ((bytes[end]! & 0x83) !== 0 || size === 0 || end + size > bytes.length) break
    end += size
    frames++
  }
  return { wide, frames, end }
}
