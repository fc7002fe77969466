import { addDays, dayNumber, instantOf, shanghaiDate, weekdayOf } from './civil-date.ts'
import { Refusal } from './errors.ts'
import { sameWeekLastYear, shiftWeek, type Week, weekNamed, weekOf } from './week.ts'

/**
 * The period of a report: a week, a month, a quarter or a year. All have an id (`2026-W46`, `2026-Q4`), a first and a
 * last day, so that the same code counts them all.
 */
export type Period = Week
/** The period of a stored report: its JSON calls the id `week`, whatever it is. */
export const periodOf = ({ week: id, from, to }: { week: string; from: string; to: string }): Period => ({
  id,
  from,
  to,
})

export type PeriodType = 'week' | 'month' | 'quarter' | 'year'

export interface PeriodWords {
  report: string
  unit: string
  last: string
  now: string
  next: string
  /** The same period a year ago. */
  lastYear: string
  /** When its last day is over: “截至周日超期”. */
  end: string
}

export const PERIOD_NAMES: Record<PeriodType, PeriodWords> = {
  week: {
    report: '周报',
    unit: '周',
    last: '上周',
    now: '本周',
    next: '下周',
    lastYear: '去年同周',
    end: '周日',
  },
  month: {
    report: '月报',
    unit: '月',
    last: '上月',
    now: '本月',
    next: '下月',
    lastYear: '去年同月',
    end: '月底',
  },
  quarter: {
    report: '季报',
    unit: '季度',
    last: '上季度',
    now: '本季度',
    next: '下季度',
    lastYear: '去年同季度',
    end: '季末',
  },
  year: {
    report: '年报',
    unit: '年',
    last: '上年',
    now: '本年',
    next: '下年',
    lastYear: '上年',
    end: '年底',
  },
}

/** Which kind of period a name is of. */
export const typeOf = ({ id: name }: Pick<Period, 'id'>): PeriodType =>
  name.includes('W') ? 'week' : name.includes('Q') ? 'quarter' : name.length === 4 ? 'year' : 'month'

const MONTHS = { month: 1, quarter: 3, year: 12 } as const
const pad = (n: number) => String(n).padStart(2, '0')

/** The span of months that holds this month (counted from year 0). */
function fromMonth(type: keyof typeof MONTHS, month: number): Period {
  const length = MONTHS[type]
  const first = Math.floor(month / length) * length
  const day = (m: number) => `${Math.floor(m / 12)}-${pad((m % 12) + 1)}-01`
  const year = Math.floor(first / 12)
  const name = {
    month: `${year}-${pad((first % 12) + 1)}`,
    quarter: `${year}-Q${Math.floor((first % 12) / 3) + 1}`,
    year: String(year),
  }[type]
  return { id: name, from: day(first), to: addDays(day(first + length), -1) }
}

const monthOf = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1

/** The period of this type an instant falls in. */
export const periodAt = (type: PeriodType, at: Date): Period =>
  type === 'week' ? weekOf(at) : fromMonth(type, monthOf(shanghaiDate(at)))

/** The period `by` periods later (earlier when negative). */
export function shiftPeriod(period: Period, by: number): Period {
  const type = typeOf(period)
  return type === 'week' ? shiftWeek(period, by) : fromMonth(type, monthOf(period.from) + by * MONTHS[type])
}

/** The last period of this type that is over. */
export const lastFull = (type: PeriodType, at: Date): Period => shiftPeriod(periodAt(type, at), -1)

/** The same period a year before; null for a week 53 that the year before did not have. */
export function samePeriodLastYear(period: Period): Period | null {
  const type = typeOf(period)
  return type === 'week' ? sameWeekLastYear(period) : fromMonth(type, monthOf(period.from) - 12)
}

/** The period of this name, or null: `2026-W46`, `2026-11`, `2026-Q4`, `2026`. */
export function periodNamed(text: string): Period | null {
  if (text.includes('W')) return weekNamed(text)
  const m = /^(\d{4})(?:-(\d\d)|-Q([1-4]))?$/.exec(text)
  if (!m || Number(m[1]) < 1993 || Number(m[1]) > 2199) return null
  const type = m[2] ? 'month' : m[3] ? 'quarter' : 'year'
  const month = m[2] ? Number(m[2]) - 1 : m[3] ? (Number(m[3]) - 1) * 3 : 0
  return month > 11 || month < 0 ? null : fromMonth(type, Number(m[1]) * 12 + month)
}

/**
 * A period from outside.
 * @throws Refusal `malformed` when it is none or has not begun.
 */
export function parsePeriod(text: string, now: Date): Period {
  const period = periodNamed(text)
  if (!period) {
    throw new Refusal(
      'malformed',
      '周次要写成 2026-W46 这样：年份、W、两位周数；月、季、年写成 2026-11、2026-Q4、2026。',
    )
  }
  if (instantOf(period.from) > now) throw new Refusal('malformed', `${text} 还没有开始，没有报表。`)
  return period
}

/** `2026 年第 46 周`, `2026 年 11 月` … */
export function sayPeriod(period: Period): string {
  const [year, rest] = period.id.split('-')
  switch (typeOf(period)) {
    case 'week':
      return `${year} 年第 ${Number(rest!.slice(1))} 周`
    case 'month':
      return `${year} 年 ${Number(rest)} 月`
    case 'quarter':
      return `${year} 年第 ${rest!.slice(1)} 季度`
    case 'year':
      return `${year} 年`
  }
}

/** The months of a quarter or year that have begun; a week or a month by itself. */
export function monthsOf(period: Period, now: Date): Period[] {
  const type = typeOf(period)
  if (type === 'week' || type === 'month') return [period]
  const months: Period[] = []
  for (let m = fromMonth('month', monthOf(period.from)); m.from <= period.to; m = shiftPeriod(m, 1))
    if (instantOf(m.from) <= now) months.push(m)
  return months
}

/** Splits a span of days into weeks or months for a chart; the first and last are cut to the span. */
export function piecesOf(
  from: string,
  to: string,
  by: 'day' | 'week' | 'month',
): { name: string; from: string; to: string }[] {
  const pieces: { name: string; from: string; to: string }[] = []
  for (let start = from; start <= to; ) {
    const end =
      by === 'day'
        ? start
        : by === 'week'
          ? addDays(start, 7 - weekdayOf(dayNumber(start)))
          : fromMonth('month', monthOf(start)).to
    const last = end < to ? end : to
    const name = by === 'day' ? start : by === 'week' ? weekOf(instantOf(start)).id : start.slice(0, 7)
    pieces.push({ name, from: start, to: last })
    start = addDays(last, 1)
  }
  return pieces
}
