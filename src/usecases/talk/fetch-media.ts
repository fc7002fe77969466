import { backoffMs } from '../../domain/base/backoff.ts'
import { DAY, HOUR } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { safeName } from '../../domain/base/media/file-name.ts'
import { howToOpen, UNKNOWN } from '../../domain/base/media/media-type.ts'
import type { ChatChannel } from '../../domain/base/message.ts'
import type { Db } from '../../store/base/database.ts'
import { bytesSince } from '../../store/cases/attachments.ts'
import { mediaToKeep, setFetched, setNotFetched } from '../../store/talk/media.ts'
import { claimMedia } from '../../store/talk/media-claims.ts'
import { addOutbound } from '../../store/talk/messages.ts'
import type { Context } from '../base/context.ts'
import { enoughDisk } from '../base/media/enough-disk.ts'
import { dropUncleanedFiles, pleaseSendJpeg } from '../base/media/for-anonymous.ts'
import { type StoredMedia, storeMedia } from '../base/media/store-media.ts'
import { playableFrom } from './voice/make-playable.ts'

/** A file is given up after this many failed tries of its own. */
const MAX_ATTEMPTS = 8
/** A channel that is down is no failure of the file: it is tried as long as WeChat keeps it, and a little longer. */
const KEPT_MS = 3 * DAY + HOUR

/**
 * Fetches photos and voice that are still at the channel (WeChat keeps them three days), with retries.
 * @returns how many were tried.
 */
export async function fetchMedia(ctx: Context, limit = 4): Promise<number> {
  const now = ctx.now()
  const due = await claimMedia(ctx.db, 'pending', now, limit, true)
  await Promise.all(
    due.map(async row => {
      const channel = ctx.channels.get(row.contact?.channel as ChatChannel)
      try {
        if (!channel?.fetchMedia || row.sourceRef === null) throw new Refusal('not_found', '渠道已不能下载。')
        await mayFetch(ctx, row.contactId, now)
        const media = await channel.fetchMedia(row.sourceRef)
        const stored = await storeMedia(ctx, media.bytes, { mime: media.mime, patient: true })
        await ctx.db.inTransaction(tx => noteFetched(tx, ctx, row.id, stored, media.name))
        if (row.case) ctx.caseChanged(row.case.number)
      } catch (error) {
        const unavailable =
          error instanceof Refusal && (error.code === 'unavailable' || error.code === 'no_space')
        const gone = unavailable
          ? now.getTime() - row.createdAt.getTime() > KEPT_MS
          : error instanceof Refusal || row.attempts >= MAX_ATTEMPTS
        const detail = error instanceof Refusal ? error.detail : '下载出错。'
        if (!(error instanceof Refusal))
          ctx.log.error({ err: error, attachment: row.id, message: row.messageId }, 'fetching media failed')
        await ctx.db.inTransaction(tx =>
          setNotFetched(
            tx,
            row.id,
            detail,
            gone ? null : new Date(now.getTime() + backoffMs(row.attempts, Math.random())),
          ),
        )
      }
    }),
  )
  return due.length
}

/** The most bytes of one resident's files in a day; more waits at the channel until the next day. */
const CONTACT_DAY_BYTES = 300 * 1024 * 1024

/** @throws Refusal `unavailable`, `no_space`: not now */
async function mayFetch(ctx: Context, contactId: number | null, now: Date): Promise<void> {
  await enoughDisk(ctx, 0)
  if (contactId === null) return
  const sent = await bytesSince(ctx.db.read, contactId, new Date(now.getTime() - DAY))
  if (sent > CONTACT_DAY_BYTES) throw new Refusal('unavailable', '这位群众一天里发来的文件太多，晚些再取。')
}

/** Stores a fetched file, or why an anonymous case does not get it; its sender is told what to send instead. */
async function noteFetched(
  tx: Db,
  ctx: Context,
  id: number,
  stored: StoredMedia,
  name: string | undefined,
): Promise<void> {
  const now = ctx.now()
  const row = await mediaToKeep(tx, id)
  const given = row.name ?? name
  // A file of unknown type keeps the kind it was sent as, which does not mean that it can be shown.
  const kind = stored.mime === UNKNOWN.mime ? row.kind : stored.kind
  await setFetched(
    tx,
    id,
    { ...stored, kind },
    {
      name: given === undefined || row.case?.anonymous ? null : safeName(given),
      nextAt: playableFrom(stored.mime, now),
    },
  )
  const locale = row.contact?.locale ?? null
  // Checked in this transaction, because the case may have become anonymous during the download.
  const refused = row.case ? await dropUncleanedFiles(tx, row.case, locale) : undefined
  const text =
    refused ?? (howToOpen(stored.mime) && stored.kind === 'photo' ? pleaseSendJpeg(locale) : undefined)
  if (text === undefined || row.contactId === null) return
  await addOutbound(tx, ctx.secrets, {
    contactId: row.contactId,
    caseId: row.caseId,
    purpose: 'dialogue',
    dedupeKey: `media:${id}`,
    outbound: { text },
    now,
  })
}
