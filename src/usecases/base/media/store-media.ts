import { Refusal } from '../../../domain/base/errors.ts'
import { type MediaType, mediaTypeOf, UNKNOWN } from '../../../domain/base/media/media-type.ts'
import { STRIPPERS } from '../../../domain/base/media/strip/mod.ts'
import type { Files } from '../../../store/base/files.ts'
import type { Context } from '../context.ts'
import { redraw } from './redraw.ts'

/** A resident's file as stored. */
export interface StoredMedia {
  hash: string
  bytes: number
  /** Its type by content, never by the sender's name for it. */
  mime: string
  kind: MediaType['kind']
  /** False: it may still contain who made it, where and when. Not allowed on an anonymous case. */
  cleaned: boolean
}

/** The last results, by the keyed hash of what came in: a retry of the same photo is neither drawn nor written again. */
const RECENT = 300
const seen = new WeakMap<Files, Map<string, Promise<StoredMedia>>>()

/**
 * Stores a resident's file without metadata about its sender: pictures are redrawn, sound and films reduced to sound
 * and pictures. The original is not stored where that worked.
 * @throws Refusal `unsupported_type` for a picture that cannot be drawn, `unavailable` when too many wait
 */
export function storeMedia(
  ctx: Pick<Context, 'files' | 'secrets'>,
  original: Uint8Array,
  options: { mime?: string | undefined; patient?: boolean } = {},
): Promise<StoredMedia> {
  const key = ctx.secrets.keyBytes(original)
  const recent = seen.get(ctx.files) ?? new Map<string, Promise<StoredMedia>>()
  seen.set(ctx.files, recent)
  const known = recent.get(key)
  // Checks that the file still exists, complete and recent; the cached result alone is not enough.
  const again = known?.then(async stored => {
    await ctx.files.put(await ctx.files.get(stored.hash))
    return stored
  })
  const result = (again ?? Promise.reject()).catch(() => keep(ctx, original, options))
  recent.delete(key)
  recent.set(key, result)
  result.catch(() => {
    if (recent.get(key) === result) recent.delete(key)
  })
  for (const oldest of recent.keys()) {
    if (recent.size <= RECENT) break
    recent.delete(oldest)
  }
  return result
}

async function keep(
  { files }: Pick<Context, 'files'>,
  original: Uint8Array,
  options: { mime?: string | undefined; patient?: boolean },
): Promise<StoredMedia> {
  const type = mediaTypeOf(original) ?? UNKNOWN
  const put = async (bytes: Uint8Array, more: Omit<StoredMedia, 'hash' | 'bytes'>) => ({
    hash: await files.put(bytes),
    bytes: bytes.length,
    ...more,
  })
  if (type.clean === 'redraw' || type.clean === 'heif') {
    const drawn = await redraw(original, { by: type.clean, patient: options.patient ?? false })
    if (drawn) return put(drawn, { mime: 'image/jpeg', kind: 'photo', cleaned: true })
    // A HEIC of a form that nothing here decodes is still the resident's photo; anything else is no picture at all.
    if (type.clean === 'redraw')
      throw new Refusal('unsupported_type', '这张照片打不开，或者太大。请截图再发，或换成 JPG 发来。')
    return put(original, { mime: type.mime, kind: type.kind, cleaned: false })
  }
  const stripped = STRIPPERS[type.clean](original)
  // Raw Speex has no signature bytes, so only the channel's type is known.
  const mime = type === UNKNOWN && options.mime === 'audio/speex' ? options.mime : type.mime
  const kind = mime === 'audio/speex' ? 'voice' : type.kind
  return put(stripped ?? original, { mime, kind, cleaned: stripped !== undefined })
}
