import type { CivilDate } from '../base/civil-date.ts'
import {
  addDays,
  closeOfDay,
  DAY,
  daysBetween,
  HOUR,
  minuteOfDay,
  shanghaiDate,
  yearOf,
} from '../base/civil-date.ts'
import { Refusal } from '../base/errors.ts'
import type { Calendar } from '../office/calendar.ts'
import type { Kind } from '../office/kinds.ts'
import type { DeadlineRule, Office } from '../office/office.ts'
import type { ClockPause, Deadline, DeadlineLength, Deadlines } from './case.ts'
import { explain } from './deadline-text.ts'

/**
 * When the office must have answered. How days count:
 * - Day 0 is the day of receipt; what comes in outside office hours counts as received at the next opening.
 * - A deadline in days ends at the close of its day: `dueAt` is 24:00 in Shanghai, and on time means before it.
 * - Working days follow the calendar. Calendar days (举报, 信访工作条例 arts. 22, 34: 15 and 60 days) run through
 *   weekends and holidays and are not moved when they end on one: the regulation does not say so, and the earlier day is the safe one.
 * - Hours are clock hours from the moment of receipt, day and night: a burst pipe does not wait for office hours.
 * - `originalDueOn` never changes, whatever is granted, stopped, restarted or recomputed later.
 */

type Policy = Pick<Office, 'deadlines' | 'hours'>

/** What determines the rule of a case, and what deadlines are counted with. */
interface Counting {
  kind: Kind
  urgent: boolean
  office: Policy
  calendar: Calendar
}

/** The rule and its name. Limits set by regulation are not shortened to the urgent tier's promise in hours. */
function ruleOf(kind: Kind, urgent: boolean, office: Policy): { name: string; rule: DeadlineRule } {
  const name = urgent && kind !== 'report' && kind !== 'disclosure' ? 'urgent' : kind
  return { name, rule: office.deadlines[name] }
}

function lengthOf(length: DeadlineRule['reply']): DeadlineLength {
  if ('workingDays' in length) return { amount: length.workingDays, unit: 'workingDays' }
  if ('calendarDays' in length) return { amount: length.calendarDays, unit: 'calendarDays' }
  return { amount: length.hours, unit: 'hours' }
}

const later = (date: CivilDate, { amount, unit }: DeadlineLength, calendar: Calendar): CivilDate =>
  unit === 'workingDays' ? calendar.addWorkingDays(date, amount) : addDays(date, amount)

/** Days of this unit in a pause. A pause counts by the dates it begins and ends on, so one within a day is zero. */
function pausedDays(pause: ClockPause, to: Date, unit: DeadlineLength['unit'], calendar: Calendar): number {
  const [a, b] = [shanghaiDate(new Date(pause.from)), shanghaiDate(to)]
  return Math.max(0, unit === 'workingDays' ? calendar.workingDaysBetween(a, b) : daysBetween(a, b))
}

type Base = Omit<
  Deadline,
  'dueOn' | 'dueAt' | 'originalDueOn' | 'calendar' | 'provisional' | 'explanation'
> & {
  receivedAt: string
  originalDueOn?: CivilDate
}

/** Computes a deadline from its parts. The only place where days are added up. */
function count(base: Base, calendar: Calendar): Deadline {
  const { length, extensions = [], pauses = [] } = base
  let dueOn: CivilDate
  let dueAt: Date
  if (length.unit === 'hours') {
    const granted = [length, ...extensions].reduce((sum, l) => sum + l.amount, 0)
    let due = Date.parse(base.receivedAt) + granted * HOUR
    for (const { from, to } of pauses) {
      if (to && Date.parse(from) < due) due += Math.max(0, Date.parse(to) - Date.parse(from))
    }
    dueAt = new Date(due)
    dueOn = shanghaiDate(dueAt)
  } else {
    dueOn = [length, ...extensions].reduce((day, l) => later(day, l, calendar), base.start)
    for (const pause of pauses) {
      if (!pause.to || shanghaiDate(new Date(pause.from)) > dueOn) continue
      const amount = pausedDays(pause, new Date(pause.to), length.unit, calendar)
      dueOn = later(dueOn, { amount, unit: length.unit }, calendar)
    }
    dueAt = closeOfDay(dueOn)
  }
  const first = yearOf(shanghaiDate(new Date(base.receivedAt)))
  const years = Array.from({ length: yearOf(dueOn) - first + 1 }, (_, i) => first + i)
  const deadline: Deadline = {
    ...base,
    dueOn,
    dueAt: dueAt.toISOString(),
    originalDueOn: base.originalDueOn ?? dueOn,
    calendar: years.map(calendar.version).join(' '),
    // Hours need no calendar; calendar days need it only for the day that counts as the first.
    provisional:
      length.unit === 'workingDays'
        ? years.some(calendar.isProvisional)
        : length.unit === 'calendarDays' && calendar.isProvisional(first),
    explanation: '',
  }
  return { ...deadline, explanation: explain(deadline, calendar) }
}

/** Deadlines of a case that is received (or owed again) at an instant. */
export function deadlinesFor({ receivedAt, ...counting }: Counting & { receivedAt: Date }): Deadlines {
  const { office, calendar } = counting
  const { name, rule } = ruleOf(counting.kind, counting.urgent, office)
  const make = (which: 'accept' | 'reply'): Deadline => {
    const length = lengthOf(rule[which])
    const counted = length.unit === 'hours' ? receivedAt : calendar.nextOpening(receivedAt, office.hours)
    return count(
      {
        rule: `${name}.${which}`,
        article: rule.article,
        start: shanghaiDate(counted),
        length,
        receivedAt: receivedAt.toISOString(),
        whileAwaitingResident: rule.whileAwaitingResident,
      },
      calendar,
    )
  }
  return { accept: make('accept'), reply: make('reply') }
}

/** A reopened case is owed again, with a clock of its own from the day it was reopened. */
export const reopenedDeadlines = (_old: Deadlines, { at, ...counting }: Counting & { at: Date }): Deadlines =>
  deadlinesFor({ ...counting, receivedAt: at })

const baseOf = (d: Deadline): Base => ({ ...d, receivedAt: d.receivedAt ?? `${d.start}T00:00:00.000+08:00` })

/**
 * The reply deadline, extended by `days` (of the unit of the office's rule).
 * @throws Refusal `move_refused` when the rule allows no extension, no second one, or none of this length.
 */
export function extendDeadline(
  deadline: Deadline,
  { days, ...counting }: Counting & { days: number },
): Deadline {
  const { rule } = ruleOf(counting.kind, counting.urgent, counting.office)
  if (!rule.extension) throw new Refusal('move_refused', '这类诉求不能延期。')
  if (deadline.extensions?.length) throw new Refusal('move_refused', '这件已经延期过一次，不能再延。')
  const most = lengthOf(rule.extension)
  if (!Number.isInteger(days) || days < 1 || days > most.amount) {
    const unit = { workingDays: '个工作日', calendarDays: '天', hours: '小时' }[most.unit]
    throw new Refusal('move_refused', `延期最少 1 ${unit}，最多 ${most.amount} ${unit}。`)
  }
  return count({ ...baseOf(deadline), extensions: [{ amount: days, unit: most.unit }] }, counting.calendar)
}

/** Starts a pause. Leaves a clock that is already stopped as it is. */
function pauseDeadline(
  deadline: Deadline,
  { at, reason, calendar }: { at: Date; reason: ClockPause['reason']; calendar: Calendar },
): Deadline {
  const pauses = deadline.pauses ?? []
  if (pauses.at(-1)?.to === null) return deadline
  return count(
    { ...baseOf(deadline), pauses: [...pauses, { from: at.toISOString(), to: null, reason }] },
    calendar,
  )
}

/** Ends the pause: the deadline moves by the days that passed meanwhile. */
function resumeDeadline(deadline: Deadline, { at, calendar }: { at: Date; calendar: Calendar }): Deadline {
  const last = deadline.pauses?.at(-1)
  if (!last || last.to !== null) return deadline
  // A machine clock that jumped back must not shorten anything.
  const to = new Date(Math.max(at.getTime(), Date.parse(last.from))).toISOString()
  return count({ ...baseOf(deadline), pauses: [...deadline.pauses!.slice(0, -1), { ...last, to }] }, calendar)
}

/** Stops the reply clock when the resident is asked for more, where the rule says so. */
export function awaitingDeadlines(
  deadlines: Deadlines,
  { at, ...counting }: Counting & { at: Date },
): Deadlines {
  const { rule } = ruleOf(counting.kind, counting.urgent, counting.office)
  if (rule.whileAwaitingResident === 'runs') return deadlines
  const { calendar } = counting
  return { ...deadlines, reply: pauseDeadline(deadlines.reply, { at, reason: 'resident', calendar }) }
}

/**
 * Continues or restarts the clock when the resident has answered, or leaves one that never stopped, as the rule says.
 * @param askedAt when they were asked; not needed when `awaitingDeadlines` was stored then.
 */
export function resumedDeadlines(
  deadlines: Deadlines,
  { at, askedAt, ...counting }: Counting & { at: Date; askedAt?: Date },
): Deadlines {
  const { rule } = ruleOf(counting.kind, counting.urgent, counting.office)
  const { calendar } = counting
  if (rule.whileAwaitingResident === 'runs') return deadlines
  if (rule.whileAwaitingResident === 'restarts') {
    return { ...deadlines, reply: restartDeadline(deadlines.reply, { ...counting, at }) }
  }
  const standing = askedAt
    ? pauseDeadline(deadlines.reply, { at: askedAt, reason: 'resident', calendar })
    : deadlines.reply
  return { ...deadlines, reply: resumeDeadline(standing, { at, calendar }) }
}

/** 政府信息公开条例 art. 30: the reply period counts from the day the corrected application arrives. */
function restartDeadline(deadline: Deadline, { at, ...counting }: Counting & { at: Date }): Deadline {
  const fresh = deadlinesFor({ ...counting, receivedAt: at }).reply
  const { extensions } = deadline
  // A third party that is still being asked does not cost the new period either.
  const running = consultation(deadline, at)
  const base: Base = {
    ...baseOf(fresh),
    restarted: true,
    originalDueOn: deadline.originalDueOn,
    ...(extensions && { extensions }),
    ...(running && { pauses: [{ ...running, from: at.toISOString() }] }),
  }
  return count(base, counting.calendar)
}

/** 政府信息公开条例 art. 32: a third party answers within this many working days. */
const THIRD_PARTY_DAYS = 15

/** The consultation that runs at an instant, if any. */
export const consultation = (deadline: Deadline, now: Date): ClockPause | undefined =>
  deadline.pauses?.findLast(
    p => p.reason === 'thirdParty' && p.to !== null && Date.parse(p.to) > now.getTime(),
  )

/**
 * 政府信息公开条例 arts. 32–33: the time for consulting a third party does not count. The longest possible time is excluded
 * at once, so that the clock continues by itself if nobody answers.
 * @throws Refusal `move_refused` while the clock is stopped, or another consultation runs.
 */
export function askThirdParty(
  deadline: Deadline,
  { at, calendar }: { at: Date; calendar: Calendar },
): Deadline {
  if (deadline.pauses?.at(-1)?.to === null) throw new Refusal('move_refused', '时间已经先停着。')
  if (consultation(deadline, at)) throw new Refusal('move_refused', '已经在征求第三方意见。')
  const to = closeOfDay(calendar.addWorkingDays(shanghaiDate(at), THIRD_PARTY_DAYS))
  // 24:00 of the last day is the next day's first instant: one millisecond before it still belongs to the day.
  const pause: ClockPause = {
    from: at.toISOString(),
    to: new Date(to.getTime() - 1).toISOString(),
    reason: 'thirdParty',
  }
  return count({ ...baseOf(deadline), pauses: [...(deadline.pauses ?? []), pause] }, calendar)
}

/** The third party answered: the clock continues now. Changes nothing once the consultation's time is over. */
export function thirdPartyAnswered(
  deadline: Deadline,
  { at, calendar }: { at: Date; calendar: Calendar },
): Deadline {
  const running = consultation(deadline, at)
  if (!running) return deadline
  // A machine clock that jumped back must not shorten anything.
  const to = new Date(Math.max(at.getTime(), Date.parse(running.from))).toISOString()
  const pauses = deadline.pauses!.map(p => (p === running ? { ...p, to } : p))
  return count({ ...baseOf(deadline), pauses }, calendar)
}

/** Recomputes with another calendar (the year's notice has been published). The original date is kept. */
export function recompute(deadlines: Deadlines, calendar: Calendar, hours: Office['hours']) {
  const again = (d: Deadline): Deadline => {
    const base = baseOf(d)
    // A day that was thought to be open may turn out to be a holiday: then receipt moves as well.
    const start =
      d.length.unit === 'hours'
        ? d.start
        : shanghaiDate(calendar.nextOpening(new Date(base.receivedAt), hours))
    return count({ ...base, start }, calendar)
  }
  const next: Deadlines = { accept: again(deadlines.accept), reply: again(deadlines.reply) }
  const moved = (['accept', 'reply'] as const).flatMap(which => {
    const [from, to] = [deadlines[which].dueOn, next[which].dueOn]
    return from === to ? [] : [{ which, from, to }]
  })
  return { deadlines: next, moved }
}

/**
 * The share of the time that is used up: 0 on day 0, 1 at the deadline, more after it. Counts working time: nights of
 * working days count, weekends and holidays do not. Never decreases.
 */
export function timeUsed(deadline: Deadline, now: Date, calendar: Calendar): number {
  const { unit } = deadline.length
  const position = (at: number): number => {
    if (unit !== 'workingDays') return at / (unit === 'hours' ? HOUR : DAY)
    const date = shanghaiDate(new Date(at))
    const today = calendar.isWorkingDay(date) ? minuteOfDay(new Date(at)) / (24 * 60) : 0
    return calendar.workingDaysBetween(deadline.start, addDays(date, -1)) + today
  }
  const edge = (iso: string) =>
    unit === 'hours' ? Date.parse(iso) : closeOfDay(shanghaiDate(new Date(iso))).getTime()
  const begin =
    unit === 'hours' ? Date.parse(baseOf(deadline).receivedAt) : closeOfDay(deadline.start).getTime()
  const due = Date.parse(deadline.dueAt)
  let used = position(now.getTime()) - position(begin)
  let whole = position(due) - position(begin)
  for (const pause of deadline.pauses ?? []) {
    const from = edge(pause.from)
    const to = pause.to === null ? Number.POSITIVE_INFINITY : edge(pause.to)
    if (now.getTime() > from) used -= position(Math.min(now.getTime(), to)) - position(from)
    if (pause.to !== null && from < due) whole -= position(to) - position(from)
  }
  return whole <= 0 ? (now.getTime() >= due ? 1 : 0) : Math.max(0, used / whole)
}
