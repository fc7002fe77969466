import { sql } from 'kysely'
import type { CaseEvent } from '../../domain/cases/case.ts'
import type { Db } from '../base/database.ts'
import { rowsOf, sqlFor } from '../base/kysely.ts'
import { type SealedText, statement, tables } from '../base/statement.ts'
import type { CaseEvent as Row } from '../generated/sqlite/client.ts'
import type { LockedCase } from './cases.ts'
import { markForCounting } from './count-due.ts'

/** The record of a case: its events. */

export type EventRow = Omit<Row, 'id' | 'caseId'>

/** Converts an event of a case to its row. */
export const eventRow = (
  caseId: number,
  event: Pick<CaseEvent, 'seq' | 'type' | 'at' | 'by' | 'data'>,
): EventRow & { caseId: number } => ({
  caseId,
  seq: event.seq,
  type: event.type,
  at: event.at,
  byKind: event.by.kind,
  byId: event.by.id ?? null,
  byName: event.by.name ?? null,
  data: JSON.stringify(event.data),
})

type Appended = Omit<EventRow, 'seq' | 'data'> & { caseId: number; data: SealedText | null }

const APPEND = statement<Appended>()(p =>
  tables
    .insertInto('CaseEvent')
    .values(eb => ({
      caseId: p.caseId,
      seq: eb
        .selectFrom('CaseEvent')
        .select(({ fn, lit }) => eb(fn.coalesce(fn.max('seq'), lit(0)), '+', lit(1)).as('seq'))
        .where('caseId', '=', p.caseId),
      type: p.type,
      at: p.at,
      byKind: p.byKind,
      byId: p.byId,
      byName: p.byName,
      data: p.data,
    }))
    .returning('seq'),
)

/** Appends to the record of a case. @returns the number of the first. */
export async function appendEvents(
  db: Db,
  { id: caseId }: Pick<LockedCase, 'id'>,
  events: readonly Pick<CaseEvent, 'type' | 'at' | 'by' | 'data'>[],
): Promise<number> {
  let first: number | undefined
  for (const event of events) {
    const { seq: _, ...row } = eventRow(caseId, { ...event, seq: 0 })
    const [added] = await db.sql.all(APPEND, db.sql.sealRow('CaseEvent', row))
    first ??= added!.seq
  }
  if (first === undefined) return 0
  await markForCounting(db, caseId, first - 1)
  return first
}

export const toEvent = (row: EventRow): CaseEvent => ({
  seq: row.seq,
  type: row.type as CaseEvent['type'],
  at: row.at,
  by: {
    kind: row.byKind as CaseEvent['by']['kind'],
    ...(row.byId !== null && { id: row.byId }),
    ...(row.byName !== null && { name: row.byName }),
  },
  data: row.data ? (JSON.parse(row.data) as Record<string, unknown>) : {},
})

export const eventsOf = async (db: Db, caseId: number): Promise<CaseEvent[]> =>
  (await db.caseEvent.findMany({ where: { caseId }, orderBy: { seq: 'asc' } })).map(toEvent)

/**
 * The last of each of these events of these cases. The type is compared as an expression: SQLite without statistics
 * would look up every event of that type instead.
 */
export async function lastEventsOf(
  db: Db,
  ids: readonly number[],
  types: readonly string[],
): Promise<Map<number, Map<string, Record<string, unknown>>>> {
  const last = new Map<number, Map<string, Record<string, unknown>>>()
  if (ids.length === 0) return last
  const rows = await rowsOf(
    db,
    sqlFor
      .selectFrom('CaseEvent')
      // Sealed; store/base/sealing opens it by its name.
      .select(['caseId', 'type', sql<string | null>`${sql.ref('data')}`.as('data')])
      .where('caseId', 'in', ids)
      .where(sql`"type" || ''`, 'in', types)
      .orderBy('caseId')
      .orderBy('seq'),
  )
  for (const { caseId, type, data } of rows) {
    const mine = last.get(caseId) ?? new Map<string, Record<string, unknown>>()
    mine.set(type, data ? (JSON.parse(data) as Record<string, unknown>) : {})
    last.set(caseId, mine)
  }
  return last
}
