import type { Db } from './database.ts'
import type { Prisma } from './generated/sqlite/client.ts'

/** Where a walk through what is due has come to: behind this case. */
export interface DuePlace {
  at: Date
  id: number
}

export interface DueCase extends DuePlace {
  number: string
}

const behind = (
  column: 'nextMarkAt' | 'concludedAt',
  place: DuePlace | null,
  until: Date,
): Prisma.CaseWhereInput =>
  place === null
    ? { [column]: { lte: until } }
    : {
        [column]: { gte: place.at, lte: until },
        OR: [{ [column]: { gt: place.at } }, { id: { gt: place.id } }],
      }

/** Cases of which it is to be told that time passes, oldest first. */
export async function dueMarks(db: Db, now: Date, place: DuePlace | null, take: number): Promise<DueCase[]> {
  const rows = await db.case.findMany({
    where: behind('nextMarkAt', place, now),
    orderBy: [{ nextMarkAt: 'asc' }, { id: 'asc' }],
    take,
    select: { id: true, number: true, nextMarkAt: true },
  })
  return rows.map(({ id, number, nextMarkAt }) => ({ id, number, at: nextMarkAt! }))
}

/** Cases that were answered before an instant and are still open to be rated, oldest first. */
export async function dueClosing(
  db: Db,
  before: Date,
  place: DuePlace | null,
  take: number,
): Promise<DueCase[]> {
  const rows = await db.case.findMany({
    where: { status: 'answered', ...behind('concludedAt', place, before) },
    orderBy: [{ concludedAt: 'asc' }, { id: 'asc' }],
    take,
    select: { id: true, number: true, concludedAt: true },
  })
  return rows.map(({ id, number, concludedAt }) => ({ id, number, at: concludedAt! }))
}
