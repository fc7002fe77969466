import { type CivilDate, shanghaiDate } from '../../domain/base/civil-date.ts'
import { type Deadlines, OPEN, type Status } from '../../domain/cases/case.ts'
import type { ClockState, ClockTime } from '../../domain/cases/clock.ts'
import { type Condition, onCase } from '../base/kysely.ts'

/**
 * The clock of domain/cases/clock.ts as conditions on the columns that `clockColumns` writes. Nothing else may compare
 * a due date in a query (test/one-clock.test.ts).
 */

/**
 * No consultation is running. Combined with another column, or its index would lead, although hardly any case has
 * such a stop.
 */
const runs = ({ now }: ClockTime) =>
  onCase.or([onCase('stoppedUntil', 'is', null), onCase('stoppedUntil', '<=', now)])

/** Cases whose reply clock has this state. */
export const CLOCK_WHERE: Record<ClockState, (at: ClockTime) => Condition> = {
  met: () => onCase('status', 'not in', OPEN),
  // Only owed cases have this column.
  overdue: ({ now }) => onCase('overdueAt', '<=', now),
  stopped: ({ now }) =>
    onCase.and([
      onCase('status', 'in', OPEN),
      onCase.or([
        onCase('overdueAt', 'is', null),
        onCase.and([onCase('overdueAt', '>', now), onCase('stoppedUntil', '>', now)]),
      ]),
    ]),
  soon: at =>
    onCase.and([onCase('overdueAt', '>', at.now), onCase('overdueAt', '<=', at.soonUntil), runs(at)]),
  running: at => onCase.and([onCase('overdueAt', '>', at.soonUntil), runs(at)]),
}

/** Not overdue, in whatever state; only a filter, never the leading condition. */
export const notOverdueWhere = ({ now }: ClockTime): Condition =>
  onCase.or([onCase('overdueAt', 'is', null), onCase('overdueAt', '>', now)])

/** Due today, neither overdue nor stopped. */
export const dueTodayWhere = (at: ClockTime): Condition =>
  onCase.and([onCase('replyDueOn', '=', shanghaiDate(at.now)), onCase('overdueAt', '>', at.now), runs(at)])

/** Overdue since before an instant. */
export const overdueSince = (until: Date): Condition => onCase('overdueAt', '<=', until)

/** Due after one instant and up to another, with a running clock. */
export const dueBetween = (now: Date, until: Date): Condition =>
  onCase.and([onCase('overdueAt', '>', now), onCase('overdueAt', '<=', until), runs({ now, soonUntil: now })])

/** Cases whose manager's instruction was due by a day. */
export const supervisionDueBy = (day: CivilDate): Condition =>
  // `>` scans the index; `is not null` would scan every case.
  onCase.and([onCase('supervisionDueOn', '>', ''), onCase('supervisionDueOn', '<=', day)])

/** Cases whose manager's instruction is due today or overdue. */
export const supervisionDueWhere = (now: Date): Condition => supervisionDueBy(shanghaiDate(now))

/** The fields of a row that its clock depends on. */
export const clockedOf = (row: { status: string; deadlines: string }) => ({
  status: row.status as Status,
  deadlines: JSON.parse(row.deadlines) as Deadlines,
})
