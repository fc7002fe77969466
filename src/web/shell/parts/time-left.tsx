import {
  closeOfDay,
  sayDate,
  sayInstant,
  shanghaiDate,
  weekdayName,
  yearOf,
} from '../../../domain/base/civil-date.ts'
import type { Deadline } from '../../../domain/cases/case.ts'
import type { ClockState } from '../../../domain/cases/clock.ts'
import { timeUsed } from '../../../domain/cases/deadline.ts'
import type { Calendar } from '../../../domain/office/calendar.ts'

type Urgency = 'normal' | 'soon' | 'overdue'

const HOUR = 3_600_000

const URGENCY: Record<ClockState, Urgency> = {
  met: 'normal',
  overdue: 'overdue',
  stopped: 'normal',
  soon: 'soon',
  running: 'normal',
}

/**
 * How much time is left, in words that do not depend on colour. In working days, or in hours where these matter.
 * @param clock the state from domain/cases/clock; nothing is compared here
 */
export function timeLeft(
  due: { dueOn: string; dueAt: string },
  clock: ClockState,
  now: Date,
  calendar: Calendar,
): { urgency: Urgency; text: string } {
  const today = shanghaiDate(now)
  const left = Date.parse(due.dueAt) - now.getTime()
  // A deadline in hours ends during a day, one in days at its close.
  const hourly = Date.parse(due.dueAt) !== closeOfDay(due.dueOn).getTime()
  const urgency = URGENCY[clock]
  if (clock === 'stopped') return { urgency, text: '时间先停着' }
  if (clock === 'overdue') {
    const days = calendar.workingDaysBetween(due.dueOn, today)
    const late =
      hourly && -left < 24 * HOUR
        ? `${Math.max(1, Math.floor(-left / HOUR))} 小时`
        : `${Math.max(1, days)} 个工作日`
    return { urgency, text: `超期 ${late}` }
  }
  if (hourly && left < 48 * HOUR) {
    const hours = Math.floor(left / HOUR)
    return { urgency, text: hours < 1 ? '还剩不到 1 小时' : `还剩 ${hours} 小时` }
  }
  const days = calendar.workingDaysBetween(today, due.dueOn)
  return { urgency, text: due.dueOn === today ? '今天到期' : `还剩 ${days} 个工作日` }
}

/** `11 月 24 日（周二）` */
export const sayDay = (date: string, now: Date) =>
  `${sayDate(date, yearOf(shanghaiDate(now)))}（${weekdayName(date)}）`

/** `11 月 20 日 14:05` */
export const sayTime = (iso: string, now: Date) => sayInstant(new Date(iso), yearOf(shanghaiDate(now)))

/** A point in time, readable by machines and people. */
export const Time = ({ iso, now }: { iso: string; now: Date }) => (
  <time dateTime={iso}>{sayTime(iso, now)}</time>
)

/**
 * A bar of the time used; the same is written beside it. Drawn in SVG: the content policy forbids style attributes.
 */
export function TimeBar(props: { deadline: Deadline; clock: ClockState; now: Date; calendar: Calendar }) {
  const { deadline, clock, now, calendar } = props
  const used = timeUsed(deadline, now, calendar)
  const urgency = URGENCY[clock]
  const percent = Math.round(Math.min(used, 1) * 100)
  return (
    <svg
      class={`bar ${urgency}`}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      role="img"
      aria-label={`时间已用 ${Math.round(used * 100)}%`}
    >
      <rect class="whole" x="0" y="0" width="100" height="4" />
      <rect class="used" x="0" y="0" width={percent} height="4" />
      <rect class="mark" x="49.8" y="0" width="0.4" height="4" />
      <rect class="mark" x="79.8" y="0" width="0.4" height="4" />
    </svg>
  )
}
