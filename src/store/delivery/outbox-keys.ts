import type { Db } from '../base/database.ts'

/**
 * Messages by the beginning of their keys, for one message to many contacts. Keys are unique and indexed, so each of these reads
 * a range of the index.
 */

/** Every key that goes on after this beginning with numbers of fixed length; so the order of no language changes it. */
const range = (prefix: string) => ({ gte: prefix, lte: prefix + '9'.repeat(20) })

/** The last key with this beginning, in the order of the keys. */
export const lastQueued = async (db: Db, prefix: string): Promise<string | null> =>
  (
    await db.outbox.findFirst({
      where: { dedupeKey: range(prefix) },
      orderBy: { dedupeKey: 'desc' },
      select: { dedupeKey: true },
    })
  )?.dedupeKey ?? null

/** Which of these keys were ever queued. */
export const whichQueued = async (db: Db, keys: readonly string[]): Promise<Set<string>> =>
  new Set(
    (await db.outbox.findMany({ where: { dedupeKey: { in: [...keys] } }, select: { dedupeKey: true } })).map(
      row => row.dedupeKey,
    ),
  )

/** How many messages with this beginning still wait, counted up to `most`. */
export const unsentByKey = async (db: Db, prefix: string, most: number): Promise<number> =>
  (
    await db.outbox.findMany({
      where: { dedupeKey: range(prefix), status: 'queued' },
      take: most,
      select: { id: true },
    })
  ).length

/** Gives up the messages with this beginning that have not been sent. */
export async function cancelByKey(db: Db, prefix: string): Promise<void> {
  await db.outbox.updateMany({
    where: { dedupeKey: range(prefix), status: { in: ['queued', 'held'] } },
    data: { status: 'undeliverable', errorCode: 'superseded', error: '已经撤下，没有发。', nextAt: null },
  })
}
