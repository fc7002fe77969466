import sharp from 'sharp'
import { backoffMs } from '../domain/backoff.ts'
import type { Actor } from '../domain/case.ts'
import { DAY, HOUR } from '../domain/civil-date.ts'
import { Refusal } from '../domain/errors.ts'
import { mediaTypeOf } from '../domain/media-type.ts'
import type { ChatChannel } from '../domain/message.ts'
import { canSee, may, scopeOf } from '../domain/policy.ts'
import { claimMedia } from '../store/media-claims.ts'
import type { Context } from './context.ts'
import { isPlayable } from './show-attachment.ts'
import { playableFrom } from './voice/make-playable.ts'

/** After so many tries that failed of themselves a file is given up. */
const MAX_ATTEMPTS = 8
/** A channel that is down says nothing of the file: it is tried as long as WeChat keeps it, and a little more. */
const KEPT_MS = 3 * DAY + HOUR

/**
 * Fetches photos and voice that are still at the channel (WeChat keeps them three days), with retries.
 * @returns how many were tried.
 */
export async function fetchMedia(ctx: Context, limit = 10): Promise<number> {
  const now = ctx.now()
  const due = await claimMedia(ctx.db, 'pending', now, limit, true)
  await Promise.all(
    due.map(async row => {
      const channel = ctx.channels.get(row.contact?.channel as ChatChannel)
      try {
        if (!channel?.fetchMedia || row.sourceRef === null) throw new Refusal('not_found', '渠道已不能下载。')
        const media = await channel.fetchMedia(row.sourceRef)
        const hash = await ctx.files.put(media.bytes)
        // Some channels call everything a stream of octets: what it is stands in its first bytes.
        const mime = mediaTypeOf(media.bytes)?.mime ?? media.mime
        await ctx.db.inTransaction(tx =>
          tx.attachment.update({
            where: { id: row.id },
            data: {
              status: 'stored',
              hash,
              bytes: media.bytes.length,
              mime,
              name: row.name ?? media.name ?? null,
              nextAt: playableFrom(mime, now),
              error: null,
            },
          }),
        )
        if (row.case) ctx.caseChanged(row.case.number)
      } catch (error) {
        const unavailable = error instanceof Refusal && error.code === 'unavailable'
        const gone = unavailable
          ? now.getTime() - row.createdAt.getTime() > KEPT_MS
          : error instanceof Refusal || row.attempts >= MAX_ATTEMPTS
        const detail = error instanceof Refusal ? error.detail : '下载出错。'
        if (!(error instanceof Refusal))
          ctx.log.error({ err: error, attachment: row.id }, 'fetching media failed')
        await ctx.db.inTransaction(tx =>
          tx.attachment.update({
            where: { id: row.id },
            data: {
              status: gone ? 'failed' : 'pending',
              error: detail,
              nextAt: gone ? null : new Date(now.getTime() + backoffMs(row.attempts, Math.random())),
            },
          }),
        )
      }
    }),
  )
  return due.length
}

/** Pictures are re-encoded before anyone opens them; the rest is only ever offered as a download. */
const PICTURE = /^image\/(jpeg|png|webp|gif)$/

/** Without its ending no player knows what a download is. */
const ENDINGS: Partial<Record<string, string>> = {
  'audio/amr': '.amr',
  'audio/speex': '.spx',
  'audio/mpeg': '.mp3',
  'audio/ogg': '.ogg',
  'audio/mp4': '.m4a',
  'video/mp4': '.mp4',
  'video/quicktime': '.mov',
  'application/pdf': '.pdf',
}

export type AttachmentForm = 'full' | 'thumb' | 'play'

export interface AttachmentBytes {
  bytes: Buffer
  mime: string
  name: string
  /** False: serve with `Content-Disposition: attachment`. */
  inline: boolean
}

/**
 * An attachment for an officer who may see its case, or on the case's own page; there no picture of an answer that was not approved.
 * @param form `thumb`: at most 480 px wide; `play`: the same voice as browsers play it.
 * @throws Refusal `not_found`, `unavailable` while it is not fetched yet.
 */
export async function readAttachment(
  ctx: Context,
  id: number,
  by: Actor | { caseNumber: string },
  form: AttachmentForm = 'full',
): Promise<AttachmentBytes> {
  const row = await ctx.db.read.attachment.findUnique({ where: { id }, include: { case: true, reply: true } })
  const allowed =
    row &&
    ('caseNumber' in by
      ? row.case?.number === by.caseNumber && (row.reply === null || row.reply.status === 'approved')
      : row.case
        ? canSee(by, row.case)
        : may(by, 'seeConversations') && scopeOf(by) === null)
  if (!row || !allowed) throw new Refusal('not_found', '没有这个附件。')
  if (row.status === 'pending') throw new Refusal('unavailable', '还在从渠道下载，请稍后再看。')
  if (row.status === 'failed' || row.hash === null)
    throw new Refusal('not_found', row.error ?? '附件没有取到。')
  const name = `${row.case?.number ?? '会话'}-${row.id}`
  if (form === 'play' && row.playHash !== null) {
    const wav = await ctx.files.get(row.playHash)
    return { bytes: wav, mime: 'audio/wav', name: `${name}.wav`, inline: true }
  }
  const bytes = await ctx.files.get(row.hash)
  if (row.mime && PICTURE.test(row.mime)) {
    const picture = sharp(bytes, { limitInputPixels: 60_000_000 }).rotate()
    const sized = form === 'thumb' ? picture.resize({ width: 480, withoutEnlargement: true }) : picture
    try {
      // Drawn anew: no script, no location data, nothing hidden behind the picture.
      return {
        bytes: await sized.jpeg({ quality: 82 }).toBuffer(),
        mime: 'image/jpeg',
        name: `${name}.jpg`,
        inline: true,
      }
    } catch {
      return { bytes, mime: 'application/octet-stream', name: `${name}.bin`, inline: false }
    }
  }
  const playable = isPlayable(row.mime)
  return {
    bytes,
    mime: playable ? row.mime! : 'application/octet-stream',
    name: (row.case?.anonymous === false && row.name) || `${name}${ENDINGS[row.mime ?? ''] ?? ''}`,
    inline: playable,
  }
}
