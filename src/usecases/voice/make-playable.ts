import type { Context } from '../context.ts'
import { decodeVoice, UNPLAYABLE } from './decode-voice.ts'

/** Voice that no browser plays, and we can turn into one that they do. */
const CONVERTED = 'audio/amr'
const CLAIM_MS = 60_000

/** When a stored file is to be made playable: at once, or never. */
export const playableFrom = (mime: string | null | undefined, now: Date): Date | null =>
  mime === CONVERTED ? now : null

/**
 * Makes WeChat's voice playable, one after the other; the original stays. What cannot be decoded stays a download and says so.
 * @returns how many were tried.
 */
export async function makePlayable(ctx: Context, limit = 5): Promise<number> {
  const now = ctx.now()
  const due = await ctx.db.inTransaction(async tx => {
    const rows = await tx.attachment.findMany({
      where: { status: 'stored', nextAt: { lte: now } },
      orderBy: { nextAt: 'asc' },
      take: limit,
      include: { case: { select: { number: true } } },
    })
    // Claimed by moving the next try away, as fetching does.
    await tx.attachment.updateMany({
      where: { id: { in: rows.map(r => r.id) } },
      data: { nextAt: new Date(now.getTime() + CLAIM_MS) },
    })
    return rows
  })
  for (const row of due) {
    const decoded = await ctx.files.get(row.hash ?? '').then(decodeVoice, (error: unknown) => {
      ctx.log.error({ err: error, attachment: row.id }, 'a voice could not be read')
      return { why: UNPLAYABLE.broken }
    })
    const data =
      'wav' in decoded
        ? { playHash: await ctx.files.put(decoded.wav), error: null }
        : { playHash: null, error: decoded.why }
    await ctx.db.inTransaction(tx =>
      tx.attachment.update({ where: { id: row.id }, data: { ...data, nextAt: null } }),
    )
    if (row.case) ctx.caseChanged(row.case.number)
  }
  return due.length
}
