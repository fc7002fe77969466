import type { EventType } from '../domain/case.ts'
import type { Span } from '../domain/tally.ts'
import type { Db } from './database.ts'

/** What a number is about: decides where its cases are looked for. */
export type Measure = 'received' | 'concluded' | 'due' | 'owed'

const TYPES: Record<'received' | 'concluded', readonly EventType[]> = {
  received: ['received', 'reopened'],
  // A merged case is concluded by the delivery of its copy.
  concluded: ['answered', 'declined', 'withdrawn', 'delivery'],
}

/**
 * Ids of cases that may be behind a number, in order, after an id: all that are, and some that are not. Each is a
 * range of an index; the caller looks at the events.
 */
export async function candidatesFor(
  db: Db,
  measure: Measure,
  { from, to, begin, until }: Span,
  after: number,
  take: number,
): Promise<number[]> {
  const [first, last] = [new Date(begin), new Date(until)]
  const withEvents = async (types: readonly EventType[], at: { gte: Date; lt?: Date }) => {
    const rows = await db.caseEvent.groupBy({
      by: ['caseId'],
      where: { type: { in: [...types] }, at, caseId: { gt: after } },
      orderBy: { caseId: 'asc' },
      take,
    })
    return rows.map(row => ({ id: row.caseId }))
  }
  if (measure === 'received' || measure === 'concluded') {
    return (await withEvents(TYPES[measure], { gte: first, lt: last })).map(row => row.id)
  }
  const page = { orderBy: { id: 'asc' }, take, select: { id: true } } as const
  const next = { gt: after }
  const parts =
    measure === 'due'
      ? [
          await db.case.findMany({ where: { id: next, originalDueOn: { gte: from, lte: to } }, ...page }),
          // Reopened since: the columns tell of the last round only.
          await withEvents(['reopened'], { gte: first }),
        ]
      : [
          await db.case.findMany({ where: { id: next, receivedAt: { lt: last }, owedUntil: null }, ...page }),
          await db.case.findMany({
            where: { id: next, receivedAt: { lt: last }, owedUntil: { gte: last } },
            ...page,
          }),
        ]
  return [...new Set(parts.flat().map(row => row.id))].sort((a, b) => a - b).slice(0, take)
}
