import type { Db } from '../base/database.ts'

/** Published answers, newest first. Reads only columns that were made for the public. */
export const publishedAnswers = (db: Db, take: number, beforeId?: number) =>
  db.reply.findMany({
    where: {
      status: 'approved',
      openness: 'open',
      redactedText: { not: null },
      case: { publishedAt: { not: null }, openness: 'open' },
      ...(beforeId !== undefined && { id: { lt: beforeId } }),
    },
    orderBy: { id: 'desc' },
    take,
    select: {
      id: true,
      redactedText: true,
      redactedQuestion: true,
      reviewedAt: true,
      case: { select: { departmentId: true, areaId: true } },
    },
  })
