import type { Db } from '../../base/database.ts'
import { statement, tables } from '../../base/statement.ts'
import type { Prisma } from '../../generated/sqlite/client.ts'

/** Replies that anybody may read. Reads only columns that were made for the public. */

/** What is public. Retired replies are among it; nobody is shown them. */
export const PUBLIC = {
  status: 'approved',
  openness: 'open',
  redactedText: { not: null },
  case: { publishedAt: { not: null }, openness: 'open' },
} as const satisfies Prisma.ReplyWhereInput

const COLUMNS = {
  id: true,
  redactedText: true,
  redactedQuestion: true,
  reviewedAt: true,
  confirmedAt: true,
  guideId: true,
  useful: true,
  useless: true,
  case: { select: { departmentId: true, areaId: true, categoryId: true, publishedAt: true } },
} as const

export type PublicReplyRow = Prisma.ReplyGetPayload<{ select: typeof COLUMNS }>

/** The newest first. */
export const publicReplies = (db: Db, take: number, beforeId?: number): Promise<PublicReplyRow[]> =>
  db.reply.findMany({
    where: { ...PUBLIC, retiredAt: null, ...(beforeId !== undefined && { id: { lt: beforeId } }) },
    orderBy: { id: 'desc' },
    take,
    select: COLUMNS,
  })

/** Those of these ids that are public, in their order. */
export async function publicRepliesByIds(db: Db, ids: readonly number[]): Promise<PublicReplyRow[]> {
  if (ids.length === 0) return []
  const rows = await db.reply.findMany({
    where: { ...PUBLIC, retiredAt: null, id: { in: [...ids] } },
    select: COLUMNS,
  })
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => byId.get(id) ?? [])
}

/** One of them; also a retired one, which its page says. */
export const publicReply = (db: Db, id: number) =>
  db.reply.findFirst({ where: { ...PUBLIC, id }, select: { ...COLUMNS, retiredAt: true } })

const LOCK = statement<{ id: number }>()(p => tables.selectFrom('Reply').select('id').where('id', '=', p.id))

/**
 * Notes what a browser thinks of a reply: its first vote, or another one than before. The sums change with it, behind the
 * lock of the reply.
 * @returns false when the reply is not public (any more)
 */
export async function putVote(
  tx: Db,
  { replyId, voter, useful }: { replyId: number; voter: string; useful: boolean },
  at: Date,
): Promise<boolean> {
  if (!(await tx.sql.lock(LOCK, { id: replyId }))) return false
  const reply = await tx.reply.findFirst({
    where: { ...PUBLIC, retiredAt: null, id: replyId },
    select: { id: true },
  })
  if (!reply) return false
  const key = { replyId_voter: { replyId, voter } }
  const before = await tx.replyVote.findUnique({ where: key, select: { useful: true } })
  if (before?.useful === useful) return true
  await tx.replyVote.upsert({
    where: key,
    create: { replyId, voter, useful, at },
    update: { useful, at },
  })
  const [more, less] = useful ? (['useful', 'useless'] as const) : (['useless', 'useful'] as const)
  await tx.reply.update({
    where: { id: replyId },
    data: { [more]: { increment: 1 }, ...(before && { [less]: { decrement: 1 } }) },
    select: { id: true },
  })
  return true
}

/** Forgets who voted before an instant, about so many; the sums stay. @returns how many */
export async function dropOldVotes(tx: Db, before: Date, take: number): Promise<number> {
  const oldest = await tx.replyVote.findMany({
    where: { at: { lt: before } },
    orderBy: { at: 'asc' },
    take,
    select: { at: true },
  })
  const last = oldest.at(-1)
  if (last) await tx.replyVote.deleteMany({ where: { at: { lte: last.at } } })
  return oldest.length
}
