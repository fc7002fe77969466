import type { ClockTime } from '../../domain/cases/clock.ts'
import type { Db } from '../base/database.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import { CLOCK_WHERE, dueTodayWhere } from './clock.ts'

/** Open cases by who holds them: all, due today and not stopped, overdue. */
export async function openByHolder(db: Db, where: Prisma.CaseWhereInput, at: ClockTime) {
  const by = ['departmentId', 'officerId'] as const
  const count = (more: Prisma.CaseWhereInput) =>
    db.case.groupBy({ by: [...by], where: { AND: [where, more] }, _count: { _all: true } })
  const [open, dueToday, overdue] = await Promise.all([
    count({}),
    count(dueTodayWhere(at)),
    count(CLOCK_WHERE.overdue(at)),
  ])
  const people = await db.officer.findMany({
    where: { id: { in: open.flatMap(row => row.officerId ?? []) } },
    select: { id: true, login: true, name: true },
  })
  const of = (rows: typeof open, { departmentId, officerId }: (typeof open)[number]) =>
    rows.find(r => r.departmentId === departmentId && r.officerId === officerId)?._count._all ?? 0
  return open.map(row => {
    const holder = people.find(p => p.id === row.officerId)
    return {
      departmentId: row.departmentId,
      holder: holder ? { login: holder.login, name: holder.name } : null,
      open: row._count._all,
      dueToday: of(dueToday, row),
      overdue: of(overdue, row),
    }
  })
}

/** How often each kind of event happened to cases in sight, from `from` on and before `to`. */
export async function countEvents(
  db: Db,
  types: readonly string[],
  sight: Prisma.CaseWhereInput,
  { from, to }: { from: Date; to?: Date },
): Promise<Record<string, number>> {
  const rows = await db.caseEvent.groupBy({
    by: ['type'],
    where: { type: { in: [...types] }, at: { gte: from, ...(to && { lt: to }) }, case: sight },
    _count: { _all: true },
  })
  return Object.fromEntries(rows.map(row => [row.type, row._count._all]))
}
