import { randomUUID } from 'node:crypto'
import { OPEN } from '../domain/case.ts'
import { escalates, type Mark } from '../domain/marks.ts'
import type { ChatChannel } from '../domain/message.ts'
import { fireTimer, settle } from '../flow/mod.ts'
import { findCaseByNumber, toCase } from '../store/cases.ts'
import { lockContactById } from '../store/contacts.ts'
import type { Db } from '../store/database.ts'
import { dueSessions, loadSession, saveSession } from '../store/flow-sessions.ts'
import { addOutbound } from '../store/messages.ts'
import type { Context } from './context.ts'
import { moveCaseIn } from './move-case.ts'
import { onOurSite } from './on-our-site.ts'
import { markColumns } from './open-case.ts'
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
  await fireMarks(ctx)
  await closeUnrated(ctx)
}

/** Reminds residents who stopped in the middle of a dialogue, and lets it rest (draft kept) when it expires. */
async function fireTimers(ctx: Context): Promise<void> {
  const now = ctx.now()
  for (const { contactId } of await dueSessions(ctx.db.read, now, BATCH)) {
    try {
      await ctx.db.inTransaction(async tx => {
        const contact = await lockContactById(tx, contactId)
        const stored = await loadSession(tx, ctx.secrets, contactId)
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
        await saveSession(tx, ctx.secrets, contactId, turn.session, firstMessageId, now)
        for (const outbound of onOurSite(ctx, turn.messages)) {
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

/**
 * Tells that time passes: half of it, 80 %, the deadline, each working day after. What was missed while the service
 * was down is told in order, but of the daily ones only the last.
 */
async function fireMarks(ctx: Context): Promise<void> {
  const now = ctx.now()
  for (;;) {
    const due = await ctx.db.read.case.findMany({
      where: { nextMarkAt: { lte: now } },
      orderBy: { nextMarkAt: 'asc' },
      take: BATCH,
      select: { number: true },
    })
    for (const { number } of due) await ctx.db.inTransaction(tx => fireMark(tx, ctx, number, now))
    if (due.length === 0) return
  }
}

async function fireMark(tx: Db, ctx: Context, number: string, now: Date): Promise<void> {
  const row = (await findCaseByNumber(tx, number))!
  if (!row.nextMarkAt || row.nextMarkAt > now || !row.nextMark) return
  const c = toCase(row)
  const mark = row.nextMark as Mark
  const following = markColumns(ctx, c, row.nextMarkAt)
  // Taken by moving it on: another process that saw the same mark finds it gone.
  const { count } = await tx.case.updateMany({
    where: { id: row.id, nextMarkAt: row.nextMarkAt },
    data: following,
  })
  if (count === 0) return
  const superseded =
    mark.startsWith('overdue:') && following.nextMarkAt !== null && following.nextMarkAt <= now
  if (superseded || !OPEN.includes(c.status)) return
  await moveCaseIn(tx, ctx, row, escalates(mark) ? 'escalate' : 'remind', { mark }, { kind: 'system' })
  ctx.caseChanged(number)
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
