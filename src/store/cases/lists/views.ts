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

/** Which cases stand in each view of the queue. Each condition has an index. */
export const VIEW_WHERE: Readonly<Record<ViewName, (by: Actor, at: ClockTime) => Where>> = {
  received: () => ({ status: 'received', heldAt: null }),
  // `gt` and not `not: null`: it walks the index.
  held: () => ({ status: 'received', heldAt: { gt: new Date(0) } }),
  accepted: () => ({ status: 'accepted' }),
  mine: by => ({ status: { in: ['assigned', 'awaiting_resident'] }, ...inHandsOf(by) }),
  review: () => ({ status: 'in_review' }),
  awaiting: () => ({ status: 'awaiting_resident' }),
  soon: (_by, at) => ({
    // Not held, said so that it leads nowhere: SQLite would take the index of what is held for it, and walk every case
    // that is not. Only what is received can be held.
    OR: [{ heldAt: null }, { status: { notIn: ['received'] } }],
    AND: CLOCK_WHERE.soon(at),
  }),
  overdue: (_by, at) => CLOCK_WHERE.overdue(at),
  // Open, or closed with an instruction that nobody has answered. (`gt` walks the index; `not: null` every case.)
  supervised: () => ({
    OR: [{ status: { in: [...OPEN] }, supervisedAt: { not: null } }, { supervisionDueOn: { gt: '' } }],
  }),
  extensions: () => ({ status: { in: [...OPEN] }, extensionAskedAt: { not: null } }),
  objected: () => ({ status: { in: [...OPEN] }, objectedAt: { not: null } }),
  undelivered: () => ({
    // Answered, closed, declined or merged. Said as what it is not: SQLite would walk every closed case of ten years
    // instead of beginning with the few letters that wait (store/base/where-sql).
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

/** Views that ask about rows beside the case. Prisma would ask it of every case in turn. */
const BY_RELATED: ReadonlySet<ViewName> = new Set<ViewName>(['undelivered'])

/**
 * In one's own hands. What the department has and nobody there has taken yet is everybody's: it must not fall between
 * two chairs.
 */
export const inHandsOf = (by: Actor): { OR: Where[] } => ({
  OR: [
    { officerId: by.id ?? -1 },
    ...(by.departmentId ? [{ officerId: null, departmentId: by.departmentId }] : []),
  ],
})

/** What `canSee` lets an officer see who may see cases at all. */
export function sightWhere(by: Actor): Where {
  const scope = scopeOf(by)
  return scope === null
    ? {}
    : { OR: [{ departmentId: scope }, { officerId: by.id! }, { firstTakerId: by.id! }] }
}

/** Who looks at a list, and when. */
export interface Viewer {
  by: Actor
  at: ClockTime
}

/** How many cases of a view an officer sees. By the index that leads its condition. */
export function countView(db: Database, view: ViewName, { by, at }: Viewer): Promise<number> {
  const where = { AND: [sightWhere(by), VIEW_WHERE[view](by, at)] }
  return BY_RELATED.has(view) ? countByRelated(db, where) : db.read.case.count({ where })
}
