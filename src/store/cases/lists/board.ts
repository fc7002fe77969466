import { OPEN } from '../../../domain/cases/case.ts'
import type { ClockTime } from '../../../domain/cases/clock.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import type { Db } from '../../base/database.ts'
import { type Condition, onCase, rowsOf, sqlFor } from '../../base/kysely.ts'
import { officersById } from '../../people/officers.ts'
import { CLOCK_WHERE, dueTodayWhere } from '../clock.ts'
import { sightWhere } from './views.ts'

/** Open cases that an officer may see, counted by holder: all, due today and not stopped, overdue. */
export async function openByHolder(db: Db, viewer: Actor, at: ClockTime) {
  const count = (...more: Condition[]) =>
    rowsOf(
      db,
      sqlFor
        .selectFrom('Case')
        .select(({ fn }) => ['departmentId', 'officerId', fn.countAll().as('cases')])
        .where(onCase.and([...sightWhere(viewer), onCase('status', 'in', OPEN), ...more]))
        .groupBy(['departmentId', 'officerId']),
    )
  const [open, dueToday, overdue] = await Promise.all([
    count(),
    count(dueTodayWhere(at)),
    count(CLOCK_WHERE.overdue(at)),
  ])
  const people = await officersById(
    db,
    open.flatMap(row => row.officerId ?? []),
  )
  const of = (rows: typeof open, { departmentId, officerId }: (typeof open)[number]) =>
    Number(rows.find(r => r.departmentId === departmentId && r.officerId === officerId)?.cases ?? 0)
  return open.map(row => {
    const holder = row.officerId === null ? undefined : people.get(row.officerId)
    return {
      departmentId: row.departmentId,
      holder: holder ? { login: holder.login, name: holder.name } : null,
      open: Number(row.cases),
      dueToday: of(dueToday, row),
      overdue: of(overdue, row),
    }
  })
}

/** How often each type of event happened to cases that the officer may see, from `from` on and before `to`. */
export async function countEvents(
  db: Db,
  types: readonly string[],
  viewer: Actor,
  { from, to }: { from: Date; to?: Date },
): Promise<Record<string, number>> {
  const seen = sightWhere(viewer)
  let events = sqlFor
    .selectFrom('CaseEvent')
    .select(({ fn }) => ['type', fn.countAll().as('events')])
    .where('type', 'in', types)
    .where('at', '>=', from)
    .groupBy('type')
  if (to) events = events.where('at', '<', to)
  // `exists`: the events of some days are few, the cases of a department are many.
  if (seen.length > 0)
    events = events.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('Case')
          .select('Case.id')
          .whereRef('Case.id', '=', 'CaseEvent.caseId')
          .where(onCase.and(seen)),
      ),
    )
  const rows = await rowsOf(db, events)
  return Object.fromEntries(rows.map(row => [row.type, Number(row.events)]))
}
