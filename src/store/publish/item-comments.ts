import type { Treatment } from '../../domain/publish/item-counts.ts'
import type { Db } from '../base/database.ts'

/** Comments on items: ordinary cases that are tied to an item. */

export interface ItemComment {
  id: number
  caseId: number
  /** The version it was written on. */
  version: number
  createdAt: Date
  treatment: Treatment | null
  treatmentReason: string | null
  treatedAt: Date | null
}

export const addComment = (
  tx: Db,
  row: { itemId: number; caseId: number; version: number; createdAt: Date },
): Promise<{ id: number }> => tx.itemComment.create({ data: row, select: { id: true } })

/** The comment of an item that is this case; null when the case is none of its. */
export const commentOfCase = (db: Db, itemId: number, number: string): Promise<{ id: number } | null> =>
  db.itemComment.findFirst({ where: { itemId, case: { number } }, select: { id: true } })

/** The item that a case is a comment on. */
export interface CommentedItem {
  number: string
  /** Of the version that it was written on. */
  title: string
  version: number
  /** The version that the public reads now; null while it reads none. */
  liveVersion: number | null
  departmentId: string
}

export const itemOfCase = async (db: Db, caseId: number): Promise<CommentedItem | null> => {
  const row = await db.itemComment.findUnique({
    where: { caseId },
    select: {
      version: true,
      itemId: true,
      item: { select: { number: true, liveVersion: true, departmentId: true } },
    },
  })
  if (!row) return null
  const { itemId, version, item } = row
  const text = await db.itemVersion.findUnique({
    where: { itemId_version: { itemId, version } },
    select: { title: true },
  })
  return { ...item, version, title: text?.title ?? '' }
}

const SHOWN = {
  id: true,
  caseId: true,
  version: true,
  createdAt: true,
  treatment: true,
  treatmentReason: true,
  treatedAt: true,
} as const

/** A comment with its case, for the desk. */
export interface DeskComment extends ItemComment {
  number: string
  kind: string
  status: string
  title: string
  departmentId: string | null
  officerId: number | null
  firstTakerId: number | null
}

/** Comments on an item, the latest first. */
export async function deskComments(
  db: Db,
  itemId: number,
  take: number,
  beforeId?: number,
): Promise<DeskComment[]> {
  const rows = await db.itemComment.findMany({
    where: { itemId, ...(beforeId !== undefined && { id: { lt: beforeId } }) },
    orderBy: { id: 'desc' },
    take,
    select: {
      ...SHOWN,
      case: {
        select: {
          number: true,
          kind: true,
          status: true,
          title: true,
          departmentId: true,
          officerId: true,
          firstTakerId: true,
        },
      },
    },
  })
  return rows.map(({ case: about, treatment, ...row }) => ({
    ...row,
    treatment: treatment as Treatment | null,
    ...about,
  }))
}

/** A comment with its answer as the public reads both. */
export interface PublicComment {
  id: number
  version: number
  at: Date
  question: string | null
  text: string
  answeredAt: Date | null
  treatment: Treatment | null
  treatmentReason: string | null
}

/** Comments whose answers were published, the earliest first. */
export async function publicComments(db: Db, itemId: number, take: number): Promise<PublicComment[]> {
  const rows = await db.itemComment.findMany({
    where: { itemId, case: { publishedAt: { not: null }, openness: 'open' } },
    orderBy: { id: 'asc' },
    take,
    select: {
      ...SHOWN,
      case: {
        select: {
          replies: {
            where: { status: 'approved', openness: 'open', redactedText: { not: null }, retiredAt: null },
            orderBy: { id: 'desc' },
            take: 1,
            select: { redactedText: true, redactedQuestion: true, reviewedAt: true },
          },
        },
      },
    },
  })
  return rows.flatMap(({ case: { replies }, ...row }) => {
    const [reply] = replies
    if (!reply) return []
    return {
      id: row.id,
      version: row.version,
      at: row.createdAt,
      question: reply.redactedQuestion,
      text: reply.redactedText!,
      answeredAt: reply.reviewedAt,
      treatment: row.treatment as Treatment | null,
      treatmentReason: row.treatmentReason,
    }
  })
}

/** How many comments an item has, and when the first came. */
export async function commentDates(
  db: Db,
  itemId: number,
): Promise<{ count: number; first: Date | null; byTreatment: Record<string, number> }> {
  const rows = await db.itemComment.groupBy({
    by: ['treatment'],
    where: { itemId },
    _count: { _all: true },
    _min: { createdAt: true },
  })
  const times = rows.flatMap(row => row._min.createdAt ?? [])
  return {
    count: rows.reduce((sum, row) => sum + row._count._all, 0),
    first: times.length === 0 ? null : new Date(Math.min(...times.map(at => at.getTime()))),
    byTreatment: Object.fromEntries(rows.map(row => [row.treatment ?? 'none', row._count._all])),
  }
}

/** Notes how an opinion was treated. @returns false when it is none of this item's */
export async function treatComment(
  tx: Db,
  itemId: number,
  id: number,
  how: { treatment: Treatment; treatmentReason: string; treatedById: number; treatedAt: Date },
): Promise<boolean> {
  return (await tx.itemComment.updateMany({ where: { id, itemId }, data: how })).count > 0
}

/** When the answer to a comment was published, and what led to which version; for the line of dates. */
export async function answeredComments(
  db: Db,
  itemId: number,
): Promise<{ id: number; createdAt: Date; publishedAt: Date | null }[]> {
  const rows = await db.itemComment.findMany({
    where: { itemId, case: { publishedAt: { not: null }, openness: 'open' } },
    orderBy: { id: 'asc' },
    take: 100,
    select: { id: true, createdAt: true, case: { select: { publishedAt: true } } },
  })
  return rows.map(({ case: about, ...row }) => ({ ...row, publishedAt: about.publishedAt }))
}
