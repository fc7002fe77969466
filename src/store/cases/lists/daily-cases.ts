import type { ClockTime } from '../../../domain/cases/clock.ts'
import type { ViewName } from '../../../domain/cases/views.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import type { Db } from '../../base/database.ts'
import type { Prisma } from '../../generated/sqlite/client.ts'
import { CLOCK_WHERE, dueTodayWhere, supervisionDueWhere } from '../clock.ts'
import { inHandsOf, sightWhere, VIEW_WHERE } from './views.ts'

type Officer = Actor & { id: number }

const WHERE = {
  dueToday: (_by, at) => dueTodayWhere(at),
  ownOverdue: (by, at) => ({ AND: [inHandsOf(by), CLOCK_WHERE.overdue(at)] }),
  ownDueToday: (by, at) => ({ AND: [inHandsOf(by), dueTodayWhere(at)] }),
  /** An instruction of the manager on a case in one's hands is to be answered. */
  ownSupervision: (by, { now }) => ({ AND: [inHandsOf(by), supervisionDueWhere(now)] }),
  /** One's own draft came back from the reviewer. */
  ownReturned: by => ({
    status: 'assigned',
    replies: { some: { status: 'returned', draftedById: by.id } },
  }),
} as const satisfies Record<string, (by: Officer, at: ClockTime) => Prisma.CaseWhereInput>

/** What a daily list can hold: a view of the queue, so that the numbers are the desk's, or what only it has. */
export type DailyList = ViewName | keyof typeof WHERE

const CONDITIONS: Readonly<Record<DailyList, (by: Officer, at: ClockTime) => Prisma.CaseWhereInput>> = {
  ...VIEW_WHERE,
  ...WHERE,
}

/** What is said of a case in a list. */
export interface DailyCase {
  number: string
  kind: string
  areaId: string | null
  replyDueOn: string
  deadlines: string
}

/**
 * The cases of a list that an officer may see: how many, and the first that are due. By the index that leads the queue's
 * view; what is overdue or due today by the one of the due instant.
 */
export async function dailyCases(
  db: Db,
  by: Officer,
  at: ClockTime,
  list: DailyList,
  take: number,
): Promise<{ count: number; first: DailyCase[] }> {
  const where = { AND: [sightWhere(by), CONDITIONS[list](by, at)] }
  const [count, first] = await Promise.all([
    db.case.count({ where }),
    db.case.findMany({
      where,
      orderBy: [{ nextDueAt: 'asc' }, { id: 'asc' }],
      take,
      select: { number: true, kind: true, areaId: true, replyDueOn: true, deadlines: true },
    }),
  ])
  return { count, first }
}
