import { OPEN } from '../../../domain/cases/case.ts'
import type { ClockTime } from '../../../domain/cases/clock.ts'
import type { ViewName } from '../../../domain/cases/views.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { scopeOf } from '../../../domain/people/policy.ts'
import type { Database, Db } from '../../base/database.ts'
import { type Condition, onCase, rowsOf, sqlFor } from '../../base/kysely.ts'
import { CLOCK_WHERE } from '../clock.ts'

const open = onCase('status', 'in', OPEN)

/** The cases in each view of the queue. Each condition has an index. */
export const VIEW_WHERE: Readonly<Record<ViewName, (by: Actor, at: ClockTime) => Condition>> = {
  received: () => onCase.and([onCase('status', '=', 'received'), onCase('heldAt', 'is', null)]),
  // `>` and not `is not null`, so that the index is scanned.
  held: () => onCase.and([onCase('status', '=', 'received'), onCase('heldAt', '>', new Date(0))]),
  accepted: () => onCase('status', '=', 'accepted'),
  mine: by => onCase.and([onCase('status', 'in', ['assigned', 'awaiting_resident']), inCareOf(by)]),
  review: () => onCase('status', '=', 'in_review'),
  awaiting: () => onCase('status', '=', 'awaiting_resident'),
  soon: (_by, at) =>
    onCase.and([
      // Not held, written so that it cannot lead: SQLite would use the index of held cases for it, and scan every case
      // that is not. Only what is received can be held.
      onCase.or([onCase('heldAt', 'is', null), onCase('status', 'not in', ['received'])]),
      CLOCK_WHERE.soon(at),
    ]),
  overdue: (_by, at) => CLOCK_WHERE.overdue(at),
  // Open, or closed with an unanswered instruction. (`>` scans the index; `is not null` would scan every case.)
  supervised: () =>
    onCase.or([
      onCase.and([open, onCase('supervisedAt', 'is not', null)]),
      onCase('supervisionDueOn', '>', ''),
    ]),
  extensions: () => onCase.and([open, onCase('extensionAskedAt', 'is not', null)]),
  objected: () => onCase.and([open, onCase('objectedAt', 'is not', null)]),
  undelivered: () =>
    onCase.and([
      // Answered, closed, declined or merged. Written as a negation: SQLite would scan every closed case of ten years
      // instead of beginning with the few undelivered replies.
      onCase('status', 'not in', [...OPEN, 'withdrawn']),
      onCase('id', 'in', UNDELIVERED),
    ]),
  open: () => open,
  all: () => onCase.and([]),
}

/** `in`, not `exists`: SQLite then starts with the few related rows, not with ten years of cases. */
const UNDELIVERED = sqlFor
  .selectFrom('Reply')
  .select('caseId')
  .where('status', '=', 'approved')
  .where('id', 'in', ({ selectFrom }) =>
    selectFrom('Outbox')
      .select(({ ref }) => ref('replyId').$notNull().as('replyId'))
      .where('status', 'in', ['queued', 'sending', 'held', 'undeliverable'])
      // The index holds answers only.
      .where('replyId', 'is not', null),
  )

/** The officer's own cases, and those of their department without a holder: nobody else would take care of them. */
export const inCareOf = (by: Actor): Condition =>
  onCase.or([
    onCase('officerId', '=', by.id ?? -1),
    ...(by.departmentId
      ? [onCase.and([onCase('officerId', 'is', null), onCase('departmentId', '=', by.departmentId)])]
      : []),
  ])

/** The cases that an officer may see, as `canSee` decides: no condition for an officer who may see all. */
export function sightWhere(by: Actor): Condition[] {
  const scope = scopeOf(by)
  return scope === null
    ? []
    : [
        onCase.or([
          onCase('departmentId', '=', scope),
          onCase('officerId', '=', by.id!),
          onCase('firstTakerId', '=', by.id!),
        ]),
      ]
}

/** Who reads a list, and when. */
export interface Viewer {
  by: Actor
  at: ClockTime
}

/** How many cases fulfil all conditions. By the index of the leading one. */
export async function countCases(db: Db, where: readonly Condition[]): Promise<number> {
  const [row] = await rowsOf(
    db,
    sqlFor
      .selectFrom('Case')
      .select(({ fn }) => fn.countAll().as('n'))
      .where(onCase.and(where)),
  )
  return Number(row!.n)
}

/** How many cases of a view an officer may see. */
export const countView = (db: Database, view: ViewName, { by, at }: Viewer): Promise<number> =>
  countCases(db.read, [...sightWhere(by), VIEW_WHERE[view](by, at)])
