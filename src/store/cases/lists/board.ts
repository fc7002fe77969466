import { OPEN } from '../../../domain/cases/case.ts'
import type { ClockTime } from '../../../domain/cases/clock.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import type { Db } from '../../base/database.ts'
import type { Prisma } from '../../generated/sqlite/client.ts'
import { officersById } from '../../people/officers.ts'
import { CLOCK_WHERE, dueTodayWhere } from '../clock.ts'
import { sightWhere } from './views.ts'

/** Open cases that an officer may see, counted by holder: all, due today and not stopped, overdue. */
export async function openByHolder(db: Db, viewer: Actor, at: ClockTime) {
  const where = { AND: [sightWhere(viewer), { status: { in: [...OPEN] } }] }
  const by = ['departmentId', 'officerId'] as const
  const count = (more: Prisma.CaseWhereInput) =>
    db.case.groupBy({ by: [...by], where: { AND: [where, more] }, _count: { _all: true } })
  const [open, dueToday, overdue] = await Promise.all([
    count({}),
    count(dueTodayWhere(at)),
    count(CLOCK_WHERE.overdue(at)),
  ])
  const people = await officersById(
    db,
    open.flatMap(row => row.officerId ?? []),
  )
  const of = (rows: typeof open, { departmentId, officerId }: (typeof open)[number]) =>
    rows.find(r => r.departmentId === departmentId && r.officerId === officerId)?._count._all ?? 0
  return open.map(row => {
    const holder = row.officerId === null ? undefined : people.get(row.officerId)
    return {
      departmentId: row.departmentId,
      holder: holder ? { login: holder.login, name: holder.name } : null,
      open: row._count._all,
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
  const rows = await db.caseEvent.groupBy({
    by: ['type'],
    where: { type: { in: [...types] }, at: { gte: from, ...(to && { lt: to }) }, case: sightWhere(viewer) },
    _count: { _all: true },
  })
  return Object.fromEntries(rows.map(row => [row.type, row._count._all]))
}
