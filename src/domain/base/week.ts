import type { CivilDate } from './civil-date.ts'
import { addDays, closeOfDay, dayNumber, instantOf, shanghaiDate, weekdayOf, yearOf } from './civil-date.ts'

/** A reporting week, Monday to Sunday in Shanghai (ISO 8601: week 1 holds the year's first Thursday). */
export interface Week {
  /** `2026-W46`; of a longer period `2026-11`, `2026-Q4`, `2026`. */
  id: string
  from: CivilDate
  to: CivilDate
}

const monday = (date: CivilDate): CivilDate => addDays(date, 1 - weekdayOf(dayNumber(date)))

function fromMonday(from: CivilDate): Week {
  const year = yearOf(addDays(from, 3))
  const first = monday(`${year}-01-04`)
  const n = (dayNumber(from) - dayNumber(first)) / 7 + 1
  return { id: `${year}-W${String(n).padStart(2, '0')}`, from, to: addDays(from, 6) }
}

/** The week an instant falls in. */
export const weekOf = (at: Date): Week => fromMonday(monday(shanghaiDate(at)))

/** The last week that is over: what a Monday's digest is about. */
export const lastFullWeek = (at: Date): Week => shiftWeek(weekOf(at), -1)

/** The week `by` weeks later (earlier when negative). */
export const shiftWeek = (week: Week, by: number): Week => fromMonday(addDays(week.from, 7 * by))

/** The week of the same number a year before; null for a week 53 that the year before did not have. */
export function sameWeekLastYear({ id }: Week): Week | null {
  return weekNamed(`${Number(id.slice(0, 4)) - 1}${id.slice(4)}`)
}

/** The week of this name, or null when there is none. */
export function weekNamed(text: string): Week | null {
  const m = /^(\d{4})-W(\d\d)$/.exec(text)
  if (!m || Number(m[1]) < 1993 || Number(m[1]) > 2199) return null
  const found = shiftWeek(fromMonday(monday(`${m[1]}-01-04`)), Number(m[2]) - 1)
  return found.id === text ? found : null
}

export const beginOf = (week: Week): Date => instantOf(week.from)
/** The first instant after the week. */
export const endOf = (week: Week): Date => closeOfDay(week.to)
