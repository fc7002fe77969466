import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { type Deadlines, OPEN, type Status } from '../../domain/cases/case.ts'
import type { ClockState, ClockTime } from '../../domain/cases/clock.ts'
import type { Prisma } from '../generated/sqlite/client.ts'

/**
 * The clock of domain/cases/clock.ts as conditions on the columns that `clockColumns` writes. Nothing else may compare
 * a due date in a query (test/one-clock.test.ts).
 */

type Where = Prisma.CaseWhereInput

/**
 * No consultation is running. Combined with another column, or its index would lead, although hardly any case has
 * such a stop.
 */
const runs = ({ now }: ClockTime): Where => ({ OR: [{ stoppedUntil: null }, { stoppedUntil: { lte: now } }] })

/** Cases whose reply clock has this state. */
export const CLOCK_WHERE: Record<ClockState, (at: ClockTime) => Where> = {
  met: () => ({ status: { notIn: [...OPEN] } }),
  // Only owed cases have this column.
  overdue: ({ now }) => ({ overdueAt: { lte: now } }),
  stopped: ({ now }) => ({
    status: { in: [...OPEN] },
    OR: [{ overdueAt: null }, { overdueAt: { gt: now }, stoppedUntil: { gt: now } }],
  }),
  soon: at => ({ overdueAt: { gt: at.now, lte: at.soonUntil }, ...runs(at) }),
  running: at => ({ overdueAt: { gt: at.soonUntil }, ...runs(at) }),
}

/** Not overdue, in whatever state; only a filter, never the leading condition. */
export const notOverdueWhere = ({ now }: ClockTime): Where => ({
  OR: [{ overdueAt: null }, { overdueAt: { gt: now } }],
})

/** Due today, neither overdue nor stopped. */
export const dueTodayWhere = (at: ClockTime): Where => ({
  replyDueOn: shanghaiDate(at.now),
  overdueAt: { gt: at.now },
  ...runs(at),
})

/** Cases whose manager's instruction is due today or overdue. */
export const supervisionDueWhere = (now: Date): Where => ({
  // `gt` scans the index; `not: null` would scan every case.
  supervisionDueOn: { gt: '', lte: shanghaiDate(now) },
})

/** The fields of a row that its clock depends on. */
export const clockedOf = (row: { status: string; deadlines: string }) => ({
  status: row.status as Status,
  deadlines: JSON.parse(row.deadlines) as Deadlines,
})
