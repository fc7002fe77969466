import type { Db } from '../base/database.ts'
import { statement, tables } from '../base/statement.ts'

interface Nearby {
  areaId: string
  kinds: readonly string[]
  statuses: readonly string[]
  since: Date
  notOf: number
  limit: number
}

const NEARBY = statement<Nearby>()(p =>
  tables
    .selectFrom('Case as c')
    .select(['c.id', 'c.number', 'c.title', 'c.text', 'c.categoryId', 'c.contactId', 'c.receivedAt'])
    .select(eb =>
      eb
        .selectFrom('Case as m')
        .select(({ fn }) => fn.countAll<number>().as('n'))
        .whereRef('m.mergedIntoId', '=', 'c.id')
        .as('merged'),
    )
    .where('c.areaId', '=', p.areaId)
    .where('c.receivedAt', '>=', p.since)
    .where('c.kind', 'in', p.kinds)
    .where('c.status', 'in', p.statuses)
    .where('c.anonymous', '=', false)
    .where(eb => eb.or([eb('c.contactId', 'is', null), eb('c.contactId', '!=', p.notOf)]))
    .orderBy('c.receivedAt', 'desc')
    .limit(p.limit),
)

/** The latest open cases of one area, by its index, at most `limit`, each with how many are merged into it. */
export const openCasesNearby = async (db: Db, where: Nearby) =>
  (await db.sql.all(NEARBY, where)).map(row => db.sql.openRow('Case', row))

const SHORT = { id: true, number: true, title: true, text: true } as const

/** Cases that were answered lately, of one kind of matter (or any), for comparing. */
export const answeredLately = (db: Db, categoryId: string | null, notId: number, limit: number) =>
  db.case.findMany({
    where: {
      ...(categoryId && { categoryId }),
      id: { not: notId },
      status: { in: ['answered', 'closed'] },
      concludedAt: { not: null },
      anonymous: false,
    },
    orderBy: { concludedAt: 'desc' },
    take: limit,
    select: {
      ...SHORT,
      departmentId: true,
      officerId: true,
      firstTakerId: true,
      concludedAt: true,
      replies: {
        where: { status: 'approved', purpose: 'answer' },
        orderBy: { id: 'desc' },
        take: 1,
        select: { text: true },
      },
    },
  })

/** Other open cases that might be the same: of the same area (or with none), not yet merged. */
export const openAround = (
  db: Db,
  where: { areaId: string | null; statuses: readonly string[]; since: Date; notId: number; limit: number },
) =>
  db.case.findMany({
    where: {
      ...(where.areaId && { areaId: where.areaId }),
      id: { not: where.notId },
      receivedAt: { gte: where.since },
      status: { in: [...where.statuses] },
    },
    orderBy: { receivedAt: 'desc' },
    take: where.limit,
    select: {
      ...SHORT,
      departmentId: true,
      officerId: true,
      firstTakerId: true,
      contactId: true,
      status: true,
      receivedAt: true,
    },
  })

/** Assigned cases with their department, as the office decided, newest first. */
export const assignedCases = (db: Db, limit: number) =>
  db.case.findMany({
    where: {
      departmentId: { not: null },
      status: { notIn: ['received', 'accepted', 'withdrawn', 'set_aside'] },
    },
    orderBy: { id: 'desc' },
    take: limit,
    select: { title: true, text: true, departmentId: true },
  })
