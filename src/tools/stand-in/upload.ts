import { amrFrames, FRAME_MS } from '../../domain/base/media/amr.ts'
import { mediaTypeOf } from '../../domain/base/media/media-type.ts'

const KB = 1024
const MB = 1024 * KB

/** 新增临时素材: the formats and the largest size of each type, and the error code for a larger file. */
const TYPES: Record<string, { most: number; tooLarge: number; mimes: readonly string[] }> = {
  image: { most: 10 * MB, tooLarge: 40009, mimes: ['image/png', 'image/jpeg', 'image/gif'] },
  voice: { most: 2 * MB, tooLarge: 40010, mimes: ['audio/amr', 'audio/mpeg'] },
  video: { most: 10 * MB, tooLarge: 40011, mimes: ['video/mp4'] },
  thumb: { most: 64 * KB, tooLarge: 40012, mimes: ['image/jpeg'] },
}
const LONGEST_VOICE_MS = 60_000

/** The error code for an upload, or what the file is. */
export function checkUpload(type: unknown, bytes: Uint8Array | undefined): number | { mime: string } {
  const rule = typeof type === 'string' && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  if (!rule) return 40004
  if (!bytes || bytes.length === 0) return 41005
  const mime = mediaTypeOf(bytes)?.mime
  if (mime === undefined || !rule.mimes.includes(mime)) return 40005
  if (bytes.length > rule.most) return rule.tooLarge
  if ((amrFrames(bytes)?.frames ?? 0) * FRAME_MS > LONGEST_VOICE_MS) return 45007
  return { mime }
}

/** A picture of an article: in its text JPEG or PNG below 1 MB, as a cover at most 10 MB. @returns the error code */
export function checkPicture(bytes: Uint8Array | undefined, where: 'text' | 'cover'): number {
  if (!bytes || bytes.length === 0) return 41005
  const mime = mediaTypeOf(bytes)?.mime ?? ''
  const mimes = where === 'text' ? ['image/jpeg', 'image/png'] : TYPES['image']!.mimes
  if (!mimes.includes(mime)) return 40005
  if (where === 'text' ? bytes.length >= MB : bytes.length > 10 * MB) return 40009
  return 0
}
