import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { type Deadlines, OPEN, type Status } from '../../domain/cases/case.ts'
import type { ClockState, ClockTime } from '../../domain/cases/clock.ts'
import type { Prisma } from '../generated/sqlite/client.ts'

/**
 * The clock of domain/cases/clock.ts as conditions on the columns that `clockColumns` writes. Nothing else may compare
 * a due date in a query (test/one-clock.test.ts).
 */

type Where = Prisma.CaseWhereInput

/** Nothing is consulted on it just now. Said with another column, or it would lead: nearly no case has such a stop. */
const runs = ({ now }: ClockTime): Where => ({ OR: [{ stoppedUntil: null }, { stoppedUntil: { lte: now } }] })

/** Cases whose reply clock shows this. */
export const CLOCK_WHERE: Record<ClockState, (at: ClockTime) => Where> = {
  met: () => ({ status: { notIn: [...OPEN] } }),
  // Only what is owed has it.
  overdue: ({ now }) => ({ overdueAt: { lte: now } }),
  stopped: ({ now }) => ({
    status: { in: [...OPEN] },
    OR: [{ overdueAt: null }, { overdueAt: { gt: now }, stoppedUntil: { gt: now } }],
  }),
  soon: at => ({ overdueAt: { gt: at.now, lte: at.soonUntil }, ...runs(at) }),
  running: at => ({ overdueAt: { gt: at.soonUntil }, ...runs(at) }),
}

/** Not overdue, whatever else; sifts and never leads. */
export const notOverdueWhere = ({ now }: ClockTime): Where => ({
  OR: [{ overdueAt: null }, { overdueAt: { gt: now } }],
})

/** As `isDueToday`. */
export const dueTodayWhere = (at: ClockTime): Where => ({
  replyDueOn: shanghaiDate(at.now),
  overdueAt: { gt: at.now },
  ...runs(at),
})

/** An instruction of the manager that is to be answered today, or should have been. */
export const supervisionDueWhere = (now: Date): Where => ({
  // `gt` walks the index; `not: null` every case.
  supervisionDueOn: { gt: '', lte: shanghaiDate(now) },
})

/** What a row's clock is read from. */
export const clockedOf = (row: { status: string; deadlines: string }) => ({
  status: row.status as Status,
  deadlines: JSON.parse(row.deadlines) as Deadlines,
})
