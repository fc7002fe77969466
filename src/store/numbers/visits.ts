import type { CivilDate } from '../../domain/base/civil-date.ts'
import type { Remark, Visit, VisitKind, VisitStatus } from '../../domain/numbers/visit.ts'
import type { Db } from '../base/database.ts'
import type { Prisma } from '../generated/sqlite/client.ts'

/** Visits and test questions of outside observers, and their photos. */

export interface NewVisit {
  kind: VisitKind
  departmentId: string
  areaId: string | null
  visitedOn: CivilDate
  title: string
  finding: string
  verdict: 'good' | 'bad'
  status: VisitStatus
  dueOn: CivilDate | null
  settledAt: Date | null
  byId: number
  by: string
  createdAt: Date
}

export interface StoredPhoto {
  hash: string
  bytes: number
}

export const addVisit = (tx: Db, visit: NewVisit) => tx.visit.create({ data: visit, select: { id: true } })

export async function addVisitPhotos(
  tx: Db,
  visitId: number,
  of: 'finding' | 'answer',
  photos: readonly StoredPhoto[],
  addedAt: Date,
): Promise<void> {
  for (const { hash, bytes } of photos)
    await tx.visitPhoto.create({ data: { visitId, of, hash, bytes, addedAt } })
}

const SHOWN = { photos: { orderBy: { id: 'asc' }, select: { id: true, of: true, addedAt: true } } } as const
export type VisitRow = Prisma.VisitGetPayload<{ include: typeof SHOWN }>

export const visitById = (db: Db, id: number): Promise<VisitRow | null> =>
  db.visit.findUnique({ where: { id }, include: SHOWN })

/** `remark` is a list in JSON: what was said after each answer, with the answer. */
export const remarksOf = ({ remark }: Pick<VisitRow, 'remark'>): Remark[] =>
  remark === null ? [] : (JSON.parse(remark) as Remark[])

/** The visit as its rules know it. */
export const toVisit = (row: Omit<VisitRow, 'photos'>, authorActive: boolean): Visit => ({
  kind: row.kind as VisitKind,
  departmentId: row.departmentId,
  verdict: row.verdict as Visit['verdict'],
  status: row.status as VisitStatus,
  dueOn: row.dueOn,
  answer:
    row.answer === null
      ? null
      : { text: row.answer, by: row.answeredBy!, byId: row.answeredById!, at: row.answeredAt! },
  remarks: remarksOf(row),
  settledAt: row.settledAt,
  publicAt: row.publicAt,
  byId: row.byId,
  authorActive,
})

/** Stores what a move changed. @returns false when somebody else was faster */
export async function saveVisit(
  tx: Db,
  at: { id: number; version: number },
  next: Visit,
  texts: { publicFinding?: string; publicAnswer?: string | null } = {},
): Promise<boolean> {
  const { count } = await tx.visit.updateMany({
    where: at,
    data: {
      status: next.status,
      dueOn: next.dueOn,
      answer: next.answer?.text ?? null,
      answeredById: next.answer?.byId ?? null,
      answeredBy: next.answer?.by ?? null,
      answeredAt: next.answer?.at ?? null,
      remark: next.remarks.length === 0 ? null : JSON.stringify(next.remarks),
      settledAt: next.settledAt,
      publicAt: next.publicAt,
      ...texts,
      version: { increment: 1 },
    },
  })
  return count > 0
}

/** A place in a list: behind this visit. */
export interface VisitPlace {
  day: CivilDate
  id: number
}

const LISTED = {
  id: true,
  kind: true,
  departmentId: true,
  areaId: true,
  visitedOn: true,
  title: true,
  verdict: true,
  status: true,
  dueOn: true,
  publicAt: true,
} as const
export type ListedVisit = Prisma.VisitGetPayload<{ select: typeof LISTED }>

/** Visits of a department (of all, without one), latest first. */
export const visitsByDay = (
  db: Db,
  where: { departmentId?: string | undefined; from?: CivilDate; to?: CivilDate },
  behind: VisitPlace | null,
  take: number,
): Promise<ListedVisit[]> =>
  db.visit.findMany({
    where: {
      ...(where.departmentId !== undefined && { departmentId: where.departmentId }),
      visitedOn: { gte: where.from ?? '', lte: behind?.day ?? where.to ?? '9999' },
      ...(behind && { OR: [{ visitedOn: { lt: behind.day } }, { id: { lt: behind.id } }] }),
    },
    orderBy: [{ visitedOn: 'desc' }, { id: 'desc' }],
    take,
    select: LISTED,
  })

/** Visits whose answer is owed, or waits for its author; the first due first. */
export const visitsWaiting = (
  db: Db,
  status: 'open' | 'answered',
  departmentId: string | undefined,
  behind: VisitPlace | null,
  take: number,
): Promise<ListedVisit[]> =>
  db.visit.findMany({
    where: {
      status,
      dueOn: { gte: behind?.day ?? '' },
      ...(departmentId !== undefined && { departmentId }),
      ...(behind && { OR: [{ dueOn: { gt: behind.day } }, { id: { gt: behind.id } }] }),
    },
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    take,
    select: LISTED,
  })

/** How many wait, and how many of the owed answers are late. */
export async function countVisits(db: Db, today: CivilDate, departmentId?: string) {
  const scope = departmentId === undefined ? {} : { departmentId }
  const [open, overdue, answered] = await Promise.all([
    db.visit.count({ where: { ...scope, status: 'open' } }),
    db.visit.count({ where: { ...scope, status: 'open', dueOn: { lt: today } } }),
    db.visit.count({ where: { ...scope, status: 'answered' } }),
  ])
  return { open, overdue, answered }
}

/** Visits whose answer is late, by id above one. */
export const lateVisits = (db: Db, today: CivilDate, after: number, take: number) =>
  db.visit.findMany({
    where: { status: 'open', dueOn: { gt: '', lt: today }, id: { gt: after } },
    orderBy: { id: 'asc' },
    take,
    select: { id: true, departmentId: true },
  })

const STATUSES: readonly VisitStatus[] = ['open', 'answered', 'settled']
const PORTION = 500

/**
 * The visits that owe an answer by this day or later, in parts: the answers of a period are among them, because a later
 * answer of the same visit is owed later.
 */
export async function* visitsDueFrom(db: Db, from: CivilDate) {
  for (const status of STATUSES) {
    for (let behind: VisitPlace | null = null; ; ) {
      const rows: {
        id: number
        departmentId: string
        dueOn: string | null
        remark: string | null
        answeredAt: Date | null
      }[] = await db.visit.findMany({
        where: {
          status,
          dueOn: { gte: behind ? (behind as VisitPlace).day : from },
          ...(behind && {
            OR: [{ dueOn: { gt: (behind as VisitPlace).day } }, { id: { gt: (behind as VisitPlace).id } }],
          }),
        },
        orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
        take: PORTION,
        select: { id: true, departmentId: true, dueOn: true, remark: true, answeredAt: true },
      })
      yield rows
      const last = rows.at(-1)
      if (!last || rows.length < PORTION) break
      behind = { day: last.dueOn!, id: last.id }
    }
  }
}

/** What the public sees, latest first: only columns that were made for it. */
export const publicVisits = (db: Db, behind: { at: Date; id: number } | null, take: number) =>
  db.visit.findMany({
    where: {
      publicAt: behind ? { gt: new Date(0), lte: behind.at } : { gt: new Date(0) },
      ...(behind && { OR: [{ publicAt: { lt: behind.at } }, { id: { lt: behind.id } }] }),
    },
    orderBy: [{ publicAt: 'desc' }, { id: 'desc' }],
    take,
    select: {
      id: true,
      kind: true,
      departmentId: true,
      areaId: true,
      visitedOn: true,
      verdict: true,
      publicFinding: true,
      publicAnswer: true,
      publicAt: true,
    },
  })

/** A photo, with what decides who may see it. */
export const visitPhoto = (db: Db, visitId: number, id: number) =>
  db.visitPhoto.findFirst({
    where: { id, visitId },
    select: { id: true, hash: true, visit: { select: { departmentId: true } } },
  })
