import type { Db } from '../base/database.ts'
import type { RouterTraining } from '../generated/sqlite/client.ts'

export type { RouterTraining }

/** One row a day, whichever of several processes comes last: they learn from the same cases. */
export const keepTraining = (db: Db, { day, ...result }: Omit<RouterTraining, 'id'>) =>
  db.routerTraining.upsert({ where: { day }, create: { day, ...result }, update: result })

export const lastTraining = (db: Db) => db.routerTraining.findFirst({ orderBy: { day: 'desc' } })
