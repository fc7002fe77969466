import { isReminderKind, reminderRuleOf } from '../../domain/notify/reminders.ts'
import { canSee } from '../../domain/people/policy.ts'
import { caseWithUnseen, countUnseen, markSeen, remindersFor } from '../../store/notify/reminders.ts'
import type { Context } from '../base/context.ts'
import { shownText } from '../office/shown-text.ts'
import type { SignedIn } from '../people/sign-in.ts'
import { aboutIfReadable } from './push-reminders.ts'

const PAGE = 30

/** An officer's reminders, newest first. `before`: the `next` of the page before. */
export async function deskReminders(ctx: Context, by: SignedIn, before?: number) {
  const rows = await remindersFor(ctx.db.read, by.id, PAGE + 1, before)
  const page = rows.slice(0, PAGE)
  const shown = shownText(ctx)
  return {
    items: page.map(row => {
      // A case may have gone to another department since: then its words are no longer theirs.
      const sees = row.case !== null && canSee(by, row.case)
      const about = row.case && aboutIfReadable(ctx, row.case)
      return {
        id: row.id,
        title: isReminderKind(row.kind) ? reminderRuleOf(row.kind).title : row.kind,
        page: (isReminderKind(row.kind) && reminderRuleOf(row.kind).page) || null,
        detail: (sees || row.case === null) && row.detail ? shown(row.detail) : null,
        at: row.at.toISOString(),
        seen: row.seenAt !== null,
        case: row.case && about && { ...about, title: sees ? shown(row.case.title) : null },
      }
    }),
    next: rows.length > PAGE ? page.at(-1)!.id : null,
  }
}

export type DeskReminders = Awaited<ReturnType<typeof deskReminders>>

export const unseenReminders = (ctx: Context, by: { id: number }): Promise<number> =>
  countUnseen(ctx.db.read, by.id)

/** Everything up to the one last shown: what came in while the page lay open stays new. */
export const readReminders = (ctx: Context, by: SignedIn, upTo: number): Promise<number> =>
  ctx.db.inTransaction(tx => markSeen(tx, { officerId: by.id, upTo }, ctx.now()))

/** Who opens a case has seen what was to be said about it. */
export async function sawCase(ctx: Context, by: SignedIn, number: string): Promise<void> {
  const caseId = await caseWithUnseen(ctx.db.read, by.id, number)
  if (caseId === null) return
  await ctx.db.inTransaction(tx => markSeen(tx, { officerId: by.id, caseId }, ctx.now()))
}
