import { addDays, type CivilDate, instantOf } from '../../../domain/base/civil-date.ts'
import { OPEN, type Status } from '../../../domain/cases/case.ts'
import type { ViewName } from '../../../domain/cases/views.ts'
import type { Database, Db } from '../../base/database.ts'
import { type Condition, onCase } from '../../base/kysely.ts'
import { type CaseOrder, findCaseIds, orderBy } from '../case-search.ts'
import { CLOCK_WHERE, notOverdueWhere } from '../clock.ts'
import { sightWhere, VIEW_WHERE, type Viewer } from './views.ts'

/** The conditions of a list; all of them must hold. */
export interface CaseCriteria {
  view?: ViewName | undefined
  status?: Status | undefined
  kind?: string | undefined
  department?: string | undefined
  area?: string | undefined
  category?: string | undefined
  channel?: string | undefined
  /** The holder's login, or null for nobody. */
  holder?: string | null | undefined
  overdue?: boolean | undefined
  /** Received on these days, both included. */
  from?: CivilDate | undefined
  to?: CivilDate | undefined
  /** Words that must all be in the case. */
  query?: string | undefined
}

/** Where a page begins: after a row, given by its sort value and id. */
export interface CasePlace {
  at: Date
  id: number
}

export interface PageOfIds {
  ids: number[]
  order: CaseOrder
}

/** The rows after a row. The first condition lets the index scan begin there. */
const BEHIND: Record<CaseOrder, (place: CasePlace) => Condition[]> = {
  due: ({ at, id }) => [
    onCase('nextDueAt', '>=', at),
    onCase.or([onCase('nextDueAt', '>', at), onCase('id', '>', id)]),
  ],
  newest: ({ at, id }) => [
    onCase('receivedAt', '<=', at),
    onCase.or([onCase('receivedAt', '<', at), onCase('id', '<', id)]),
  ],
  written: ({ id }) => [onCase('id', '<', id)],
}

/** The position of a row in a list of this order. */
export const placeOf = (
  order: CaseOrder,
  row: { nextDueAt: Date; receivedAt: Date; id: number },
): CasePlace => ({ at: order === 'due' ? row.nextDueAt : row.receivedAt, id: row.id })

type Filtered = 'status' | 'kind' | 'departmentId' | 'areaId' | 'categoryId' | 'channel'
const equal = (column: Filtered, value: string | undefined): Condition[] =>
  value ? [onCase(column, '=', value)] : []

/** Held by the officer with a login, or by nobody. An unknown login holds nothing. */
async function heldBy(db: Db, login: string | null): Promise<Condition> {
  if (login === null) return onCase('officerId', 'is', null)
  const officer = await db.officer.findUnique({ where: { login }, select: { id: true } })
  return onCase('officerId', '=', officer?.id ?? -1)
}

/**
 * The ids of one page of cases, and the order they are in: due first for open cases, newest first for other lists.
 * The view or the order leads, by its index; all other conditions are filters.
 */
export async function caseIdsOf(
  db: Database,
  wanted: CaseCriteria,
  { by, at }: Viewer,
  { after, take }: { after?: CasePlace | undefined; take: number },
): Promise<PageOfIds> {
  const { status, overdue, holder, from, to, query } = wanted
  const view = wanted.view ?? 'all'
  const onlyOpen = overdue === true || (status && OPEN.includes(status))
  const newestFirst = view === 'all' && !(onlyOpen && wanted.view === undefined)
  const received = [
    ...(from ? [onCase('receivedAt', '>=', instantOf(from))] : []),
    ...(to ? [onCase('receivedAt', '<', instantOf(addDays(to, 1)))] : []),
  ]
  const seen = sightWhere(by)
  const columns = [
    ...equal('status', status),
    ...equal('kind', wanted.kind),
    ...equal('departmentId', wanted.department),
    ...equal('areaId', wanted.area),
    ...equal('categoryId', wanted.category),
    ...(holder === undefined ? [] : [await heldBy(db.read, holder)]),
    ...equal('channel', wanted.channel),
  ]
  const sifted = seen.length > 0 || columns.length > 0 || overdue !== undefined
  const order: CaseOrder = !newestFirst ? 'due' : query && !sifted ? 'written' : 'newest'
  const ids = await findCaseIds(
    db,
    {
      query,
      received,
      where: [
        VIEW_WHERE[view](by, at),
        ...(onlyOpen ? equal('status', status) : []),
        ...(overdue ? [CLOCK_WHERE.overdue(at)] : []),
        ...(order === 'newest' ? received : []),
        ...(after ? BEHIND[order](after) : []),
      ],
      sift: [
        ...seen,
        ...columns,
        ...(order === 'newest' ? [] : received),
        ...(overdue === undefined ? [] : [overdue ? CLOCK_WHERE.overdue(at) : notOverdueWhere(at)]),
      ],
    },
    { order, take },
  )
  return { ids, order }
}

/** The columns of every row of a list. */
const ROW = {
  id: true,
  number: true,
  kind: true,
  status: true,
  channel: true,
  title: true,
  areaId: true,
  categoryId: true,
  departmentId: true,
  receivedAt: true,
  nextDueAt: true,
  replyDueOn: true,
  deadlines: true,
  rating: true,
} as const

/** The rows of an exported list, in the page's order: columns of the case and its holder. By id. */
export const exportedCases = (db: Db, { ids, order }: PageOfIds) =>
  db.case.findMany({
    where: { id: { in: ids } },
    orderBy: orderBy(order),
    select: { ...ROW, answeredAt: true, reopenedAt: true, officer: { select: { name: true } } },
  })

/** The rows of a page of the queue, in its order, with the pending reply and the last events. By id. */
export const listedCases = (db: Db, { ids, order }: PageOfIds) =>
  db.case.findMany({
    where: { id: { in: ids } },
    orderBy: orderBy(order),
    select: {
      ...ROW,
      acceptDueOn: true,
      acceptDueAt: true,
      replyDueAt: true,
      urgent: true,
      heldAt: true,
      supervisedAt: true,
      supervisionDueOn: true,
      extensionAskedAt: true,
      objectedAt: true,
      version: true,
      officer: { select: { login: true, name: true } },
      replies: {
        where: { status: { in: ['draft', 'submitted', 'returned'] } },
        orderBy: { id: 'desc' },
        take: 1,
        select: {
          status: true,
          purpose: true,
          version: true,
          reviewNote: true,
          drafter: { select: { name: true } },
        },
      },
      // Reads all events: with a condition on the type, SQLite would look up every event of that type in the table.
      events: { orderBy: { seq: 'desc' }, select: { type: true, data: true } },
    },
  })
