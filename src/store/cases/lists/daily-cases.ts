import type { ClockTime } from '../../../domain/cases/clock.ts'
import type { ViewName } from '../../../domain/cases/views.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import type { Db } from '../../base/database.ts'
import { type Condition, onCase, rowsOf, sqlFor } from '../../base/kysely.ts'
import { CLOCK_WHERE, dueTodayWhere, supervisionDueWhere } from '../clock.ts'
import { countCases, inCareOf, sightWhere, VIEW_WHERE } from './views.ts'

type Officer = Actor & { id: number }

const WHERE = {
  dueToday: (_by, at) => dueTodayWhere(at),
  ownOverdue: (by, at) => onCase.and([inCareOf(by), CLOCK_WHERE.overdue(at)]),
  ownDueToday: (by, at) => onCase.and([inCareOf(by), dueTodayWhere(at)]),
  /** A manager's instruction on the officer's own case must be answered. */
  ownSupervision: (by, { now }) => onCase.and([inCareOf(by), supervisionDueWhere(now)]),
  /** The officer's own draft was returned by the reviewer. */
  ownReturned: by =>
    onCase.and([
      onCase('status', '=', 'assigned'),
      onCase.exists(({ selectFrom }) =>
        selectFrom('Reply')
          .select('Reply.id')
          .whereRef('Reply.caseId', '=', 'Case.id')
          .where('Reply.status', '=', 'returned')
          .where('Reply.draftedById', '=', by.id),
      ),
    ]),
} as const satisfies Record<string, (by: Officer, at: ClockTime) => Condition>

/** The parts of a daily list: views of the queue, so that its numbers are the desk's, and some of its own. */
export type DailyList = ViewName | keyof typeof WHERE

const CONDITIONS: Readonly<Record<DailyList, (by: Officer, at: ClockTime) => Condition>> = {
  ...VIEW_WHERE,
  ...WHERE,
}

/** The fields of a case in a list. */
export interface DailyCase {
  number: string
  kind: string
  areaId: string | null
  replyDueOn: string
  deadlines: string
}

/**
 * The cases of a list that an officer may see: their number, and those due first. By the index of the queue's view;
 * for overdue or due today by the index on the due instant.
 */
export async function dailyCases(
  db: Db,
  by: Officer,
  at: ClockTime,
  list: DailyList,
  take: number,
): Promise<{ count: number; first: DailyCase[] }> {
  const where = [...sightWhere(by), CONDITIONS[list](by, at)]
  const [count, first] = await Promise.all([
    countCases(db, where),
    rowsOf(
      db,
      sqlFor
        .selectFrom('Case')
        .select(['number', 'kind', 'areaId', 'replyDueOn', 'deadlines'])
        .where(onCase.and(where))
        .orderBy('nextDueAt')
        .orderBy('id')
        .limit(take),
    ),
  ])
  return { count, first }
}
