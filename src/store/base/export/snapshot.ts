import type { Secrets } from '../../../domain/base/secrets.ts'
import { adapterFactory, providerOf } from '../database.ts'
import { makeSealing } from '../sealing.ts'
import { connectionOf, sqliteSql } from '../sqlite.ts'
import type { Sql } from '../statement.ts'

/** The database as it is at one moment, however long it is read. Writers do not wait. */
export interface Snapshot {
  sql: Sql
  close(): Promise<void>
}

/** Opens one read transaction on a connection of its own. */
export async function openSnapshot(url: string, secrets: Secrets): Promise<Snapshot> {
  const sealing = makeSealing(secrets)
  if (providerOf(url) === 'sqlite') {
    const adapter = await (await adapterFactory(url, 'reader')).connect()
    const connection = connectionOf(adapter)
    connection.exec('BEGIN')
    // SQLite takes the snapshot when something is first read.
    connection.prepare('SELECT count(*) FROM sqlite_master').get()
    return { sql: sqliteSql(connection, sealing), close: () => adapter.dispose() }
  }
  const { openPool, postgresSql } = await import('../postgres.ts')
  const pool = openPool(url)
  const connection = await pool.connect().catch(async (error: unknown) => {
    await pool.end()
    throw error
  })
  await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
  return {
    sql: postgresSql(connection, sealing),
    async close() {
      connection.release(true)
      await pool.end()
    },
  }
}
