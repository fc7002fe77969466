import type { CivilDate } from '../base/civil-date.ts'
import { addDays, sayDate, sayInstant, shanghaiDate, weekdayName, yearOf } from '../base/civil-date.ts'
import type { Calendar } from '../office/calendar.ts'
import type { Deadline } from './case.ts'

/** Why this day, in words a villager understands. No law and no office words: the article is shown beside it. */

const UNITS = { workingDays: '个工作日', calendarDays: '天', hours: '小时' } as const

interface Skipped {
  weekend: boolean
  /** Names of holidays that fall in between, in order. */
  holidays: string[]
  makeUpDays: CivilDate[]
}

/**
 * Days off and holidays after `from`, up to and including `to`, which make the count differ from the wall calendar.
 */
function between(from: CivilDate, to: CivilDate, calendar: Calendar): Skipped {
  const found: Skipped = { weekend: false, holidays: [], makeUpDays: [] }
  // Stops after a year, longer than any rule allows, so that a broken date cannot loop for ever.
  for (let day = addDays(from, 1), i = 0; day <= to && i < 800; day = addDays(day, 1), i++) {
    const holiday = calendar.holidayName(day)
    if (holiday) {
      if (!found.holidays.includes(holiday)) found.holidays.push(holiday)
    } else if (calendar.makeUpName(day)) found.makeUpDays.push(day)
    else if (!calendar.isWorkingDay(day)) found.weekend = true
  }
  return found
}

/** `10 月 3 日（国庆节放假）收到，按 10 月 8 日上班后收到算` */
function receipt(d: Deadline, calendar: Calendar): string {
  const received = shanghaiDate(new Date(d.receivedAt ?? `${d.start}T00:00:00+08:00`))
  const got = d.restarted ? '收到您补正的材料' : '收到'
  if (received === d.start) return `${sayDate(d.start)}${got}`
  const holiday = calendar.holidayName(received)
  const why = holiday
    ? `${holiday}放假`
    : calendar.isWorkingDay(received)
      ? '已经下班'
      : weekdayName(received)
  return `${sayDate(received)}（${why}）${got}，按 ${sayDate(d.start, yearOf(received))}上班后收到算`
}

const list = (days: CivilDate[]) => days.map(day => `${sayDate(day)}（${weekdayName(day)}）`).join('、')

function skipping(d: Deadline, calendar: Calendar): string {
  const { weekend, holidays, makeUpDays } = between(d.start, d.dueOn, calendar)
  const off = [...(weekend ? ['周末'] : []), ...(holidays.length > 0 ? [`${holidays.join('、')}放假`] : [])]
  return [
    ...(off.length > 0 ? [`${off.join('和')}不算`] : []),
    ...(makeUpDays.length > 0 ? [`${list(makeUpDays)}调休上班，要算`] : []),
  ].join('，')
}

function granted(d: Deadline): string[] {
  const clauses = (d.extensions ?? []).map(e => `经批准延长 ${e.amount} ${UNITS[e.unit]}`)
  const reasons = new Set((d.pauses ?? []).filter(p => p.to !== null).map(p => p.reason))
  if (reasons.has('resident')) clauses.push('等您补充材料的时间不算')
  if (reasons.has('thirdParty')) clauses.push('征求第三方意见的时间不算')
  return clauses
}

/** What happens to the date once the resident has answered. */
function standing({ pauses, whileAwaitingResident, length }: Deadline): string {
  if (pauses?.at(-1)?.to !== null) return ''
  const then =
    whileAwaitingResident === 'restarts'
      ? `重新起算 ${length.amount} ${UNITS[length.unit]}`
      : '接着算，日子往后推'
  return `现在等您补充材料，时间先停着；收到后${then}。`
}

/** The sentence for a deadline whose dates are already counted. */
export function explain(d: Deadline, calendar: Calendar): string {
  const accept = d.rule.endsWith('.accept')
  const what = accept
    ? d.rule.startsWith('disclosure.')
      ? '告诉您要不要补正材料'
      : '告诉您是否受理'
    : '答复'
  const year = yearOf(shanghaiDate(new Date(d.receivedAt ?? d.dueAt)))
  const { amount, unit } = d.length
  if (unit === 'hours') {
    const from = d.receivedAt ? sayInstant(new Date(d.receivedAt)) : sayDate(d.start)
    const clauses = [`${from} 收到，急件不分昼夜，${amount} 小时内${what}`, ...granted(d)]
    return `${clauses.join('，')}，最晚 ${sayInstant(new Date(d.dueAt), year)}。${standing(d)}`
  }
  const skipped = unit === 'workingDays' ? skipping(d, calendar) : '周末和放假也算在内'
  const clauses = [
    receipt(d, calendar),
    `第二天起算 ${amount} ${UNITS[unit]}`,
    ...(skipped ? [skipped] : []),
    ...granted(d),
    `所以最晚 ${sayDate(d.dueOn, year)}${what}`,
  ]
  const sentence = `${clauses.join('，')}。${standing(d)}`
  if (!d.provisional) return sentence
  const open = d.calendar.split(' ').flatMap(v => (v.endsWith('@provisional') ? [v.slice(0, 4)] : []))
  return `${sentence}${open.join('、')} 年的放假安排还没公布，这个日子是暂定的；公布后有变动，我们会告诉您。`
}

/** The explanation without the date, for texts that have just named the date. */
export const reasonOf = (explanation: string): string =>
  explanation.replace(/，(?:所以)?最晚 [^，。]+。/, '。')

/**
 * The date for a sentence: with its year where that is not the year of receipt, and marked while it is provisional.
 */
export const sayDueOn = (d: Deadline): string =>
  `${sayDate(d.dueOn, yearOf(d.start))}${d.provisional ? '（暂定）' : ''}`
