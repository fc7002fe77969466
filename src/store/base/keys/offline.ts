import { type Kysely, sql } from 'kysely'
import { adapterFactory, type Database, providerOf } from '../database.ts'
import { rowsOf } from '../kysely.ts'
import { tables } from '../statement.ts'
import { toWordIndexes } from '../tables/word-indexes.ts'

/** For work that needs the database to itself. */

/** An address of the same database whose connections can be told from all others. */
export function namedUrl(url: string, name: string): string {
  if (providerOf(url) === 'sqlite') return url
  const named = new URL(url)
  named.searchParams.set('application_name', name)
  return named.href
}

/** How many connections others have to this PostgreSQL database. SQLite has the lock of the data directory instead. */
export async function connectionsOfOthers(db: Database, name: string): Promise<number> {
  if (db.provider === 'sqlite') return 0
  const activity = tables as unknown as Kysely<{ pg_stat_activity: Record<string, string> }>
  const [row] = await rowsOf(
    db.read,
    activity
      .selectFrom('pg_stat_activity')
      .select(eb => eb.fn.countAll().as('n'))
      .where('datname', '=', sql<string>`current_database()`)
      .where('backend_type', '=', 'client backend')
      .where('application_name', '<>', name),
  )
  return Number(row!.n)
}

/**
 * Makes SQLite's word index anew: a changed entry stays in it, marked as gone, until it is merged. Then empties the log.
 * PostgreSQL has no such index; its replaced rows stay in its files until VACUUM.
 */
export async function dropTraces(url: string): Promise<void> {
  if (providerOf(url) !== 'sqlite') return
  const adapter = await (await adapterFactory(url)).connect()
  try {
    await adapter.executeScript(`${toWordIndexes('rebuild')} PRAGMA wal_checkpoint(TRUNCATE);`)
  } finally {
    await adapter.dispose()
  }
}
