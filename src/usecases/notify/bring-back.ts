import { bringBackLetters } from '../../store/delivery/letters.ts'
import { bringBackOutbox } from '../../store/delivery/outbox.ts'
import { bringBackReminders } from '../../store/notify/reminders.ts'
import { bringBackMedia } from '../../store/talk/media-claims.ts'
import type { Context } from '../base/context.ts'
import { LANES } from '../delivery/outbox-lanes.ts'

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
