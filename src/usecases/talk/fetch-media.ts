import { backoffMs } from '../../domain/base/backoff.ts'
import { DAY, HOUR } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { downloadName, safeName } from '../../domain/base/media/file-name.ts'
import { canBePlayed, canBeShown, endingOf, howToOpen, UNKNOWN } from '../../domain/base/media/media-type.ts'
import type { ChatChannel } from '../../domain/base/message.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { canSee, may, scopeOf } from '../../domain/people/policy.ts'
import type { Db } from '../../store/base/database.ts'
import { bytesSince, roughBytes } from '../../store/cases/attachments.ts'
import { claimMedia } from '../../store/talk/media-claims.ts'
import { addOutbound } from '../../store/talk/messages.ts'
import type { Context } from '../base/context.ts'
import { enoughDisk } from '../base/media/enough-disk.ts'
import { keepAnonymous, pleaseSendJpeg } from '../base/media/for-anonymous.ts'
import { redraw } from '../base/media/redraw.ts'
import { type StoredMedia, storeMedia } from '../base/media/store-media.ts'
import { playableFrom } from './voice/make-playable.ts'

/** After so many tries that failed of themselves a file is given up. */
const MAX_ATTEMPTS = 8
/** A channel that is down says nothing of the file: it is tried as long as WeChat keeps it, and a little more. */
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

/** Of one resident's files in a day; what is more waits at the channel until the next. */
const CONTACT_DAY_BYTES = 300 * 1024 * 1024

/** @throws Refusal `unavailable`, `no_space`: not now */
async function mayFetch(ctx: Context, contactId: number | null, now: Date): Promise<void> {
  await enoughDisk(ctx, 0)
  if (contactId === null) return
  const sent = await bytesSince(ctx.db.read, contactId, new Date(now.getTime() - DAY))
  if (sent > CONTACT_DAY_BYTES) throw new Refusal('unavailable', '这位群众一天里发来的文件太多，晚些再取。')
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
  const ours = `${row.case?.number ?? '会话'}-${row.id}`
  if (form === 'play' && row.playHash !== null) {
    const wav = await bytesOf(ctx, row.playHash)
    return { bytes: wav, mime: 'audio/wav', name: `${ours}.wav`, inline: true }
  }
  return present(ctx, row, ours, form, row.case?.anonymous === false ? row.name : null)
}

/** @throws Refusal `not_found` for a file that is gone or damaged; the log names its row, never its content */
async function bytesOf(ctx: Context, hash: string): Promise<Buffer> {
  return ctx.files.get(hash).catch((error: unknown) => {
    ctx.log.error({ err: error }, 'an attachment could not be read')
    throw new Refusal(
      'not_found',
      '这个附件坏了或者不见了，打不开。请告诉管理员；群众再发一次同样的照片，这里会自动补上。',
    )
  })
}

/**
 * A kept file as a browser gets it: a picture or sound in its place, anything else as a download with the ending of what it is.
 * @param given what the sender called it, where that may be told
 */
export async function present(
  ctx: Context,
  row: { hash: string | null; mime: string | null; cleaned: boolean | null },
  ours: string,
  form: AttachmentForm,
  given: string | null = null,
): Promise<AttachmentBytes> {
  const bytes = await bytesOf(ctx, row.hash ?? '')
  const shown = canBeShown(row.mime)
  // What was not drawn anew when it came is drawn anew now.
  if (shown && (form === 'thumb' || !row.cleaned)) {
    const drawn = await redraw(bytes, {
      ...(form === 'thumb' && { longest: THUMB }),
      own: row.cleaned === true,
    })
    if (drawn) return { bytes: drawn, mime: 'image/jpeg', name: `${ours}.jpg`, inline: true }
    return { bytes, mime: UNKNOWN.mime, name: `${ours}${UNKNOWN.ending}`, inline: false }
  }
  const inline = shown || canBePlayed(row.mime)
  return {
    bytes,
    mime: inline ? row.mime! : UNKNOWN.mime,
    name: downloadName(shown ? null : given, ours, endingOf(row.mime)),
    inline,
  }
}

/** Pixels of the longer side in a list. */
const THUMB = 480

/** What was fetched, or why an anonymous case does not get it; its sender is told what to send instead. */
async function noteFetched(
  tx: Db,
  ctx: Context,
  id: number,
  stored: StoredMedia,
  name: string | undefined,
): Promise<void> {
  const now = ctx.now()
  const row = await tx.attachment.findUniqueOrThrow({ where: { id }, include: { contact: true, case: true } })
  const given = row.name ?? name
  await tx.attachment.update({
    where: { id },
    data: {
      status: 'stored',
      hash: stored.hash,
      bytes: roughBytes(stored.bytes),
      mime: stored.mime,
      // What nobody knows is what it was sent as; that says nothing of whether it can be shown.
      kind: stored.mime === UNKNOWN.mime ? row.kind : stored.kind,
      cleaned: stored.cleaned,
      name: given === undefined || row.case?.anonymous ? null : safeName(given),
      nextAt: playableFrom(stored.mime, now),
      error: null,
    },
  })
  const locale = row.contact?.locale ?? null
  // Asked in this transaction: the case may have become anonymous while the file was on its way.
  const refused = row.case ? await keepAnonymous(tx, row.case, locale) : undefined
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
