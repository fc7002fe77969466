import { randomUUID } from 'node:crypto'
import type { ChatChannel } from '../domain/message.ts'
import { fireTimer, settle } from '../flow/mod.ts'
import { findCaseByNumber } from '../store/cases.ts'
import { lockContactById } from '../store/contacts.ts'
import { dueSessions, loadSession, saveSession } from '../store/flow-sessions.ts'
import { addOutbound } from '../store/messages.ts'
import type { Context } from './context.ts'
import { moveCaseIn } from './move-case.ts'
import { pinnedFlows } from './pinned-flows.ts'
import { perform } from './receive-message.ts'
import { worldOf } from './world.ts'

const BATCH = 50

/**
 * Once a minute: what time alone brings about. Safe to run twice at once: every step looks again, inside its
 * transaction, whether it is still due.
 */
export async function sweep(ctx: Context): Promise<void> {
  await fireTimers(ctx)
  await closeUnrated(ctx)
}

/** Reminds residents who stopped in the middle of a dialogue, and lets it rest (draft kept) when it expires. */
async function fireTimers(ctx: Context): Promise<void> {
  const now = ctx.now()
  for (const { contactId } of await dueSessions(ctx.db.read, now, BATCH)) {
    try {
      await ctx.db.inTransaction(async tx => {
        const contact = await lockContactById(tx, contactId)
        const stored = await loadSession(tx, contactId)
        if (!stored) return
        const { session, firstMessageId } = stored
        const due = (at: string | null) => at !== null && Date.parse(at) <= now.getTime()
        const which = due(session.expiresAt) ? 'expire' : due(session.remindAt) ? 'remind' : undefined
        if (!which) return
        const flows = await pinnedFlows(tx, ctx, session)
        const world = await worldOf(tx, ctx, contact, false)
        const acting = {
          tx,
          ctx,
          contact,
          inbound: { channel: contact.channel as ChatChannel },
          firstMessageId,
          messageId: firstMessageId,
          changed: new Set<string>(),
        }
        const fired = fireTimer(flows, session, which, world)
        const turn = await settle(flows, fired, world, call => perform(acting, call))
        await saveSession(tx, contactId, turn.session, firstMessageId, now)
        for (const outbound of turn.messages) {
          await addOutbound(tx, {
            contactId,
            outbound,
            purpose: 'dialogue',
            dedupeKey: `timer:${session.id}:${which}:${randomUUID()}`,
            now,
          })
        }
      })
      ctx.wakeOutbox()
    } catch (error) {
      ctx.log.error({ err: error, contactId }, 'a dialogue timer failed')
    }
  }
}

/** Closes what was answered and neither rated nor taken up again for so many days. */
async function closeUnrated(ctx: Context): Promise<void> {
  const before = new Date(ctx.now().getTime() - ctx.content().office.closeAfterDays * 86_400_000)
  const rows = await ctx.db.read.case.findMany({
    where: { status: 'answered', concludedAt: { lte: before } },
    orderBy: { concludedAt: 'asc' },
    take: BATCH,
    select: { number: true },
  })
  for (const { number } of rows) {
    await ctx.db.inTransaction(async tx => {
      const row = await findCaseByNumber(tx, number)
      if (row?.status === 'answered') await moveCaseIn(tx, ctx, row, 'close', {}, { kind: 'system' })
    })
    ctx.caseChanged(number)
  }
}
