import type BetterSqlite from 'better-sqlite3'
import type { Secrets } from '../../domain/base/secrets.ts'
import { PLACEHOLDER, sqlFor } from '../base/kysely.ts'
import { sealedColumnsOf } from '../base/sealed-columns.ts'
import { makeSealing } from '../base/sealing.ts'
import { SEARCH_TABLES, toWordIndexes } from '../base/tables/word-indexes.ts'
import type { Prisma } from '../generated/sqlite/client.ts'

type Row<M extends Prisma.ModelName> = Partial<Prisma.TypeMap['model'][M]['payload']['scalars']>

export interface Bulk {
  /** What it is sealed with. */
  secrets: Secrets
  /** Adds a row; columns are the keys of the first row of its table, and the same for every other. */
  add<M extends Prisma.ModelName>(table: M, row: Readonly<Row<M>>): void
  /** Writes the added rows in one transaction. */
  commit(): void
  /** Builds the indexes and closes. @param onProgress how many are done, of how many */
  finish(onProgress?: (done: number, of: number) => void): void
}

/** Instants as Prisma's adapter writes them. */
const plain = (value: unknown) =>
  value instanceof Date
    ? value.toISOString().replace('Z', '+00:00')
    : typeof value === 'boolean'
      ? Number(value)
      : value

/**
 * Writes millions of rows into an empty SQLite database, past Prisma: prepared statements, big transactions, and
 * indexes built at the end. Not crash-safe while it runs: only for a database that no other process has open and that
 * can be deleted.
 */
export async function openBulk(databaseUrl: string, secrets: Secrets): Promise<Bulk> {
  const sealing = makeSealing(secrets)
  const { default: Database } = await import('better-sqlite3')
  const db: BetterSqlite.Database = new Database(databaseUrl.slice('file:'.length))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = OFF')
  db.pragma('temp_store = MEMORY')
  db.pragma('threads = 4')
  db.pragma('foreign_keys = OFF')
  db.pragma('cache_size = -400000')
  const indexes = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE '%UNIQUE%'`,
    )
    .all()
  const triggers = db
    .prepare<[], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (${SEARCH_TABLES.map(name => `'${name}'`).join()})`,
    )
    .all()
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`)
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`)
  const inserts = new Map<
    string,
    { columns: string[]; sealed: ReadonlySet<string>; run: BetterSqlite.Statement }
  >()
  const stored = (table: string, column: string, value: unknown, sealed: ReadonlySet<string>) =>
    sealed.has(column) && typeof value === 'string' ? sealing.seal(table, column, value) : plain(value)
  db.exec('BEGIN')
  return {
    secrets,
    add(table, row) {
      let insert = inserts.get(table)
      if (!insert) {
        const { sql } = sqlFor
          .insertInto(table)
          .values(row as never)
          .compile()
        insert = {
          columns: Object.keys(row),
          sealed: new Set(sealedColumnsOf(table)),
          run: db.prepare(sql.replaceAll(PLACEHOLDER, '?')),
        }
        inserts.set(table, insert)
      }
      const { columns, sealed, run } = insert
      const values: Readonly<Record<string, unknown>> = row
      run.run(columns.map(c => stored(table, c, values[c] ?? null, sealed)))
    },
    commit() {
      db.exec('COMMIT; BEGIN')
    },
    finish(onProgress) {
      db.exec('COMMIT')
      for (const [i, { sql }] of indexes.entries()) {
        onProgress?.(i, indexes.length + 1)
        db.exec(sql)
      }
      onProgress?.(indexes.length, indexes.length + 1)
      // Indexes all words at once: row by row, the full-text index would be merged again and again.
      db.exec(toWordIndexes('rebuild'))
      for (const { sql } of triggers) db.exec(sql)
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.close()
    },
  }
}
