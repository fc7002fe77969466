import { addDays, HOUR, instantOf, shanghaiDate } from '../base/civil-date.ts'
import type { Calendar, Hours } from '../office/calendar.ts'

/**
 * Cases that come in a burst are accepted and numbered like any other, and their clock runs; but they are listed in a
 * view of their own until an officer has looked, so that a flood does not bury the other cases.
 */

/** The limit that was exceeded. */
export type HeldReason = 'network' | 'contact' | 'open'

/** A held case is released automatically after this many opening hours. */
export const HELD_OPEN_HOURS = 4
/** It is also released when no more than this is left to accept it. */
export const HELD_BEFORE_ACCEPTANCE_MS = HOUR

/** A holiday of nine days has no opening hour in it. */
const MOST_DAYS = 60

/**
 * The instant since which the office was open for `hours` hours, up to `at`. Cases held before it are released. The
 * epoch when there is none.
 */
export function openHoursBefore(
  at: Date,
  hours: number,
  { calendar, hours: opening }: { calendar: Calendar; hours: Hours },
): Date {
  let left = hours * HOUR
  for (let back = 0; back < MOST_DAYS; back++) {
    const day = addDays(shanghaiDate(at), -back)
    if (!calendar.isWorkingDay(day)) continue
    const spans = opening
      .map(({ from, to }) => [
        instantOf(day, minutesOf(from)).getTime(),
        instantOf(day, minutesOf(to)).getTime(),
      ])
      .sort(([a], [b]) => b! - a!)
    for (const [from, to] of spans) {
      const end = Math.min(to!, at.getTime())
      if (end <= from!) continue
      if (end - from! >= left) return new Date(end - left)
      left -= end - from!
    }
  }
  return new Date(0)
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
