import { addDays, type CivilDate, DAY, HOUR, instantOf, shanghaiDate } from '../base/civil-date.ts'
import { type CaseEvent, type Deadlines, OPEN, type Status } from '../cases/case.ts'
import { clockColumns, isStopped } from '../cases/clock.ts'
import type { Calendar } from '../office/calendar.ts'
import type { ConditionName, SupervisionRule } from '../office/supervision-rules.ts'

/**
 * 电子监察: whether a rule holds for a case, and since which day. A mark is set once for each time that a rule begins to
 * hold, so the day is part of its identity. A clock that stands gives no new mark.
 */

/** What rules read of a case. */
export interface Watched {
  status: Status
  deadlines: Deadlines
  /** By when a manager's instruction is to be answered; null when it is. */
  supervisionDueOn: CivilDate | null
  /** At least the types of `COUNTED`, in order; empty where no rule counts any. */
  events: readonly Pick<CaseEvent, 'type' | 'at'>[]
}

/** The events that conditions count. */
export const COUNTED: Readonly<Partial<Record<ConditionName, CaseEvent['type']>>> = {
  returnedTimes: 'returned',
  reopenedTimes: 'reopened',
}

interface At {
  now: Date
  calendar: Pick<Calendar, 'addWorkingDays'>
}

/** The day since which the condition holds, or null. */
type Since = (c: Watched, value: number, at: At) => CivilDate | null

const reachedBy = (day: CivilDate, { now }: At): CivilDate | null => (day <= shanghaiDate(now) ? day : null)

/**
 * The day on which a late reply has been late for so long; null while it has not. Days on which the clock stood before
 * then are no late days; a stop after it changes nothing, so that a mark keeps its day.
 * @param reach the day that is reached when the clock never stands after this last good day
 */
function lateSince({ status, deadlines }: Watched, reach: (lastGood: CivilDate) => CivilDate, at: At) {
  const { overdueAt } = clockColumns({ status, deadlines })
  if (overdueAt === null || overdueAt > at.now) return null
  const ran = overdueAt.getTime()
  // A deadline in days ends at midnight, which is the first instant of the next day.
  let last = shanghaiDate(new Date(ran - 1))
  for (const { from, to } of deadlines.reply.pauses ?? []) {
    const begin = Math.max(Date.parse(from), ran)
    if (begin >= instantOf(reach(last)).getTime()) break
    if (to === null) return null
    last = addDays(last, Math.max(0, Math.floor((Date.parse(to) - begin) / DAY)))
  }
  return reachedBy(reach(last), at)
}

const SINCE: Record<ConditionName, Since> = {
  dueWithinHours: ({ status, deadlines }, hours, { now }) => {
    const { overdueAt, stoppedUntil } = clockColumns({ status, deadlines })
    if (overdueAt === null || overdueAt <= now || (stoppedUntil !== null && stoppedUntil > now)) return null
    const from = new Date(overdueAt.getTime() - hours * HOUR)
    return from <= now ? shanghaiDate(from) : null
  },
  overdueDays: (c, days, at) => lateSince(c, last => addDays(last, days), at),
  overdueWorkingDays: (c, days, at) => lateSince(c, last => at.calendar.addWorkingDays(last, days), at),
  returnedTimes: ({ status, events }, times) => {
    if (!OPEN.includes(status)) return null
    const begun = events.findLastIndex(e => e.type === 'reopened')
    const returned = events.slice(begun + 1).filter(e => e.type === 'returned')
    return returned.length < times ? null : shanghaiDate(returned[times - 1]!.at)
  },
  // Each further opening begins anew.
  reopenedTimes: ({ status, events }, times) => {
    const reopened = events.filter(e => e.type === 'reopened')
    return OPEN.includes(status) && reopened.length >= times ? shanghaiDate(reopened.at(-1)!.at) : null
  },
  supervisionOverdueDays: ({ supervisionDueOn }, days, at) =>
    supervisionDueOn === null ? null : reachedBy(addDays(supervisionDueOn, days), at),
}

/** Since which day the rule holds for the case now; null when it does not. */
export const holdsSince = (
  { when: { condition, value } }: Pick<SupervisionRule, 'when'>,
  c: Watched,
  at: At,
): CivilDate | null => SINCE[condition](c, value, at)

/** Conditions about a clock. While it stands they hold on, but nothing new begins. */
const OF_CLOCK: readonly ConditionName[] = ['dueWithinHours', 'overdueDays', 'overdueWorkingDays']

/** Whether the case may get a new mark by this rule. */
export function mayBegin(
  { when: { condition } }: Pick<SupervisionRule, 'when'>,
  c: Watched,
  now: Date,
): boolean {
  if (!OF_CLOCK.includes(condition)) return true
  const { stoppedUntil } = clockColumns(c)
  return !isStopped(c.deadlines.reply) && (stoppedUntil === null || stoppedUntil <= now)
}
