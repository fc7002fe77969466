/**
 * Dates and instants in Asia/Shanghai, by arithmetic: the zone has been UTC+8 without daylight saving since
 * 15 September 1991 (IANA tz database), so no time-zone table is read and the machine's zone cannot matter.
 * Dates before 1992 are refused.
 */

/** A date in Shanghai, `YYYY-MM-DD`. */
export type CivilDate = string

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/**
 * Rounds a time down to a multiple of `stepMs`. Times on a resident's own row are stored this way: to the millisecond
 * they would link the row to the message of an anonymous case that was written at the same moment.
 */
export const roundDown = (at: Date, stepMs: number): Date =>
  new Date(Math.floor(at.getTime() / stepMs) * stepMs)
/** The step for the time a resident last wrote and for their sending window. */
export const RESIDENT_STEP = 10 * MINUTE
const OFFSET = 8 * HOUR
const FIRST_YEAR = 1992
const LAST_YEAR = 9999

/** Days since 1970-01-01, for arithmetic on dates. */
export type DayNumber = number

const pad = (n: number, width = 2) => String(n).padStart(width, '0')

/**
 * Days since 1970-01-01 of a text that is an existing day from 1992 on, else NaN. Called for every date that is
 * counted, so it is written for speed.
 */
function parse(text: string): number {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return Number.NaN
  const digit = (i: number) => {
    const n = text.charCodeAt(i) - 48
    return n >= 0 && n <= 9 ? n : Number.NaN
  }
  const year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3)
  const month = digit(5) * 10 + digit(6)
  const day = digit(8) * 10 + digit(9)
  if (!(year >= FIRST_YEAR && month >= 1 && month <= 12 && day >= 1)) return Number.NaN
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  if (!(day <= (month === 2 && leap ? 29 : LENGTHS[month - 1]!))) return Number.NaN
  return Date.UTC(year, month - 1, day) / DAY
}

const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether this is an existing day written `YYYY-MM-DD`, 1992 or later. */
export const isCivilDate = (text: string): boolean => !Number.isNaN(parse(text))

/** @throws RangeError when the text is not an existing day. */
export function dayNumber(date: CivilDate): DayNumber {
  const day = parse(date)
  if (Number.isNaN(day)) throw new RangeError(`not a date: ${date}`)
  return day
}

export function civilDate(day: DayNumber): CivilDate {
  const d = new Date(day * DAY)
  const year = d.getUTCFullYear()
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) throw new RangeError(`day out of range: ${day}`)
  return `${pad(year, 4)}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}`
}

/** The date it is in Shanghai at an instant. */
export const shanghaiDate = (at: Date): CivilDate => civilDate(Math.floor((at.getTime() + OFFSET) / DAY))

/** Minutes since midnight in Shanghai. */
export const minuteOfDay = (at: Date): number =>
  Math.floor(((((at.getTime() + OFFSET) % DAY) + DAY) % DAY) / MINUTE)

/** The instant of a Shanghai wall-clock time; `minute` may be 1440 for 24:00. */
export const instantOf = (date: CivilDate, minute = 0): Date =>
  new Date(dayNumber(date) * DAY - OFFSET + minute * MINUTE)

/** 24:00 of a day: the first instant that is no longer in it. */
export const closeOfDay = (date: CivilDate): Date => instantOf(date, 24 * 60)

export const addDays = (date: CivilDate, days: number): CivilDate => civilDate(dayNumber(date) + days)

/** The same day some months later (or earlier, when negative), or that month's last day: a month after 31 January is 28 February. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number]
  const at = year * 12 + (month - 1) + months
  const [y, m] = [Math.floor(at / 12), at % 12]
  const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate()
  return `${pad(y, 4)}-${pad(m + 1)}-${pad(Math.min(day, last))}`
}

/** How many days `to` is after `from`; negative when before. */
export const daysBetween = (from: CivilDate, to: CivilDate): number => dayNumber(to) - dayNumber(from)

/** 1 = Monday … 7 = Sunday (ISO 8601). */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1

export const yearOf = (date: CivilDate): number => Number(date.slice(0, 4))

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日']

/** `周六` */
export const weekdayName = (date: CivilDate): string => `周${WEEKDAYS[weekdayOf(dayNumber(date)) - 1]}`

/** `10 月 8 日`, or `2027 年 1 月 5 日` when the year is not the one the reader has in mind. */
export const sayDate = (date: CivilDate, contextYear?: number): string => {
  const words = `${Number(date.slice(5, 7))} 月 ${Number(date.slice(8, 10))} 日`
  return contextYear === undefined || contextYear === yearOf(date) ? words : `${yearOf(date)} 年 ${words}`
}

/** The day in a resident's language: `8 October`, else as `sayDate`. */
export const sayDateIn = (locale: string | null | undefined, date: CivilDate): string =>
  locale === 'en'
    ? new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
        new Date(`${date}T00:00:00Z`),
      )
    : sayDate(date)

/** `10 月 8 日 22:05`, Shanghai time. */
export const sayInstant = (at: Date, contextYear?: number): string =>
  `${sayDate(shanghaiDate(at), contextYear)} ${sayClock(at)}`

/** The time of day in Shanghai: `10:32`. */
export const sayClock = (at: Date): string => {
  const minute = minuteOfDay(at)
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`
}
