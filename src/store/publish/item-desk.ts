import type { Db } from '../base/database.ts'

/** What the desk's page of an item needs besides its texts. */

/** A version without its text. */
export interface VersionHead {
  version: number
  title: string
  change: string | null
  /** The number of the case whose comment led to it. */
  because: string | null
  savedBy: string
  savedAt: Date
  liveFrom: Date | null
}

/** The most versions that a page lists. */
const MOST = 50

/** Versions of an item, the newest first. */
export async function versionHeads(db: Db, itemId: number): Promise<VersionHead[]> {
  const rows = await db.itemVersion.findMany({
    where: { itemId },
    orderBy: { version: 'desc' },
    take: MOST,
    select: {
      version: true,
      title: true,
      change: true,
      becauseOfId: true,
      savedBy: true,
      savedAt: true,
      liveFrom: true,
    },
  })
  const ids = rows.flatMap(row => row.becauseOfId ?? [])
  const numbers = new Map<number, string>()
  if (ids.length > 0) {
    const comments = await db.itemComment.findMany({
      where: { id: { in: ids }, itemId },
      select: { id: true, case: { select: { number: true } } },
    })
    for (const { id, case: about } of comments) numbers.set(id, about.number)
  }
  return rows.map(({ becauseOfId, ...row }) => ({
    ...row,
    because: becauseOfId === null ? null : (numbers.get(becauseOfId) ?? null),
  }))
}

/** The version before this one: the numbers of versions that were given up stay. */
export const versionBefore = async (db: Db, itemId: number, version: number): Promise<number | null> =>
  (
    await db.itemVersion.findFirst({
      where: { itemId, version: { lt: version } },
      orderBy: { version: 'desc' },
      select: { version: true },
    })
  )?.version ?? null
