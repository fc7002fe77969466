import { MINUTE, shanghaiDate } from '../../domain/base/civil-date.ts'
import type { Deadlines } from '../../domain/cases/case.ts'
import { FLOOD, isQuiet, planPush } from '../../domain/notify/push-plan.ts'
import { type About, reminderText, summaryText } from '../../domain/notify/reminder-text.ts'
import {
  ignoresQuietHours,
  isReminderKind,
  REMINDER_PAGES,
  type ReminderKind,
  reminderRuleOf,
} from '../../domain/notify/reminders.ts'
import type { Kind } from '../../domain/office/kinds.ts'
import type { Db } from '../../store/base/database.ts'
import {
  dueReminders,
  officersWithDue,
  pushedSince,
  putOffPushing,
  type ReminderRow,
  setPushed,
  stopPushing,
  waitWithPushing,
} from '../../store/notify/reminders.ts'
import { waysOf } from '../../store/people/officer-ways.ts'
import { lockOfficer } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { quietOf } from '../people/quiet-hours.ts'
import { isUsable, type OfficerMessage, queueForOfficer } from './tell-officer.ts'

/** Officers read at once. */
const OFFICERS = 100
const AGAIN_MS = 5 * MINUTE

/**
 * Sends due reminders, each once however many processes try: the decision and the queued messages are one
 * transaction, under the officer's lock. Reminders in quiet hours wait for the daily list.
 * @returns how many officers were notified.
 */
export async function pushReminders(ctx: Context): Promise<number> {
  let notified = 0
  for (let after = 0; ; ) {
    const officers = await officersWithDue(ctx.db.read, ctx.now(), after, OFFICERS)
    for (const officerId of officers) {
      try {
        if (await ctx.db.inTransaction(tx => pushTo(tx, ctx, officerId))) notified++
      } catch (error) {
        // An error for one officer does not stop the others; theirs are tried again later.
        ctx.log.error({ err: error, officer: officerId }, 'reminders could not be put in line')
        const until = new Date(ctx.now().getTime() + AGAIN_MS)
        await ctx.db.inTransaction(tx => putOffPushing(tx, officerId, ctx.now(), until))
      }
    }
    if (officers.length < OFFICERS) break
    after = officers.at(-1)!
  }
  if (notified > 0) ctx.wakeOutbox()
  return notified
}

/** What a notification may say about a case. */
function aboutOf(
  ctx: Context,
  c: { number: string; kind: string; areaId: string | null; replyDueOn: string; deadlines: string },
): About {
  const area = namesOf(ctx.content()).area(c.areaId)
  const { provisional } = (JSON.parse(c.deadlines) as Deadlines).reply
  return { number: c.number, kind: c.kind as Kind, area, dueOn: c.replyDueOn, provisional }
}

/** The same, or nothing for an unreadable case, so that it does not block the other reminders. */
export function aboutIfReadable(ctx: Context, c: Parameters<typeof aboutOf>[1]): About | null {
  try {
    return aboutOf(ctx, c)
  } catch (error) {
    ctx.log.error({ err: error, case: c.number }, 'a case that is reminded of cannot be read')
    return null
  }
}

export const deskUrl = (ctx: Context, path: string) => `${ctx.config.baseUrl}/desk/${path}`

async function pushTo(tx: Db, ctx: Context, officerId: number): Promise<boolean> {
  const now = ctx.now()
  const officer = await lockOfficer(tx, officerId)
  const due = await dueReminders(tx, officerId, now)
  const ways = officer.disabledAt
    ? []
    : (await waysOf(tx, officerId)).filter(w => w.mode === 'now' && isUsable(ctx, w))
  const quiet = isQuiet(quietOf(officer), now, ctx.content().calendar)
  const going = due.filter(r => ways.length > 0 && (!quiet || ignoresQuietHours(kindOf(r), r.case)))
  await stopPushing(
    tx,
    due.filter(r => !going.includes(r)).map(r => r.id),
  )
  if (going.length === 0) return false

  const sent = await pushedSince(tx, officerId, new Date(now.getTime() - FLOOD.withinMs))
  const plan = planPush(going.length, sent, now)
  const ids = going.map(r => r.id)
  if (plan.do === 'wait') {
    await waitWithPushing(tx, ids, plan.until)
    return false
  }
  for (const telling of plan.do === 'each'
    ? going.map(r => ({ ids: [r.id], ...one(ctx, r) }))
    : [{ ids, ...all(ctx, going) }]) {
    const { ids, ...what } = telling
    await setPushed(tx, ids, what.key, now)
    await queueForOfficer(tx, ctx, ways, what)
  }
  return true
}

const kindOf = (row: ReminderRow): ReminderKind => (isReminderKind(row.kind) ? row.kind : 'nudged')

function one(ctx: Context, row: ReminderRow): OfficerMessage {
  const { shortName } = ctx.content().office
  const kind = kindOf(row)
  const { page } = reminderRuleOf(kind)
  return {
    key: `remind:${row.id}`,
    subject: `【${shortName}办件台】${reminderRuleOf(kind).title}`,
    text: reminderText(kind, row.case && aboutIfReadable(ctx, row.case), shanghaiDate(ctx.now())),
    url: row.case
      ? deskUrl(ctx, `cases/${row.case.number}`)
      : deskUrl(ctx, page ? REMINDER_PAGES[page].replace(/^\//, '') : 'reminders'),
    ...(row.case && { caseNumber: row.case.number }),
  }
}

function all(ctx: Context, rows: readonly ReminderRow[]): OfficerMessage {
  const { shortName } = ctx.content().office
  return {
    key: `remind:${rows[0]!.id}+${rows.length - 1}`,
    subject: `【${shortName}办件台】有 ${rows.length} 条提醒`,
    text: summaryText(rows.map(kindOf)),
    url: deskUrl(ctx, 'reminders'),
  }
}
