import { sql } from 'kysely'
import { sqlFor } from '../kysely.ts'
import type { WholeDatabase } from './whole.ts'

/** How much a database has that came after a moment. */
export interface Newer {
  cases: number
  messages: number
}

/** @throws whatever the database throws when it is damaged or nothing of ours */
export async function newerThan(db: WholeDatabase, moment: Date): Promise<Newer> {
  // As both store it: SQLite compares texts, with an offset; PostgreSQL ignores it.
  const at = sql<Date>`${moment.toISOString().replace('Z', '+00:00')}`
  const [cases] = await db.rows(
    sqlFor
      .selectFrom('Case')
      .select(({ fn }) => fn.countAll<number | string>().as('n'))
      .where('receivedAt', '>', at),
  )
  const [messages] = await db.rows(
    sqlFor
      .selectFrom('Message')
      .select(({ fn }) => fn.countAll<number | string>().as('n'))
      .where('at', '>', at),
  )
  return { cases: Number(cases!.n), messages: Number(messages!.n) }
}
