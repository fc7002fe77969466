import { OPEN } from '../../../domain/cases/case.ts'
import type { ClockTime } from '../../../domain/cases/clock.ts'
import type { ViewName } from '../../../domain/cases/views.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { scopeOf } from '../../../domain/people/policy.ts'
import type { Database } from '../../base/database.ts'
import type { Prisma } from '../../generated/sqlite/client.ts'
import { countByRelated } from '../case-search.ts'
import { CLOCK_WHERE } from '../clock.ts'

type Where = Prisma.CaseWhereInput

/** The cases in each view of the queue. Each condition has an index. */
export const VIEW_WHERE: Readonly<Record<ViewName, (by: Actor, at: ClockTime) => Where>> = {
  received: () => ({ status: 'received', heldAt: null }),
  // `gt` and not `not: null`, so that the index is scanned.
  held: () => ({ status: 'received', heldAt: { gt: new Date(0) } }),
  accepted: () => ({ status: 'accepted' }),
  mine: by => ({ status: { in: ['assigned', 'awaiting_resident'] }, ...inCareOf(by) }),
  review: () => ({ status: 'in_review' }),
  awaiting: () => ({ status: 'awaiting_resident' }),
  soon: (_by, at) => ({
    // Not held, written so that it cannot lead: SQLite would use the index of held cases for it, and scan every case
    // that is not. Only what is received can be held.
    OR: [{ heldAt: null }, { status: { notIn: ['received'] } }],
    AND: CLOCK_WHERE.soon(at),
  }),
  overdue: (_by, at) => CLOCK_WHERE.overdue(at),
  // Open, or closed with an unanswered instruction. (`gt` scans the index; `not: null` would scan every case.)
  supervised: () => ({
    OR: [{ status: { in: [...OPEN] }, supervisedAt: { not: null } }, { supervisionDueOn: { gt: '' } }],
  }),
  extensions: () => ({ status: { in: [...OPEN] }, extensionAskedAt: { not: null } }),
  objected: () => ({ status: { in: [...OPEN] }, objectedAt: { not: null } }),
  undelivered: () => ({
    // Answered, closed, declined or merged. Written as a negation: SQLite would scan every closed case of ten years
    // instead of beginning with the few undelivered replies (store/base/where-sql).
    status: { notIn: [...OPEN, 'withdrawn'] },
    replies: {
      some: {
        status: 'approved',
        outbox: { status: { in: ['queued', 'sending', 'held', 'undeliverable'] } },
      },
    },
  }),
  open: () => ({ status: { in: [...OPEN] } }),
  all: () => ({}),
}

/** Views with a condition on related rows, which Prisma would check for every case in turn. */
const BY_RELATED: ReadonlySet<ViewName> = new Set<ViewName>(['undelivered'])

/** The officer's own cases, and those of their department without a holder: nobody else would take care of them. */
export const inCareOf = (by: Actor): { OR: Where[] } => ({
  OR: [
    { officerId: by.id ?? -1 },
    ...(by.departmentId ? [{ officerId: null, departmentId: by.departmentId }] : []),
  ],
})

/** The cases that an officer may see, as `canSee` decides. */
export function sightWhere(by: Actor): Where {
  const scope = scopeOf(by)
  return scope === null
    ? {}
    : { OR: [{ departmentId: scope }, { officerId: by.id! }, { firstTakerId: by.id! }] }
}

/** Who reads a list, and when. */
export interface Viewer {
  by: Actor
  at: ClockTime
}

/** How many cases of a view an officer may see. By the index of its leading condition. */
export function countView(db: Database, view: ViewName, { by, at }: Viewer): Promise<number> {
  const where = { AND: [sightWhere(by), VIEW_WHERE[view](by, at)] }
  return BY_RELATED.has(view) ? countByRelated(db, where) : db.read.case.count({ where })
}
