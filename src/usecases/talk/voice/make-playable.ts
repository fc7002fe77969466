import { MINUTE } from '../../../domain/base/civil-date.ts'
import { putOffMedia, setPlayable } from '../../../store/talk/media.ts'
import { claimMedia, type MediaRow } from '../../../store/talk/media-claims.ts'
import type { Context } from '../../base/context.ts'
import { decodeVoice, UNPLAYABLE } from './decode-voice.ts'

/** The voice format that browsers cannot play and that we can convert. */
const CONVERTED = 'audio/amr'
/** When storing the result failed (a full disk), it is tried again after this. */
const AGAIN_MS = 15 * MINUTE

/** When a stored file is converted: at once, or never. */
export const playableFrom = (mime: string | null | undefined, now: Date): Date | null =>
  mime === CONVERTED ? now : null

/**
 * Converts WeChat's voice messages, one after the other; the original stays. An undecodable one stays a download with
 * a note.
 * @returns how many were tried.
 */
export async function makePlayable(ctx: Context, limit = 5): Promise<number> {
  const now = ctx.now()
  const due = await claimMedia(ctx.db, 'stored', now, limit, false)
  for (const row of due) {
    try {
      await convert(ctx, row)
    } catch (error) {
      ctx.log.error({ err: error, attachment: row.id }, 'a voice could not be kept as browsers play it')
      await ctx.db.inTransaction(tx => putOffMedia(tx, row.id, new Date(now.getTime() + AGAIN_MS)))
    }
  }
  return due.length
}

async function convert(ctx: Context, row: MediaRow): Promise<void> {
  const decoded = await ctx.files.get(row.hash ?? '').then(decodeVoice, (error: unknown) => {
    ctx.log.error({ err: error, attachment: row.id }, 'a voice could not be read')
    return { why: UNPLAYABLE.broken }
  })
  const play = 'wav' in decoded ? { hash: await ctx.files.put(decoded.wav) } : { error: decoded.why }
  await ctx.db.inTransaction(tx => setPlayable(tx, row.id, play))
  if (row.case) ctx.caseChanged(row.case.number)
}
