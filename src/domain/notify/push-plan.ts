import { MINUTE, minuteOfDay, shanghaiDate } from '../base/civil-date.ts'
import type { Calendar } from '../office/calendar.ts'

/** When and how an officer is told beyond the desk. Pure: what is due and what went out go in, a decision comes out. */

export const WAYS = ['mail', 'wechat', 'telegram'] as const
export type Way = (typeof WAYS)[number]
export const WAY_NAMES: Record<Way, string> = { mail: '电子邮件', wechat: '微信', telegram: 'Telegram' }

/** `now`: each reminder at once, and the daily list. `daily`: the list alone. */
export const WAY_MODES = ['now', 'daily', 'off'] as const
export type WayMode = (typeof WAY_MODES)[number]
export const WAY_MODE_NAMES: Record<WayMode, string> = { now: '随时提醒', daily: '只要每日清单', off: '不用' }

export interface Quiet {
  /** Shanghai wall-clock times, `20:00`. Equal: never quiet by the clock. */
  from: string
  to: string
  /** Whole days off, by the calendar with its 调休. */
  daysOff: boolean
}

export const QUIET: Quiet = { from: '20:00', to: '08:00', daysOff: true }

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Whether an officer does not want to be disturbed at an instant. */
export function isQuiet({ from, to, daysOff }: Quiet, at: Date, calendar: Calendar): boolean {
  if (daysOff && !calendar.isWorkingDay(shanghaiDate(at))) return true
  const [start, end, now] = [minutes(from), minutes(to), minuteOfDay(at)]
  return start <= end ? now >= start && now < end : now >= start || now < end
}

/** So many messages within so long; what comes on top goes together. */
export const FLOOD = { messages: 5, withinMs: 10 * MINUTE }

/** Messages that went out lately, oldest first. */
export interface Sent {
  at: Date
  summary: boolean
}

export type PushPlan =
  | { do: 'each' }
  | { do: 'summary' }
  /** A summary went out lately: the rest waits for the next. */
  | { do: 'wait'; until: Date }

/** How so many reminders that are due go out now. */
export function planPush(due: number, sent: readonly Sent[], now: Date): PushPlan {
  // What went out later than now was dated by a clock that has been set back since.
  const recent = sent.filter(s => s.at <= now && s.at.getTime() > now.getTime() - FLOOD.withinMs)
  if (recent.length + due <= FLOOD.messages) return { do: 'each' }
  const summary = recent.findLast(s => s.summary)
  if (summary) return { do: 'wait', until: new Date(summary.at.getTime() + FLOOD.withinMs) }
  return { do: 'summary' }
}
