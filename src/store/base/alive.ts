import type { Db } from './database.ts'

/** Whether the database answers: reads one row of its smallest table. */
export const databaseAnswers = (db: Db): Promise<boolean> =>
  db.counter.findFirst({ select: { name: true } }).then(
    () => true,
    () => false,
  )
