import type { Db } from '../base/database.ts'
import type { Prisma } from '../generated/sqlite/client.ts'

/** Where a scan of due cases continues: after this case. */
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

/** Cases with a deadline reminder due, oldest first. */
export async function dueMarks(db: Db, now: Date, place: DuePlace | null, take: number): Promise<DueCase[]> {
  const rows = await db.case.findMany({
    where: behind('nextMarkAt', place, now),
    orderBy: [{ nextMarkAt: 'asc' }, { id: 'asc' }],
    take,
    select: { id: true, number: true, nextMarkAt: true },
  })
  return rows.map(({ id, number, nextMarkAt }) => ({ id, number, at: nextMarkAt! }))
}

/** Cases that were answered before an instant and can still be rated, oldest first. */
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

/** Held cases that were held before one instant, or must be accepted before another; the first held first. */
export async function dueReleases(
  db: Db,
  { heldUntil, acceptUntil }: { heldUntil: Date; acceptUntil: Date },
  place: DuePlace | null,
  take: number,
): Promise<DueCase[]> {
  const rows = await db.case.findMany({
    where: {
      // Scans the index of held cases: a few, or as many as a flood brought.
      heldAt: { gte: place?.at ?? new Date(0) },
      AND: [
        { OR: [{ heldAt: { lte: heldUntil } }, { acceptDueAt: { lte: acceptUntil } }] },
        ...(place ? [{ OR: [{ heldAt: { gt: place.at } }, { id: { gt: place.id } }] }] : []),
      ],
    },
    orderBy: [{ heldAt: 'asc' }, { id: 'asc' }],
    take,
    select: { id: true, number: true, heldAt: true },
  })
  return rows.map(({ id, number, heldAt }) => ({ id, number, at: heldAt! }))
}
