import type { Db } from '../base/database.ts'

/** The latest open cases of one area, by its index, at most `limit`. */
export const openCasesNearby = (
  db: Db,
  where: {
    areaId: string
    kinds: readonly string[]
    statuses: readonly string[]
    since: Date
    notOf: number
    limit: number
  },
) =>
  db.case.findMany({
    where: {
      areaId: where.areaId,
      receivedAt: { gte: where.since },
      kind: { in: [...where.kinds] },
      status: { in: [...where.statuses] },
      anonymous: false,
      OR: [{ contactId: null }, { contactId: { not: where.notOf } }],
    },
    orderBy: { receivedAt: 'desc' },
    take: where.limit,
    select: {
      id: true,
      number: true,
      title: true,
      text: true,
      categoryId: true,
      contactId: true,
      receivedAt: true,
      _count: { select: { merged: true } },
    },
  })

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
