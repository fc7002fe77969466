import { sql } from 'kysely'
import type { CivilDate } from '../../../domain/base/civil-date.ts'
import type { Db } from '../../base/database.ts'
import { rowsOf, sqlFor } from '../../base/kysely.ts'
import { statement, tables } from '../../base/statement.ts'

/** Events that have no entry yet. */

interface Waiting {
  caseId: number
  seq: number
  day: CivilDate
  calendar: string
}

const ADD = statement<Waiting>()(p =>
  tables
    .insertInto('LedgerWaiting')
    .values({ caseId: p.caseId, seq: p.seq, day: p.day, calendar: p.calendar }),
)

export const addWaiting = (db: Db, row: Waiting) => db.sql.run(ADD, row)

/** The days before another on which something waits, the earliest first. */
export const waitingDays = async (db: Db, from: CivilDate, before: CivilDate): Promise<CivilDate[]> =>
  (
    await rowsOf(
      db,
      sqlFor
        .selectFrom('LedgerWaiting')
        .select('day')
        .distinct()
        .where('day', '>=', from)
        .where('day', '<', before)
        .orderBy('day'),
    )
  ).map(row => row.day)

/** The day of the first event of a case that has no entry; null when none waits. */
export const waitsFrom = async (db: Db, caseId: number): Promise<CivilDate | null> =>
  (await db.ledgerWaiting.findFirst({ where: { caseId }, orderBy: { seq: 'asc' }, select: { day: true } }))
    ?.day ?? null

/** What waits from this day or an earlier one. */
export const waitingUntil = (db: Db, day: CivilDate): Promise<Waiting[]> =>
  rowsOf(db, sqlFor.selectFrom('LedgerWaiting').selectAll().where('day', '<=', day))

const ENTERED = statement<{ caseId: number; seq: number }>()(p =>
  tables.deleteFrom('LedgerWaiting').where('caseId', '=', p.caseId).where('seq', '<=', p.seq),
)

/** Takes the events of a case up to one off the list. */
export const entered = (db: Db, caseId: number, seq: number) => db.sql.run(ENTERED, { caseId, seq })

const ADD_HISTORY = statement<{ caseIds: readonly number[]; day: CivilDate; calendar: string }>()(p =>
  tables
    .insertInto('LedgerWaiting')
    .columns(['caseId', 'seq', 'day', 'calendar'])
    .expression(
      tables
        .selectFrom('CaseEvent')
        .select(({ fn }) => ['caseId', fn.max('seq').as('seq')])
        .select(() => [sql<string>`${p.day}`.as('day'), sql<string>`${p.calendar}`.as('calendar')])
        .where('caseId', 'in', p.caseIds)
        .groupBy('caseId'),
    )
    .onConflict(at => at.columns(['caseId', 'seq']).doNothing()),
)

/** Puts all that these cases have had on the list. */
export const addHistory = (db: Db, cases: { caseIds: readonly number[]; day: CivilDate; calendar: string }) =>
  db.sql.run(ADD_HISTORY, cases)
