import type { InboundMedia } from '../domain/message.ts'
import type { Db } from '../store/database.ts'
import type { Context } from './context.ts'
import { playableFrom } from './voice/make-playable.ts'

export interface UploadedMedia {
  media: Omit<InboundMedia, 'bytes'>
  /** Set when the bytes are already in the files. */
  stored?: { hash: string; bytes: number }
}

/** Puts bytes that came along with a message into the files; what must be fetched yet is passed on. */
export const storeUploads = (ctx: Context, media: readonly InboundMedia[]): Promise<UploadedMedia[]> =>
  Promise.all(
    media.map(async ({ bytes, ...rest }) =>
      bytes
        ? { media: rest, stored: { hash: await ctx.files.put(bytes), bytes: bytes.length } }
        : { media: rest },
    ),
  )

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
    const { id } = await tx.attachment.create({
      data: {
        contactId,
        messageId,
        kind: media.kind,
        status: stored ? 'stored' : 'pending',
        sourceRef: media.ref ?? null,
        hash: stored?.hash ?? null,
        bytes: stored?.bytes ?? null,
        mime: media.mime ?? null,
        name: media.name ?? null,
        nextAt: stored ? playableFrom(media.mime, now) : now,
        createdAt: now,
      },
    })
    rows.push({ id, kind: media.kind })
  }
  return rows
}
