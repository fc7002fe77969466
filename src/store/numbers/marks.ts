import type { CivilDate } from '../../domain/base/civil-date.ts'
import { type CaseEvent, type Deadlines, OPEN, type Status } from '../../domain/cases/case.ts'
import type { EventType } from '../../domain/cases/events.ts'
import type { Watched } from '../../domain/numbers/supervision.ts'
import type { MarkLevel } from '../../domain/office/supervision-rules.ts'
import type { Db } from '../base/database.ts'
import { type Condition, onCase, rowsOf, sqlFor } from '../base/kysely.ts'
import { statement, tables } from '../base/statement.ts'
import { dueBetween, overdueSince, supervisionDueBy } from '../cases/clock.ts'

/** Marks of the electronic supervision (电子监察): which cases may get one, and the marks. */

/** What narrows the cases down that a rule may hold for; the rule itself decides. */
export type Candidates =
  | { of: 'due'; now: Date; until: Date }
  | { of: 'overdue'; until: Date }
  | { of: 'supervision'; until: CivilDate }
  | { of: 'event'; type: EventType; from: Date }

/** A case that a rule may hold for. */
export interface CandidateRow {
  id: number
  status: string
  deadlines: string
  supervisionDueOn: string | null
  departmentId: string | null
}

const COLUMNS = ['id', 'status', 'deadlines', 'supervisionDueOn', 'departmentId'] as const

const WHERE: { [O in Exclude<Candidates['of'], 'event'>]: (c: Extract<Candidates, { of: O }>) => Condition } =
  {
    due: ({ now, until }) => dueBetween(now, until),
    overdue: ({ until }) => overdueSince(until),
    supervision: ({ until }) => supervisionDueBy(until),
  }

/** The case has a mark of this rule that still holds, so nothing can begin. */
const hasMark = (ruleId: string): Condition =>
  onCase.exists(({ selectFrom }) =>
    selectFrom('Mark')
      .select('Mark.id')
      .where('Mark.ruleId', '=', ruleId)
      .whereRef('Mark.caseId', '=', 'Case.id')
      .where('Mark.endedAt', 'is', null),
  )

/** Cases by id above one that may get a mark of a rule, without one that holds. */
export async function candidatesFor(
  db: Db,
  ruleId: string,
  candidates: Candidates,
  after: number,
  take: number,
): Promise<CandidateRow[]> {
  const { of } = candidates
  const where =
    of === 'event'
      ? onCase.and([
          onCase('status', 'in', [...OPEN]),
          onCase('id', 'in', ({ selectFrom }) =>
            selectFrom('CaseEvent')
              .select('CaseEvent.caseId')
              .where('CaseEvent.type', '=', candidates.type)
              .where('CaseEvent.at', '>=', candidates.from),
          ),
        ])
      : WHERE[of](candidates as never)
  return rowsOf(
    db,
    sqlFor
      .selectFrom('Case')
      .select(COLUMNS)
      .where(where)
      // Behind the condition with the index: by ids alone every case would be read.
      .where(eb => eb(eb('id', '+', 0), '>', after))
      .where(onCase.not(hasMark(ruleId)))
      .orderBy(eb => eb('id', '+', 0))
      .limit(take),
  )
}

/** The events of these cases of some types, in order. Through the index of each case's record. */
export async function eventsOf(
  db: Db,
  ids: readonly number[],
  types: readonly string[],
): Promise<ReadonlyMap<number, Pick<CaseEvent, 'type' | 'at'>[]>> {
  const found = new Map<number, Pick<CaseEvent, 'type' | 'at'>[]>()
  if (ids.length === 0 || types.length === 0) return found
  for (const row of await db.sql.all(EVENTS, { ids })) {
    if (!types.includes(row.type)) continue
    const event = { type: row.type as CaseEvent['type'], at: row.at }
    const mine = found.get(row.caseId)
    if (mine) mine.push(event)
    else found.set(row.caseId, [event])
  }
  return found
}

const EVENTS = statement<{ ids: readonly number[] }>()(p =>
  tables
    .selectFrom('CaseEvent')
    .select(['caseId', 'type', 'at'])
    .where('caseId', 'in', p.ids)
    .orderBy('caseId')
    .orderBy('seq'),
)

/** A case as the rules read it. */
export const toWatched = (
  row: Pick<CandidateRow, 'status' | 'deadlines' | 'supervisionDueOn'>,
  events: Watched['events'] = [],
): Watched => ({
  status: row.status as Status,
  deadlines: JSON.parse(row.deadlines) as Deadlines,
  supervisionDueOn: row.supervisionDueOn,
  events,
})

export interface NewMark {
  level: MarkLevel
  ruleId: string
  caseId: number
  departmentId: string | null
  since: CivilDate
  at: Date
}

/** Adds a mark. One of the same beginning holds again, e.g. when an answer was taken back within its minute. */
export const addMark = (db: Db, mark: NewMark) => db.sql.run(ADD, mark)

const ADD = statement<NewMark>()(p =>
  tables
    .insertInto('Mark')
    .values({
      level: p.level,
      ruleId: p.ruleId,
      caseId: p.caseId,
      departmentId: p.departmentId,
      since: p.since,
      at: p.at,
    })
    .onConflict(on => on.columns(['ruleId', 'caseId', 'since']).doUpdateSet({ endedAt: null })),
)

/** Marks that hold, by id above one, with their cases. */
export const openMarks = (db: Db, after: number, take: number) =>
  db.mark.findMany({
    where: { endedAt: null, id: { gt: after } },
    orderBy: { id: 'asc' },
    take,
    select: {
      id: true,
      ruleId: true,
      since: true,
      case: { select: { id: true, status: true, deadlines: true, supervisionDueOn: true } },
    },
  })

export const endMarks = (db: Db, ids: readonly number[], endedAt: Date) =>
  db.mark.updateMany({ where: { id: { in: [...ids] }, endedAt: null }, data: { endedAt } })

/** Takes a mark back. @returns false when somebody has done it before */
export async function liftMark(
  db: Db,
  id: number,
  by: { liftedAt: Date; liftedById: number; liftReason: string },
): Promise<boolean> {
  return (await db.mark.updateMany({ where: { id, liftedAt: null }, data: by })).count > 0
}

/** Which marks: of a department, or of all; set within a span. */
export interface MarkSpan {
  departmentId?: string | undefined
  from: Date
  until: Date
}

const spanWhere = ({ departmentId, from, until }: MarkSpan) => ({
  at: { gte: from, lt: until },
  ...(departmentId !== undefined && { departmentId }),
})

/** How many marks of each level each department got in a span, those that were taken back left out. */
export async function countMarks(
  db: Db,
  span: MarkSpan,
): Promise<{ departmentId: string | null; level: MarkLevel; count: number }[]> {
  const rows = await db.mark.groupBy({
    by: ['departmentId', 'level'],
    where: { ...spanWhere(span), liftedAt: null },
    _count: { _all: true },
  })
  return rows.map(({ departmentId, level, _count }) => ({
    departmentId,
    level: level as MarkLevel,
    count: _count._all,
  }))
}

const SHOWN = {
  id: true,
  level: true,
  ruleId: true,
  departmentId: true,
  since: true,
  at: true,
  endedAt: true,
  liftedAt: true,
  liftedById: true,
  liftReason: true,
  case: { select: { number: true, kind: true, departmentId: true, officerId: true, firstTakerId: true } },
} as const

/** Marks that hold and were not taken back, latest first, below an id. */
export const marksHeld = (
  db: Db,
  departmentId: string | undefined,
  below: number | undefined,
  take: number,
) =>
  db.mark.findMany({
    where: {
      endedAt: null,
      liftedAt: null,
      ...(departmentId !== undefined && { departmentId }),
      ...(below !== undefined && { id: { lt: below } }),
    },
    orderBy: { id: 'desc' },
    take,
    select: SHOWN,
  })

/** Where a list of marks goes on: behind this one. */
export interface MarkPlace {
  at: Date
  id: number
}

/** Marks that were set in a span, latest first. @param counted without those that were taken back */
export const marksSet = (
  db: Db,
  span: MarkSpan,
  behind: MarkPlace | null,
  take: number,
  { counted = false } = {},
) =>
  db.mark.findMany({
    where: {
      ...spanWhere(span),
      ...(counted && { liftedAt: null }),
      ...(behind && {
        at: { gte: span.from, lte: behind.at },
        OR: [{ at: { lt: behind.at } }, { id: { lt: behind.id } }],
      }),
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take,
    select: SHOWN,
  })

export type MarkRow = Awaited<ReturnType<typeof marksSet>>[number]

export const markById = (db: Db, id: number) => db.mark.findUnique({ where: { id }, select: SHOWN })
