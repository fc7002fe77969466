import { MINUTE, minuteOfDay, shanghaiDate } from '../base/civil-date.ts'
import type { Calendar } from '../office/calendar.ts'

/**
 * Decides when and how an officer is notified outside the desk, from the reminders due and the messages sent lately.
 * Pure.
 */

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

/** More than `messages` within `withinMs` become one summary. */
export const FLOOD = { messages: 5, withinMs: 10 * MINUTE }

/** Messages sent lately, oldest first. */
interface Sent {
  at: Date
  summary: boolean
}

type PushPlan =
  | { do: 'each' }
  | { do: 'summary' }
  /** A summary was sent lately: the other reminders wait for the next. */
  | { do: 'wait'; until: Date }

/** Plans how `due` reminders are sent now. */
export function planPush(due: number, sent: readonly Sent[], now: Date): PushPlan {
  // Messages dated later than now were sent before the clock was set back.
  const recent = sent.filter(s => s.at <= now && s.at.getTime() > now.getTime() - FLOOD.withinMs)
  if (recent.length + due <= FLOOD.messages) return { do: 'each' }
  const summary = recent.findLast(s => s.summary)
  if (summary) return { do: 'wait', until: new Date(summary.at.getTime() + FLOOD.withinMs) }
  return { do: 'summary' }
}
