import { Refusal } from '../../../domain/base/errors.ts'
import { downloadName } from '../../../domain/base/media/file-name.ts'
import { canBePlayed, canBeShown, endingOf, UNKNOWN } from '../../../domain/base/media/media-type.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee, may, scopeOf } from '../../../domain/people/policy.ts'
import { fileToOpen } from '../../../store/cases/shown-files.ts'
import type { Context } from '../../base/context.ts'
import { redraw } from '../../base/media/redraw.ts'

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
  const row = await fileToOpen(ctx.db.read, id)
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
 * A stored file for a browser: a picture or sound inline, anything else as a download with the extension of its type.
 * @param given the sender's name for it, where that may be shown
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
  // A picture that was not redrawn on arrival is redrawn now.
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
