import type { CivilDate } from '../base/civil-date.ts'
import { addDays, instantOf, MINUTE, shanghaiDate } from '../base/civil-date.ts'
import type { Calendar, Hours } from '../office/calendar.ts'
import type { Deadline } from './case.ts'
import { isStopped } from './clock.ts'
import { timeUsed } from './deadline.ts'

/**
 * The times of deadline reminders: at half of the time, at 80 %, at the deadline, and on each working day after it
 * (NUMBERS, default policy). The first two go to the holder of the case, the others to the manager.
 */
export type Mark = 'half' | 'most' | 'due' | `overdue:${CivilDate}`

const SHARES = [
  ['half', 0.5],
  ['most', 0.8],
] as const

/** The first minute at which this share of the time is used up. */
function whenUsed(deadline: Deadline, share: number, calendar: Calendar): Date {
  let low = Math.floor(instantOf(deadline.start).getTime() / MINUTE)
  let high = Math.ceil(Date.parse(deadline.dueAt) / MINUTE)
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    // A tolerance for rounding: 5.6 of 7 days is 0.8.
    if (timeUsed(deadline, new Date(middle * MINUTE), calendar) >= share - 1e-9) high = middle
    else low = middle + 1
  }
  return new Date(high * MINUTE)
}

/** The next mark after an instant, or null while the clock is stopped (no reminders until it runs again). */
export function nextMark(
  deadline: Deadline,
  after: Date,
  { calendar, hours }: { calendar: Calendar; hours: Hours },
): { mark: Mark; at: Date } | null {
  if (isStopped(deadline)) return null
  for (const [mark, share] of SHARES) {
    const at = whenUsed(deadline, share, calendar)
    if (at > after) return { mark, at }
  }
  const due = new Date(deadline.dueAt)
  if (due > after) return { mark: 'due', at: due }
  // Every working day after the deadline, when the office opens.
  const at = calendar.nextOpening(new Date(Math.max(after.getTime() + MINUTE, due.getTime())), hours)
  const day = shanghaiDate(at)
  const opening = instantOf(day, minutesOf(hours[0]!.from))
  if (opening > after && opening >= due) return { mark: `overdue:${day}`, at: opening }
  const next = calendar.nextOpening(instantOf(addDays(day, 1)), hours)
  return { mark: `overdue:${shanghaiDate(next)}`, at: next }
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** Whether a mark goes to the manager. */
export const escalates = (mark: Mark): boolean => mark === 'due' || mark.startsWith('overdue:')
