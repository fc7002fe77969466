import type { ArticleState } from '../../domain/publish/articles.ts'
import type { Db } from '../base/database.ts'
import type { ItemArticle } from '../generated/sqlite/client.ts'

/** Live versions as articles of the official account, and the queue of what is to be done with them. */

export interface ArticleRow extends Omit<ItemArticle, 'state'> {
  state: ArticleState
}

const toArticle = (row: ItemArticle): ArticleRow => row as ArticleRow

/** How long a process holds an article: longer than its uploads and calls take. */
const LEASE_MS = 10 * 60_000

/** States in which something may be due. */
const OPEN: ArticleState[] = ['queued', 'drafted', 'submitted', 'published', 'failed']

/** Queues a version, once. @returns whether it was new */
export async function addArticle(tx: Db, itemId: number, version: number, now: Date): Promise<boolean> {
  const known = await tx.itemArticle.findUnique({
    where: { itemId_version: { itemId, version } },
    select: { id: true },
  })
  if (known) return false
  await tx.itemArticle.create({
    data: { itemId, version, state: 'queued', nextAt: now, createdAt: now, updatedAt: now },
    select: { id: true },
  })
  return true
}

/** Articles with something to do now. */
export const dueArticles = async (db: Db, now: Date, take: number): Promise<ArticleRow[]> =>
  (
    await db.itemArticle.findMany({
      where: { state: { in: OPEN }, nextAt: { lte: now } },
      take,
    })
  ).map(toArticle)

/** An article that this process holds: until when, unless somebody wakes it meanwhile. */
export interface ClaimedArticle extends ArticleRow {
  lease: Date
}

/**
 * Takes an article for a while and counts the try, before anything is done: after a kill the next try knows of this one.
 * @returns undefined when another process was first
 */
export async function claimArticle(tx: Db, row: ArticleRow, now: Date): Promise<ClaimedArticle | undefined> {
  const { id, state, nextAt } = row
  const lease = new Date(now.getTime() + LEASE_MS)
  const { count } = await tx.itemArticle.updateMany({
    where: { id, state, nextAt },
    data: { nextAt: lease, attempts: { increment: 1 } },
  })
  return count === 1 ? { ...row, lease } : undefined
}

type Change = Partial<
  Pick<ArticleRow, 'state' | 'mediaId' | 'publishId' | 'articleId' | 'url' | 'error' | 'attempts' | 'nextAt'>
>

/** A new state begins with no tries. */
const dataOf = (change: Change, now: Date) => ({
  ...(change.state && { attempts: 0, updatedAt: now }),
  ...change,
})

/** Records what came of a step. If the article was woken meanwhile (`wakeArticles`), it stays due. */
export async function setArticle(
  tx: Db,
  { id, lease }: Pick<ClaimedArticle, 'id' | 'lease'>,
  change: Change & Required<Pick<Change, 'nextAt'>>,
  now: Date,
): Promise<void> {
  const { nextAt: _, ...rest } = change
  const { count } = await tx.itemArticle.updateMany({
    where: { id, nextAt: lease },
    data: dataOf(change, now),
  })
  if (count === 0) await tx.itemArticle.updateMany({ where: { id }, data: dataOf(rest, now) })
}

/**
 * Writes down that a draft is about to be submitted.
 * @returns false when the article was woken or taken meanwhile: then it is not submitted
 */
export async function beginSubmission(
  tx: Db,
  { id, lease }: Pick<ClaimedArticle, 'id' | 'lease'>,
  now: Date,
): Promise<boolean> {
  const { count } = await tx.itemArticle.updateMany({
    where: { id, state: 'drafted', nextAt: lease },
    data: { state: 'submitted', publishId: null, updatedAt: now },
  })
  return count === 1
}

/** Records the end of a task that the account reported. */
export async function endArticle(tx: Db, id: number, change: Change, now: Date): Promise<void> {
  await tx.itemArticle.update({ where: { id }, data: dataOf(change, now), select: { id: true } })
}

/** The articles of an item, the newest version first. */
export const articlesOf = async (db: Db, itemId: number): Promise<ArticleRow[]> =>
  (await db.itemArticle.findMany({ where: { itemId }, orderBy: { version: 'desc' }, take: 100 })).map(
    toArticle,
  )

/** Looks at every article of an item again soon: another version is live or published, or none is. */
export async function wakeArticles(tx: Db, itemId: number, now: Date): Promise<void> {
  // What is under way is looked at anyway, and a waiting question is not made earlier.
  await tx.itemArticle.updateMany({
    where: { itemId, state: { in: ['drafted', 'published', 'failed'] } },
    data: { nextAt: now },
  })
}

/** The article whose task of publishing has this id and is not known to have ended. */
export async function submittedArticle(tx: Db, publishId: string): Promise<ArticleRow | null> {
  const row = await tx.itemArticle.findFirst({ where: { state: 'submitted', publishId } })
  return row && toArticle(row)
}

/** Looks up soon the articles of which it is not known whether they were submitted. */
export async function wakeUnsettled(tx: Db, now: Date): Promise<void> {
  await tx.itemArticle.updateMany({ where: { state: 'submitted', publishId: null }, data: { nextAt: now } })
}

/** The longest pause is an hour. A later `nextAt` was written before the clock was set back. */
const LATEST_MS = 2 * 60 * 60_000

/** After the clock was set back: articles whose next step is now too far ahead become due. */
export const bringBackArticles = (db: Db, now: Date) =>
  db.itemArticle.updateMany({
    where: { state: { in: OPEN }, nextAt: { gt: new Date(now.getTime() + LATEST_MS) } },
    data: { nextAt: now },
  })
