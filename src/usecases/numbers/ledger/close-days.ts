import { addDays, type CivilDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { type Entry, inLedgerOrder } from '../../../domain/numbers/ledger/entry.ts'
import { newestCheckpoint } from '../../../store/numbers/ledger/checkpoints.ts'
import { type Head, readHead } from '../../../store/numbers/ledger/head.ts'
import { waitingDays } from '../../../store/numbers/ledger/waiting.ts'
import { notice } from '../../../store/office/notices.ts'
import type { Context } from '../../base/context.ts'
import { countAll } from '../count-all.ts'
import { append, Overtaken } from './append.ts'
import { calendarHash, rememberCalendar } from './calendar.ts'
import { changeKey, waitingKey } from './change-key.ts'
import { casesToEnter, enterHistory, saveEntered } from './entering.ts'
import { openingEntry, openLedger } from './open-ledger.ts'

/** A day is closed this long after its end: a transaction that began before midnight has ended by then. */
const GRACE_MS = 5 * 60_000

/** Entries appended by one transaction, about 20 ms, during which nothing else is written. */
const PART = 500

/** How often another process may be first before this one leaves the rest to it. */
const TRIES = 20

/**
 * Closes every day that is over: what waits gets its place, then the day is marked as closed and the size signed.
 * Several processes may try at once, and each may be killed at any point: a part is appended whole or not at all, and
 * only a signed size is published.
 * @returns the last day that is closed
 */
export async function closeDays(ctx: Context, signal?: AbortSignal): Promise<CivilDate | null> {
  await rememberCalendar(ctx)
  await openLedger(ctx)
  for (let tries = TRIES; ; tries--) {
    try {
      return await closeAll(ctx, signal)
    } catch (error) {
      if (!(error instanceof Overtaken) || tries <= 1) throw error
    }
  }
}

async function closeAll(ctx: Context, signal: AbortSignal | undefined): Promise<CivilDate | null> {
  let head = (await readHead(ctx.db.read))!
  if (head.closedOn === null) head = await closeFirst(ctx, head)
  const last = addDays(shanghaiDate(new Date(ctx.now().getTime() - GRACE_MS)), -1)
  if (head.closedOn! >= last) return head.closedOn
  const days = await waitingDays(ctx.db.read, addDays(head.closedOn!, 1), last)
  for (const day of [...days, last]) {
    if (signal?.aborted) break
    head = await closeDay(ctx, head, day, [])
  }
  return head.closedOn
}

/** The opening: what is still owed, or due later, with its history. */
async function closeFirst(ctx: Context, head: Head): Promise<Head> {
  const day = head.openedOn
  await countAll(ctx)
  await enterHistory(ctx, day)
  return closeDay(ctx, head, day, head.size === 0 ? [await openingEntry(ctx, day)] : [])
}

/** @param before entries that stand before those of cases */
async function closeDay(ctx: Context, head: Head, day: CivilDate, before: readonly Entry[]): Promise<Head> {
  const { leaves, cases, unreadable } = await casesToEnter(ctx, head, day)
  const end: Entry = { v: 1, event: 'day', day, calendar: calendarHash(ctx.content().calendar) }
  const change = await keyEntry(ctx, head, day)
  const placed = change ? [...leaves, ofLog(change)].sort((a, b) => inLedgerOrder(a.entry, b.entry)) : leaves
  const all = [...before.map(ofLog), ...placed, ofLog(end)]
  let now = head
  for (let at = 0; at < all.length; at += PART) {
    const part = all.slice(at, at + PART)
    const ends = at + PART >= all.length
    now = await ctx.db.inTransaction(async tx => {
      const place = part.findIndex(leaf => leaf.entry.event === 'key')
      const key = part[place]?.entry.key
      // Before anything is signed: the new key signs the size that this closing ends with.
      if (key !== undefined && !(await changeKey(tx, ctx, now, key, now.size + place))) throw new Overtaken()
      const next = await append(tx, ctx, now, part, ends ? day : undefined)
      await saveEntered(tx, cases, part.filter(isOfCase), ends)
      return next
    })
  }
  if (unreadable.length > 0) await tellUnreadable(ctx, unreadable)
  return now
}

/**
 * The entry of a change of key, when one waits. Not in the opening; nor in a batch of which a part is there already,
 * because its place would be in that part.
 */
async function keyEntry(ctx: Context, head: Head, day: CivilDate): Promise<Entry | undefined> {
  const key = await waitingKey(ctx.db.read)
  if (key === null || head.closedOn === null) return undefined
  const signed = await newestCheckpoint(ctx.db.read)
  return signed?.size === head.size ? { v: 1, event: 'key', day, key } : undefined
}

async function tellUnreadable(ctx: Context, ids: readonly number[]): Promise<void> {
  ctx.log.error({ cases: ids }, 'records that cannot be read are not in the ledger')
  const words = `有 ${ids.length} 件的记录读不出来，没有记入台账；修好以后会补记，台账上看得出是补的。`
  await notice(ctx.db, 'ledger_left_out', words, ctx.now())
}

const ofLog = (entry: Entry) => ({ caseId: null, entry })

type OfCase = Awaited<ReturnType<typeof casesToEnter>>['leaves'][number]
const isOfCase = (leaf: OfCase | ReturnType<typeof ofLog>): leaf is OfCase => leaf.caseId !== null
