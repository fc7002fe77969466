import { bringBackLetters } from '../store/letters.ts'
import { bringBackMedia } from '../store/media-claims.ts'
import { bringBackOutbox } from '../store/outbox.ts'
import { bringBackReminders } from '../store/reminders.ts'
import type { Context } from './context.ts'
import { LANES } from './outbox-lanes.ts'

/**
 * When the clock is set back, what was to be tried again in a minute waits for hours. Whatever waits longer than its
 * own rules ever let it wait is due now: messages, files, letters, reminders. Once a minute.
 */
export async function bringBackWaiting(ctx: Context): Promise<void> {
  const now = ctx.now()
  for (const channel of LANES) await bringBackOutbox(ctx.db, channel, now)
  await ctx.db.inTransaction(async tx => {
    await bringBackMedia(tx, now)
    await bringBackLetters(tx, now)
    await bringBackReminders(tx, now)
  })
}
