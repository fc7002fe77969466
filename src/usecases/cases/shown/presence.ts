import { Refusal } from '../../../domain/base/errors.ts'
import { hasVisibleText } from '../../../domain/base/text/visible-text.ts'
import { MOVES } from '../../../domain/cases/moves.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { canSee } from '../../../domain/people/policy.ts'
import { findCaseByNumber } from '../../../store/cases/cases.ts'
import { dropPresence, presentAt, touchPresence } from '../../../store/cases/presence.ts'
import { dropTyped, dropTypedBefore, keepTyped, typedBy } from '../../../store/cases/typed-drafts.ts'
import type { Context } from '../../base/context.ts'

/**
 * Who else has a case open, and drafts being written on it. The rows expire, so a closed browser or a killed process
 * disappears by itself, and several processes see each other.
 */

type Officer = Actor & { id: number }

/** A page without script says so once, when it is loaded. */
export const PAGE_MS = 120_000
/** An open stream says so again and again. */
export const STREAM_MS = 40_000
const TYPED_DAYS = 30

async function visible(ctx: Context, number: string, by: Officer) {
  const row = await findCaseByNumber(ctx.db.read, number)
  if (!row || !canSee(by, row)) throw new Refusal('not_found', '没有这件诉求。')
  return row
}

/** Auditors only read, so they are not shown to others. */
const counts = (by: Actor) => by.role !== 'auditor'

/** Whether the officer's text is a draft of an answer. */
const mayDraft = (by: Actor) =>
  by.role !== undefined && (MOVES.draft.who as readonly string[]).includes(by.role)

/** Others on this case, as a sentence; '' when nobody is. @throws Refusal `not_found` out of sight */
export async function othersPresent(ctx: Context, number: string, by: Officer): Promise<string> {
  const { id } = await visible(ctx, number, by)
  const others = await presentAt(ctx.db.read, id, by.id, ctx.now())
  const names = (writing: boolean) =>
    others
      .filter(o => o.writing === writing)
      .map(o => o.officer.name)
      .join('、')
  const [write, read] = [names(true), names(false)]
  return [write && `${write}正在写答复`, read && `${read}也开着这件`].filter(Boolean).join('，')
}

/** This officer has the case open for so long. @throws Refusal `not_found` out of sight */
export async function notePresence(ctx: Context, number: string, by: Officer, ms: number): Promise<void> {
  if (!counts(by)) return
  const { id } = await visible(ctx, number, by)
  const now = ctx.now()
  await ctx.db.inTransaction(tx =>
    touchPresence(tx, { caseId: id, officerId: by.id }, now, new Date(now.getTime() + ms)),
  )
}

export async function endPresence(ctx: Context, number: string, by: Officer): Promise<void> {
  const row = await findCaseByNumber(ctx.db.read, number)
  if (row) await ctx.db.inTransaction(tx => dropPresence(tx, { caseId: row.id, officerId: by.id }))
}

/**
 * Stores an unsaved text for this officer alone, on any computer. An empty text deletes it.
 * @throws Refusal `not_found`, `too_large`, `forbidden` for a role that drafts no answers
 */
export async function keepDraft(
  ctx: Context,
  number: string,
  by: Officer,
  typed: { text: string; version: number },
): Promise<Date> {
  if (typed.text.length > 5000) throw new Refusal('too_large', '最多 5000 字。')
  if (!mayDraft(by)) throw new Refusal('forbidden', '您的角色不能写答复。')
  const { id: caseId, status } = await visible(ctx, number, by)
  const now = ctx.now()
  const who = { caseId, officerId: by.id }
  const writing = hasVisibleText(typed.text) && (MOVES.draft.from as readonly string[]).includes(status)
  await ctx.db.inTransaction(async tx => {
    await dropTypedBefore(tx, new Date(now.getTime() - TYPED_DAYS * 86_400_000))
    if (!hasVisibleText(typed.text)) await dropTyped(tx, who)
    else await keepTyped(tx, who, { ...typed, savedAt: now })
    await touchPresence(tx, who, now, new Date(now.getTime() + PAGE_MS), writing)
  })
  return now
}

/** The officer's unsaved text; null when it equals the saved one. */
export async function keptDraft(ctx: Context, number: string, by: Officer) {
  const row = await findCaseByNumber(ctx.db.read, number)
  const typed = row && (await typedBy(ctx.db.read, { caseId: row.id, officerId: by.id }))
  if (!typed || typed.text === row.pendingReply?.text) return null
  return { text: typed.text, savedAt: typed.savedAt, stale: typed.version !== row.version }
}

/** Deletes the unsaved text once it is saved. */
export async function forgetDraft(ctx: Context, number: string, by: Officer): Promise<void> {
  const row = await findCaseByNumber(ctx.db.read, number)
  if (!row) return
  const who = { caseId: row.id, officerId: by.id }
  await ctx.db.inTransaction(async tx => {
    await dropTyped(tx, who)
    await dropPresence(tx, who)
  })
}
