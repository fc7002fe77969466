import { isReminderKind, REMINDER_PAGES, reminderRuleOf } from '../../domain/notify/reminders.ts'
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
      // The case may have moved to another department since; then the officer may no longer see its words.
      const sees = row.case !== null && canSee(by, row.case)
      const about = row.case && aboutIfReadable(ctx, row.case)
      return {
        id: row.id,
        title: isReminderKind(row.kind) ? reminderRuleOf(row.kind).title : row.kind,
        page: pageOf(row.kind),
        detail: (sees || row.case === null) && row.detail ? shown(row.detail) : null,
        at: row.at.toISOString(),
        seen: row.seenAt !== null,
        case: row.case && about && { ...about, title: sees ? shown(row.case.title) : null },
      }
    }),
    next: rows.length > PAGE ? page.at(-1)!.id : null,
  }
}

/** The address below `/desk` of the page that a reminder about no case links to. */
function pageOf(kind: string): string | null {
  const page = isReminderKind(kind) ? reminderRuleOf(kind).page : undefined
  return page ? REMINDER_PAGES[page] : null
}

export type DeskReminders = Awaited<ReturnType<typeof deskReminders>>

export const unseenReminders = (ctx: Context, by: { id: number }): Promise<number> =>
  countUnseen(ctx.db.read, by.id)

/** Marks all reminders up to the last one shown as read; later ones stay new. */
export const readReminders = (ctx: Context, by: SignedIn, upTo: number): Promise<number> =>
  ctx.db.inTransaction(tx => markSeen(tx, { officerId: by.id, upTo }, ctx.now()))

/** Marks a case's reminders as seen when the officer opens the case. */
export async function markCaseSeen(ctx: Context, by: SignedIn, number: string): Promise<void> {
  const caseId = await caseWithUnseen(ctx.db.read, by.id, number)
  if (caseId === null) return
  await ctx.db.inTransaction(tx => markSeen(tx, { officerId: by.id, caseId }, ctx.now()))
}
