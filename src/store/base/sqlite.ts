import type { SqlDriverAdapter, SqlQueryable, Transaction } from '@prisma/driver-adapter-utils'
import type { Database as Connection, Statement as Prepared } from 'better-sqlite3'
import type { Sealing } from './sealing.ts'
import { fill, type Sql, type Statement, sealedTexts } from './statement.ts'
import { withStatementCache } from './statement-cache.ts'
import { msSince, type OnStatement } from './trace.ts'

/** SQLite through better-sqlite3: the connection shared with Prisma, prepared statements, and the conversion of values. */

/** The connection of Prisma's adapter. Statements prepared on it run in the same transactions. */
export function connectionOf(adapter: SqlQueryable): Connection {
  const { client } = adapter as unknown as { client?: Connection }
  if (typeof client?.prepare !== 'function')
    throw new Error('@prisma/adapter-better-sqlite3 no longer keeps its connection in `client`')
  return client
}

/** Makes the adapter prepare each statement once. */
export function cacheStatements(adapter: SqlQueryable): void {
  Object.assign(adapter, { client: withStatementCache(connectionOf(adapter)) })
}

/** Instants in the format of Prisma, because SQLite compares them as text. */
const toSqlite = (value: unknown): unknown =>
  value instanceof Date
    ? value.toISOString().replace('Z', '+00:00')
    : typeof value === 'boolean'
      ? Number(value)
      : value

type Read = (value: unknown) => unknown
const READ: Readonly<Record<string, Read>> = {
  DATETIME: value => (value === null ? null : new Date(value as string)),
  BOOLEAN: value => (value === null ? null : value === 1),
}

interface Ready {
  prepared: Prepared<unknown[]>
  /** Columns whose values are converted. */
  read: [column: string, read: Read][]
}

/** Runs statements, each prepared once. */
export function sqliteSql(connection: Connection, sealing: Sealing, onStatement?: OnStatement): Sql {
  const ready = new Map<string, Ready>()
  const prepare = (key: string, text: string): Ready => {
    const known = ready.get(key)
    if (known) return known
    const prepared = connection.prepare<unknown[]>(text).safeIntegers(false)
    const columns = prepared.reader ? prepared.columns() : []
    const read = columns.flatMap(({ name, type }): [string, Read][] => {
      const reads = READ[type?.toUpperCase() ?? '']
      return reads ? [[name, reads]] : []
    })
    const made = { prepared, read }
    ready.set(key, made)
    return made
  }
  const ask = <P extends object, T>(
    statement: Statement<P, unknown>,
    params: P,
    use: (ready: Ready, values: unknown[]) => T,
  ): T => {
    const { key, text, values } = fill(statement, params, () => '?')
    const began = onStatement && performance.now()
    try {
      return use(prepare(key, text), values.map(toSqlite))
    } finally {
      if (began !== undefined) onStatement!({ sql: text, ms: msSince(began) })
    }
  }
  const all = async <P extends object, Row>(statement: Statement<P, Row>, params: P) =>
    ask(statement, params, ({ prepared, read }, values) => {
      const rows = prepared.all(...values) as Record<string, unknown>[]
      if (read.length > 0)
        for (const row of rows) for (const [column, reads] of read) row[column] = reads(row[column])
      return rows as Row[]
    })
  return {
    all,
    run: async (statement, params) =>
      ask(statement, params, ({ prepared }, values) => prepared.run(...values).changes),
    lock: async () => true,
    lockUnlocked: all,
    ...sealedTexts(sealing),
  }
}

/**
 * Prisma uses small transactions of its own (for a nested write, an upsert). Within one of ours they become savepoints,
 * one after the other.
 */
export function withSavepoints(adapter: SqlDriverAdapter): SqlDriverAdapter {
  let last = Promise.resolve()
  adapter.startTransaction = async () => {
    const before = last
    let free = () => {}
    last = new Promise(resolve => {
      free = resolve
    })
    await before
    const script = async (sql: string) => {
      try {
        await adapter.executeScript(sql)
      } finally {
        free()
      }
    }
    await adapter.executeScript('SAVEPOINT prisma')
    return {
      provider: adapter.provider,
      adapterName: adapter.adapterName,
      // Prisma calls `commit` instead of sending COMMIT.
      options: { usePhantomQuery: true },
      queryRaw: params => adapter.queryRaw(params),
      executeRaw: params => adapter.executeRaw(params),
      createSavepoint: name => adapter.executeScript(`SAVEPOINT ${name}`),
      rollbackToSavepoint: name => adapter.executeScript(`ROLLBACK TO ${name}`),
      releaseSavepoint: name => adapter.executeScript(`RELEASE ${name}`),
      commit: () => script('RELEASE prisma'),
      rollback: () => script('ROLLBACK TO prisma; RELEASE prisma'),
    } satisfies Transaction
  }
  return adapter
}
