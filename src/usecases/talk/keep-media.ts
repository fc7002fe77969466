import { safeName } from '../../domain/base/media/file-name.ts'
import { UNKNOWN } from '../../domain/base/media/media-type.ts'
import type { InboundMedia } from '../../domain/base/message.ts'
import type { Db } from '../../store/base/database.ts'
import { addMedia } from '../../store/talk/media.ts'
import type { Context } from '../base/context.ts'
import { enoughDisk } from '../base/media/enough-disk.ts'
import { type StoredMedia, storeMedia } from '../base/media/store-media.ts'
import { playableFrom } from './voice/make-playable.ts'

export interface UploadedMedia {
  media: Omit<InboundMedia, 'bytes'>
  /** Set when the file is already stored. */
  stored?: StoredMedia
}

/**
 * Stores the files uploaded with a message, cleaned, one after the other; those still to be fetched are passed on.
 * @throws Refusal `unsupported_type`, `unavailable`, `no_space`
 */
export async function storeUploads(ctx: Context, media: readonly InboundMedia[]): Promise<UploadedMedia[]> {
  const uploads: UploadedMedia[] = []
  for (const { bytes, ...rest } of media) {
    if (!bytes) uploads.push({ media: rest })
    else {
      await enoughDisk(ctx, 0)
      const read = typeof bytes === 'function' ? await bytes() : bytes
      uploads.push({ media: rest, stored: await storeMedia(ctx, read, { mime: rest.mime }) })
    }
  }
  return uploads
}

/** One attachment row each, in the order they came. */
export async function keepMedia(
  tx: Db,
  contactId: number,
  messageId: number,
  uploads: readonly UploadedMedia[],
  now: Date,
): Promise<{ id: number; kind: InboundMedia['kind'] }[]> {
  const rows: { id: number; kind: InboundMedia['kind'] }[] = []
  for (const { media, stored } of uploads) {
    // A file of unknown type keeps the kind it was sent as, which does not mean that it can be shown.
    const kind = stored && stored.mime !== UNKNOWN.mime ? stored.kind : media.kind
    const id = await addMedia(tx, {
      contactId,
      messageId,
      kind,
      sourceRef: media.ref ?? null,
      file: stored ?? null,
      mime: media.mime ?? null,
      name: media.name === undefined ? null : safeName(media.name),
      nextAt: stored ? playableFrom(stored.mime, now) : now,
      now,
    })
    rows.push({ id, kind })
  }
  return rows
}
