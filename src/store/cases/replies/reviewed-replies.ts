import { sql } from 'kysely'
import { lawTerm } from '../../../search/replies/terms.ts'
import type { Database, Db } from '../../base/database.ts'
import { FILTER, FOUND } from '../../base/gram-search.ts'
import { type Condition, rowsOf, sqlFor } from '../../base/kysely.ts'
import { statement, tables } from '../../base/statement.ts'
import { PUBLIC } from './public-replies.ts'

/** Public replies as officers keep them: what is due for review, and what they decide. */

/** What makes a reply due: it was confirmed before `old`, or before a law that it cites changed. */
export interface Due {
  old: Date
  laws: readonly { key: string; at: Date }[]
}

export const REVIEW_STATES = ['review', 'all', 'retired'] as const
export type ReviewState = (typeof REVIEW_STATES)[number]

interface ReviewWanted {
  state: ReviewState
  due: Due
  /** Only of this department; null: of every one. */
  departmentId: string | null
  /** The last id of the page before. */
  after?: number | undefined
  take: number
}

type Reader = Pick<Database, 'read' | 'provider' | 'secrets'>

/** Ids of public replies, the oldest first where they are to be reviewed, otherwise the newest. */
export async function reviewedReplyIds(
  { read, provider, secrets }: Reader,
  { state, due, departmentId, after, take }: ReviewWanted,
): Promise<number[]> {
  const since = sql<Date>`coalesce(${sql.ref('r.confirmedAt')}, ${sql.ref('r.reviewedAt')})`
  const cites = (key: string): Condition =>
    FOUND[provider](sql.ref('r.id'), {
      table: 'ReplySearch',
      anyOf: [secrets.searchSigns([lawTerm(key)])],
    })
  const oldestFirst = state === 'review'
  const query = sqlFor
    .selectFrom('Reply as r')
    .innerJoin('Case as c', 'c.id', 'r.caseId')
    .select('r.id')
    .where('r.openness', '=', 'open')
    .where(eb =>
      eb.and([
        eb('r.status', '=', 'approved'),
        eb('c.openness', '=', 'open'),
        // Not the index of what was published: it would begin with every case.
        FILTER[provider](eb('c.publishedAt', 'is not', null)),
        ...(departmentId === null ? [] : [eb('c.departmentId', '=', departmentId)]),
        ...(state === 'all' ? [] : [eb('r.retiredAt', state === 'retired' ? 'is not' : 'is', null)]),
        ...(after === undefined ? [] : [eb('r.id', oldestFirst ? '>' : '<', after)]),
        ...(state === 'review'
          ? [
              eb.or([
                eb(since, '<', due.old),
                ...due.laws.map(({ key, at }) => eb.and([eb(since, '<', at), cites(key)])),
              ]),
            ]
          : []),
      ]),
    )
    .orderBy('r.id', oldestFirst ? 'asc' : 'desc')
    .limit(take)
  return (await rowsOf(read, query)).map(row => row.id)
}

const COLUMNS = {
  id: true,
  redactedText: true,
  redactedQuestion: true,
  reviewedAt: true,
  confirmedAt: true,
  confirmedById: true,
  retiredAt: true,
  retiredReason: true,
  guideId: true,
  useful: true,
  useless: true,
  caseId: true,
  case: {
    select: {
      id: true,
      number: true,
      departmentId: true,
      areaId: true,
      categoryId: true,
      openness: true,
      publishedAt: true,
    },
  },
} as const

/** Those of these ids that are public, in their order. */
export async function reviewedRepliesByIds(db: Db, ids: readonly number[]) {
  const rows = await db.reply.findMany({ where: { ...PUBLIC, id: { in: [...ids] } }, select: COLUMNS })
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => byId.get(id) ?? [])
}

export const reviewedReply = (db: Db, id: number) =>
  db.reply.findFirst({ where: { ...PUBLIC, id }, select: COLUMNS })
export type ReviewedReplyRow = NonNullable<Awaited<ReturnType<typeof reviewedReply>>>

const LOCK = statement<{ id: number }>()(p => tables.selectFrom('Reply').select('id').where('id', '=', p.id))

/** The same, locked until the transaction ends. */
export const lockReviewedReply = async (tx: Db, id: number): Promise<ReviewedReplyRow | null> =>
  (await tx.sql.lock(LOCK, { id })) ? reviewedReply(tx, id) : null

export interface Keeping {
  confirmedAt?: Date
  confirmedById?: number
  retiredAt?: Date | null
  retiredReason?: string | null
  guideId?: string | null
}

export const keepReply = (tx: Db, id: number, data: Keeping) =>
  tx.reply.update({ where: { id }, data, select: { id: true } })
