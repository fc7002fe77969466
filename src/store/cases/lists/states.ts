import { OPEN, type Status } from '../../../domain/cases/case.ts'
import type { ClockTime } from '../../../domain/cases/clock.ts'
import type { Db } from '../../base/database.ts'
import { onCase, rowsOf, sqlFor } from '../../base/kysely.ts'
import { type Waiting, waitingOf } from '../../base/waiting.ts'
import { CLOCK_WHERE } from '../clock.ts'

/** How many open cases are in each state: an index holds the answer. */
export async function openByStatus(db: Db): Promise<Record<string, number>> {
  const rows = await rowsOf(
    db,
    sqlFor
      .selectFrom('Case')
      .select(({ fn }) => ['status', fn.countAll().as('n')])
      .where(onCase('status', 'in', OPEN))
      .groupBy('status'),
  )
  return Object.fromEntries(OPEN.map(status => [status, Number(rows.find(r => r.status === status)?.n ?? 0)]))
}

/** The first case in a state by its next due date: when it was received. */
export async function firstDueIn(db: Db, status: Status): Promise<Date | null> {
  const row = await db.case.findFirst({
    where: { status },
    orderBy: [{ nextDueAt: 'asc' }, { id: 'asc' }],
    select: { receivedAt: true },
  })
  return row?.receivedAt ?? null
}

/** How many cases are overdue, and since when the first of them is. */
export async function overdueCases(db: Db, at: ClockTime): Promise<Waiting> {
  const [row] = await rowsOf(
    db,
    sqlFor
      .selectFrom('Case')
      .select(({ fn }) => [fn.countAll().as('n'), fn.min('overdueAt').as('since')])
      .where(CLOCK_WHERE.overdue(at)),
  )
  return waitingOf(row)
}
