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
  /** Set when it is already in the files. */
  stored?: StoredMedia
}

/**
 * Puts what came along with a message into the files, cleaned, one after the other; what must be fetched yet is passed on.
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
    // What nobody knows is what it was sent as; that says nothing of whether it can be shown.
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
