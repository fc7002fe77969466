import type { Db } from '../base/database.ts'

/** How well the routing learned on a day. */
export interface RouterTraining {
  /** 2026-11-22 */
  day: string
  at: Date
  /** Cases used for training, and those held back for testing. */
  cases: number
  tested: number
  /** Right first guesses among the tested, 0 to 1; null when there were too few. */
  accuracy: number | null
  labels: number
}

/** One row a day, whichever of several processes comes last: they learn from the same cases. */
export async function keepTraining(db: Db, { day, ...result }: RouterTraining): Promise<void> {
  await db.routerTraining.upsert({ where: { day }, create: { day, ...result }, update: result })
}

/** By day, from the end of its index. */
export const lastTraining = (db: Db): Promise<RouterTraining | null> =>
  db.routerTraining.findFirst({
    orderBy: { day: 'desc' },
    select: { day: true, at: true, cases: true, tested: true, accuracy: true, labels: true },
  })
