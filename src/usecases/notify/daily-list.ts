import { instantOf, shanghaiDate } from '../../domain/base/civil-date.ts'
import { clockTime } from '../../domain/cases/clock.ts'
import { VIEWS, type ViewName } from '../../domain/cases/views.ts'
import { type DailyPart, dailyText } from '../../domain/notify/reminder-text.ts'
import { isReminderKind, type ReminderKind } from '../../domain/notify/reminders.ts'
import type { Role } from '../../domain/office/roles.ts'
import { actorOf } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import { isDuplicate } from '../../store/base/database.ts'
import { runOnceIn } from '../../store/base/job-runs.ts'
import { type DailyList, dailyCases } from '../../store/cases/lists/daily-cases.ts'
import { remindersToList, setListed } from '../../store/notify/reminders.ts'
import { waysOf } from '../../store/people/officer-ways.ts'
import { type Officer, officersWithWays } from '../../store/people/officers.ts'
import type { Context } from '../base/context.ts'
import { aboutIfReadable, deskUrl } from './push-reminders.ts'
import { isUsable, queueForOfficer } from './tell-officer.ts'

/** Sent from 08:30 until this minute; after a morning's outage the list would be outdated. Shanghai time. */
const FROM_MINUTE = 8 * 60 + 30
const TO_MINUTE = 14 * 60

/** How many cases of each part are named. */
const NAMED = 3

/** A part of the list that is a view of the queue, with the view's name. */
const view = (name: ViewName): readonly [string, DailyList] => [VIEWS[name].name, name]

/** What each role's list shows, in this order. */
const PARTS: Record<Role, readonly (readonly [name: string, list: DailyList])[]> = {
  clerk: [
    ['已超期', 'ownOverdue'],
    ['今天到期', 'ownDueToday'],
    ['督办今天要回复', 'ownSupervision'],
    ['答复被退回', 'ownReturned'],
  ],
  dispatcher: [view('overdue'), ['今天到期', 'dueToday'], view('received'), view('held'), view('objected')],
  reviewer: [view('review')],
  manager: [view('overdue'), ['今天到期', 'dueToday'], view('extensions')],
  auditor: [],
  correspondent: [],
  observer: [],
  admin: [],
}

/** Kinds of reminders that a part of the list already covers. */
const SAID: readonly ReminderKind[] = ['due', 'overdue', 'review', 'returned', 'extension_asked', 'objected']

/**
 * Sends each officer a list on working days at 08:30: what is due today, and new reminders that were not sent. Once
 * per officer and day, whatever is restarted; an empty list is not sent.
 * @returns how many lists were sent.
 */
export async function sendDailyLists(ctx: Context): Promise<number> {
  const now = ctx.now()
  const day = shanghaiDate(now)
  const { calendar } = ctx.content()
  if (!calendar.isWorkingDay(day)) return 0
  if (now < instantOf(day, FROM_MINUTE) || now >= instantOf(day, TO_MINUTE)) return 0
  let sent = 0
  let failed: unknown
  for (const officer of await officersWithWays(ctx.db.read)) {
    try {
      if (await sendList(ctx, officer, day)) sent++
    } catch (error) {
      if (isDuplicate(error)) continue
      ctx.log.error({ err: error, officer: officer.id }, 'a daily list failed')
      failed = error
    }
  }
  if (sent > 0) ctx.wakeOutbox()
  // The others have theirs; the next run tries the failed one again.
  if (failed !== undefined) throw failed
  return sent
}

async function sendList(ctx: Context, officer: Officer, day: string): Promise<boolean> {
  const parts = await partsOf(ctx, officer)
  return ctx.db.inTransaction(async tx => {
    // The row and the messages are one transaction, so the list is sent once or not at all.
    if (!(await runOnceIn(tx, 'daily-list', `${day}:${officer.id}`, ctx.processId, ctx.now()))) return false
    const ways = (await waysOf(tx, officer.id)).filter(w => w.mode !== 'off' && isUsable(ctx, w))
    if (ways.length === 0) return false
    const fresh = await remindersToList(tx, officer.id)
    const others = fresh
      .map(r => r.kind)
      .filter(isReminderKind)
      .filter(kind => !SAID.includes(kind))
    const text = dailyText({ day, parts, others })
    if (text === null) return false
    await setListed(
      tx,
      fresh.map(r => r.id),
      day,
    )
    await queueForOfficer(tx, ctx, ways, {
      key: `daily:${day}:${officer.id}`,
      subject: `【${ctx.content().office.shortName}办件台】${text.split('\n')[0]}`,
      text,
      url: deskUrl(ctx, 'reminders'),
    })
    return true
  })
}

async function partsOf(ctx: Context, officer: Officer): Promise<DailyPart[]> {
  const by = actorOf(officer)
  if (!may(by, 'seeCases')) return []
  const at = clockTime(ctx.now(), ctx.content().calendar)
  return Promise.all(
    PARTS[by.role].map(async ([name, list]) => {
      const { count, first } = await dailyCases(ctx.db.read, by, at, list, NAMED)
      return { name, count, first: first.flatMap(row => aboutIfReadable(ctx, row) ?? []) }
    }),
  )
}
