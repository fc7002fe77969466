import { randomUUID } from 'node:crypto'
import { DAY, MINUTE } from '../../domain/base/civil-date.ts'
import type { ChatChannel } from '../../domain/base/message.ts'
import { escalates, type Mark } from '../../domain/cases/marks.ts'
import { fireTimer } from '../../flow/mod.ts'
import type { Db } from '../../store/base/database.ts'
import { lockCase, toCase } from '../../store/cases/cases.ts'
import { type DueCase, type DuePlace, dueClosing, dueMarks } from '../../store/cases/due-cases.ts'
import { lockContactById } from '../../store/talk/contacts.ts'
import { dueSessions, loadSession, putOffTimers, saveSession } from '../../store/talk/flow-sessions.ts'
import { addOutbound } from '../../store/talk/messages.ts'
import type { Context } from '../base/context.ts'
import { onOurSite } from '../base/on-our-site.ts'
import { heldTooLong, releaseUnseen } from '../cases/moving/held-cases.ts'
import { moveCaseIn } from '../cases/moving/move-case.ts'
import { markColumns } from '../cases/moving/open-case.ts'
import { settleTurn } from './actions/settle.ts'
import { followDialogue } from './first-messages/follow-dialogue.ts'
import { pinnedFlows } from './pinned-flows.ts'
import { worldOf } from './world.ts'

const BATCH = 50
/** A dialogue's timer that failed is tried again after this. */
const TIMER_AGAIN_MS = 10 * MINUTE

/**
 * Once a minute: everything that the passing of time causes. Safe to run twice at once: every step checks inside its
 * transaction whether it is still due. Failures are logged and counted, tried again a minute later, and do not block
 * what follows.
 * @throws Error when something failed, after everything else was done
 */
export async function sweep(ctx: Context, signal?: AbortSignal): Promise<void> {
  const failures: unknown[] = []
  for (const step of [fireTimers, releaseHeld, fireMarks, closeUnrated]) {
    if (signal?.aborted) return
    failures.push(...(await step(ctx).catch((error: unknown) => [error])))
  }
  if (failures.length === 0) return
  const [first] = failures
  const words = first instanceof Error ? first.message : String(first)
  throw new Error(`${failures.length} things that were due failed, the first: ${words}`, { cause: first })
}

/** Reminds residents who stopped in the middle of a dialogue, and suspends it when it expires (the draft is kept). */
async function fireTimers(ctx: Context): Promise<unknown[]> {
  const now = ctx.now()
  const failed: unknown[] = []
  for (let after = 0; ; ) {
    const due = await dueSessions(ctx.db.read, now, after, BATCH)
    for (const { contactId } of due) {
      try {
        await ctx.db.inTransaction(tx => fireTimerOf(tx, ctx, contactId, now))
        ctx.wakeOutbox()
      } catch (error) {
        failed.push(error)
        ctx.log.error({ err: error, contactId }, 'a dialogue timer failed')
        await ctx.db.inTransaction(tx =>
          putOffTimers(tx, contactId, now, new Date(now.getTime() + TIMER_AGAIN_MS)),
        )
      }
    }
    if (due.length < BATCH) return failed
    after = due.at(-1)!.contactId
  }
}

async function fireTimerOf(tx: Db, ctx: Context, contactId: number, now: Date): Promise<void> {
  const contact = await lockContactById(tx, contactId)
  const stored = await loadSession(tx, ctx.secrets, contactId)
  if (!stored) return
  const { session, firstMessageId } = stored
  const due = (at: string | null) => at !== null && Date.parse(at) <= now.getTime()
  const which = due(session.expiresAt) ? 'expire' : due(session.remindAt) ? 'remind' : undefined
  if (!which) return
  const flows = await pinnedFlows(tx, ctx, session)
  const world = await worldOf(tx, ctx, contact)
  const acting = {
    tx,
    ctx,
    contact,
    inbound: { channel: contact.channel as ChatChannel },
    firstMessageId,
    messageId: firstMessageId,
  }
  const fired = fireTimer(flows, session, which, world)
  const { turn, notes, calls, hide } = await settleTurn(acting, flows, fired, world)
  const followed = await followDialogue(tx, ctx, contactId, {
    before: stored.followed ?? null,
    goesOn: true,
    text: undefined,
    at: now,
    flows,
    turn,
    calls,
    anonymous: hide !== undefined,
    expired: which === 'expire',
  })
  await saveSession(tx, ctx.secrets, contactId, { session: turn.session, firstMessageId, followed }, now)
  for (const outbound of onOurSite(ctx, [...notes.map(text => ({ text })), ...turn.messages])) {
    await addOutbound(tx, ctx.secrets, {
      contactId,
      outbound,
      purpose: 'dialogue',
      // Not the session's id, which may contain a case's number (invite-rating).
      dedupeKey: `timer:${randomUUID()}`,
      now,
    })
  }
}

/**
 * Handles the due cases, page by page, each in its own transactions: one that fails stays due and the scan continues
 * after it.
 */
async function eachDue(
  ctx: Context,
  page: (place: DuePlace | null) => Promise<DueCase[]>,
  work: (number: string) => Promise<void>,
): Promise<{ done: number; failed: unknown[] }> {
  const sum = { done: 0, failed: [] as unknown[] }
  for (let place: DuePlace | null = null; ; ) {
    const due: DueCase[] = await page(place)
    for (const { number } of due) {
      try {
        await work(number)
        sum.done++
      } catch (error) {
        sum.failed.push(error)
        ctx.log.error({ err: error, case: number }, 'what is due on a case failed')
      }
    }
    if (due.length < BATCH) return sum
    place = due.at(-1)!
  }
}

/** Releases held cases that nobody looked at into triage, so that none is forgotten. */
async function releaseHeld(ctx: Context): Promise<unknown[]> {
  const { failed } = await eachDue(
    ctx,
    place => heldTooLong(ctx, place, BATCH),
    number => releaseUnseen(ctx, number),
  )
  return failed
}

/**
 * Fires deadline marks: half of the time, 80 %, the deadline, each working day after. Marks missed during an outage
 * fire in order, but of the daily ones only the last.
 */
async function fireMarks(ctx: Context): Promise<unknown[]> {
  const now = ctx.now()
  for (;;) {
    const { done, failed } = await eachDue(
      ctx,
      place => dueMarks(ctx.db.read, now, place, BATCH),
      number => ctx.db.inTransaction(tx => fireMark(tx, ctx, number, now)),
    )
    // A case may have missed several.
    if (done === 0) return failed
  }
}

async function fireMark(tx: Db, ctx: Context, number: string, now: Date): Promise<void> {
  const row = (await lockCase(tx, number))!
  if (!row.nextMarkAt || row.nextMarkAt > now || !row.nextMark) return
  const c = toCase(row)
  let [mark, passed] = [row.nextMark as Mark, row.nextMarkAt]
  // Of the daily ones only the last.
  for (;;) {
    const following = markColumns(ctx, c, passed)
    const superseded =
      mark.startsWith('overdue:') && following.nextMarkAt !== null && following.nextMarkAt <= now
    if (!superseded) break
    ;[mark, passed] = [following.nextMark as Mark, following.nextMarkAt!]
  }
  // The move also sets the next mark, so another process that saw the same one waits for the row and finds it gone.
  const name = escalates(mark) ? 'escalate' : 'remind'
  await moveCaseIn(tx, ctx, row, name, { mark }, { kind: 'system' }, { passed })
  ctx.caseChanged(number)
}

/** Closes cases that were answered and neither rated nor reopened for the office's number of days. */
async function closeUnrated(ctx: Context): Promise<unknown[]> {
  const before = new Date(ctx.now().getTime() - ctx.content().office.closeAfterDays * DAY)
  const { failed } = await eachDue(
    ctx,
    place => dueClosing(ctx.db.read, before, place, BATCH),
    async number => {
      await ctx.db.inTransaction(async tx => {
        const row = await lockCase(tx, number)
        if (row?.status === 'answered') await moveCaseIn(tx, ctx, row, 'close', {}, { kind: 'system' })
      })
      ctx.caseChanged(number)
    },
  )
  return failed
}
