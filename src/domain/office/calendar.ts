import type { CivilDate } from '../base/civil-date.ts'
import {
  civilDate,
  dayNumber,
  instantOf,
  minuteOfDay,
  shanghaiDate,
  weekdayOf,
  yearOf,
} from '../base/civil-date.ts'

/** One year as the State Council's notice sets it. Made by `parseCalendar`. */
export interface CalendarYear {
  year: number
  /** Raised when the file is corrected; deadlines name the version they were counted with. */
  version: number
  notices: readonly { title: string; number: string }[]
  /** Days off, with the holiday's name. */
  holidays: ReadonlyMap<CivilDate, string>
  /** Weekend days that are worked (调休), with the holiday they make up for. */
  makeUpDays: ReadonlyMap<CivilDate, string>
}

/** Opening hours of a working day, Shanghai time, e.g. `{ from: '08:30', to: '12:00' }`. */
export type Hours = readonly { from: string; to: string }[]

/**
 * Working days of the office, for any year. A year with no file is provisional: Monday to Friday without the
 * public holidays whose date the law itself fixes.
 */
export interface Calendar {
  /** The years that are published. */
  readonly years: readonly CalendarYear[]
  isProvisional(year: number): boolean
  /** `2026@1`, or `2027@provisional`. */
  version(year: number): string
  isWorkingDay(date: CivilDate): boolean
  holidayName(date: CivilDate): string | undefined
  makeUpName(date: CivilDate): string | undefined
  /** Working days in (from, to]; negative when `to` is earlier. */
  workingDaysBetween(from: CivilDate, to: CivilDate): number
  /**
   * The n-th working day after a day, the day itself not counted (day 0); for 0 the day itself.
   * @throws RangeError unless 0 ≤ days ≤ 10,000.
   */
  addWorkingDays(date: CivilDate, days: number): CivilDate
  /** The instant itself while the office is open, else when it next opens. */
  nextOpening(at: Date, hours: Hours): Date
}

/**
 * 全国年节及纪念日放假办法 (2024 revision, in force from 2025-01-01), art. 2: 1 January, 1–2 May, 1–3 October.
 * Before 2025: 1 May only. Spring Festival, Qingming, Dragon Boat and Mid-Autumn move, so they wait for the notice.
 */
const fixedHolidays = (year: number): [string, string][] => [
  ['01-01', '元旦'],
  ['05-01', '劳动节'],
  ...(year >= 2025 ? ([['05-02', '劳动节']] as [string, string][]) : []),
  ['10-01', '国庆节'],
  ['10-02', '国庆节'],
  ['10-03', '国庆节'],
]

/** The fixed-date holidays of a year, which every calendar file must contain. */
export const fixedHolidayDates = (year: number): Map<CivilDate, string> =>
  new Map(fixedHolidays(year).map(([day, name]) => [`${year}-${day}`, name]))

/** Prefix sums of one year, so that adding days needs no loop. `upTo[i]`: working days among the first i days. */
interface YearTable {
  first: number
  upTo: Uint16Array
  workingDays: Uint16Array
  holidays: ReadonlyMap<CivilDate, string>
}

function tableOf(
  year: number,
  holidays: ReadonlyMap<CivilDate, string>,
  makeUp: ReadonlyMap<CivilDate, string>,
) {
  const first = dayNumber(`${year}-01-01`)
  const length = dayNumber(`${year}-12-31`) - first + 1
  const upTo = new Uint16Array(length + 1)
  const workingDays: number[] = []
  for (let i = 0; i < length; i++) {
    const date = civilDate(first + i)
    const works = makeUp.has(date) || (weekdayOf(first + i) <= 5 && !holidays.has(date))
    if (works) workingDays.push(i)
    upTo[i + 1] = workingDays.length
  }
  return { first, upTo, workingDays: Uint16Array.from(workingDays), holidays } satisfies YearTable
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))

/** @throws RangeError when a year is given twice. */
export function makeCalendar(years: readonly CalendarYear[]): Calendar {
  const known = new Map(years.map(y => [y.year, y]))
  if (known.size !== years.length) throw new RangeError('a year has two calendars')
  const tables = new Map<number, YearTable>()
  const none: ReadonlyMap<CivilDate, string> = new Map()

  const table = (year: number): YearTable => {
    let t = tables.get(year)
    if (!t) {
      const y = known.get(year)
      t = tableOf(year, y?.holidays ?? fixedHolidayDates(year), y?.makeUpDays ?? none)
      tables.set(year, t)
    }
    return t
  }
  const total = (year: number) => table(year).workingDays.length
  /** Working days of its year up to and including this day. */
  const upTo = (date: CivilDate) => {
    const t = table(yearOf(date))
    return t.upTo[dayNumber(date) - t.first + 1]!
  }

  const calendar: Calendar = {
    years,
    isProvisional: year => !known.has(year),
    version: year => `${year}@${known.get(year)?.version ?? 'provisional'}`,
    isWorkingDay(date) {
      const t = table(yearOf(date))
      const i = dayNumber(date) - t.first
      return t.upTo[i + 1]! > t.upTo[i]!
    },
    holidayName: date => table(yearOf(date)).holidays.get(date),
    makeUpName: date => known.get(yearOf(date))?.makeUpDays.get(date),
    workingDaysBetween(from, to) {
      if (to < from) return -calendar.workingDaysBetween(to, from)
      let days = upTo(to) - upTo(from)
      for (let year = yearOf(from); year < yearOf(to); year++) days += total(year)
      return days
    },
    addWorkingDays(date, days) {
      if (!Number.isInteger(days) || days < 0 || days > 10_000)
        throw new RangeError(`cannot add ${days} days`)
      if (days === 0) return date
      let year = yearOf(date)
      let index = upTo(date) + days
      while (index > total(year)) index -= total(year++)
      const t = table(year)
      return civilDate(t.first + t.workingDays[index - 1]!)
    },
    nextOpening(at, hours) {
      const today = shanghaiDate(at)
      const spans = hours.map(h => [minutes(h.from), minutes(h.to)] as const).sort((a, b) => a[0] - b[0])
      const minute = minuteOfDay(at)
      if (calendar.isWorkingDay(today)) {
        const span = spans.find(([, to]) => minute < to)
        if (span) return minute >= span[0] ? at : instantOf(today, span[0])
      }
      return instantOf(calendar.addWorkingDays(today, 1), spans[0]?.[0] ?? 0)
    },
  }
  return calendar
}
