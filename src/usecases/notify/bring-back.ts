import { bringBackLetters } from '../../store/delivery/letters.ts'
import { bringBackOutbox } from '../../store/delivery/outbox-claims.ts'
import { bringBackReminders } from '../../store/notify/reminders.ts'
import { bringBackArticles } from '../../store/publish/articles.ts'
import { bringBackMedia } from '../../store/talk/media-claims.ts'
import type { Context } from '../base/context.ts'
import { LANES } from '../delivery/outbox-lanes.ts'

/**
 * When the clock is set back, a retry due in a minute would wait for hours. This makes everything due now that waits
 * longer than its rules allow: messages, files, letters, reminders, articles. Once a minute.
 */
export async function bringBackWaiting(ctx: Context): Promise<void> {
  const now = ctx.now()
  for (const channel of LANES) await bringBackOutbox(ctx.db, channel, now)
  await ctx.db.inTransaction(async tx => {
    await bringBackMedia(tx, now)
    await bringBackLetters(tx, now)
    await bringBackReminders(tx, now)
    await bringBackArticles(tx, now)
  })
}
