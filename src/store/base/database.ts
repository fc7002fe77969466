import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { Refusal } from '../../domain/base/errors.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import { type Prisma, PrismaClient } from '../generated/sqlite/client.ts'
import { Handle } from './handle.ts'
import { secretsFor } from './keys/key-ring.ts'
import type { Counts } from './processes/counts.ts'
import { makeSealing, type Sealing, withSealing } from './sealing.ts'
import { cacheStatements, connectionOf, sqliteSql, withSavepoints } from './sqlite.ts'
import type { Sql } from './statement.ts'
import { type OnStatement, traced } from './trace.ts'
import { takingTurns } from './turns.ts'
import { makeWriter } from './writer.ts'

/** Prisma's methods and prepared statements (store/base/statement), in a transaction or outside. Every query takes it first. */
export type Db = Omit<Prisma.TransactionClient, '$transaction'> & { readonly sql: Sql }

export type Provider = 'sqlite' | 'postgresql'

export interface Database {
  provider: Provider
  /** The keys for encrypting and finding what people wrote. */
  secrets: Secrets
  /** For queries outside a transaction; sees only committed data. */
  read: PrismaClient & { readonly sql: Sql }
  /** Runs `work` in one transaction, which is rolled back when it throws. */
  inTransaction<T>(work: (tx: Db) => Promise<T>): Promise<T>
  /** Counts that all processes share; on SQLite there is only one process, which counts by itself. */
  counts?: Counts
  close(): Promise<void>
}

/** Pages that a connection keeps, in KiB; better-sqlite3 would keep twice as many. The system's own cache is behind it. */
const CACHE = 'PRAGMA cache_size = -8000;'

/**
 * SQLite through better-sqlite3. An adapter has one connection, on which a query from outside would run inside an open
 * transaction, so the writer (store/base/writer) and the readers have a connection each.
 */
function sqliteFactory(
  inner: SqlMigrationAwareDriverAdapterFactory,
  role: 'writer' | 'reader',
): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    async connect() {
      const adapter = await inner.connect()
      await adapter.executeScript(
        role === 'reader'
          ? `PRAGMA query_only = ON; PRAGMA foreign_keys = ON; ${CACHE}`
          : `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON; ${CACHE}`,
      )
      return takingTurns(adapter)
    },
    connectToShadowDb: () => inner.connectToShadowDb(),
  }
}

/** Creates the file, readable for its owner only, unless it exists. SQLite gives its side files the same permissions. */
export function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}

/** The driver adapter for a DATABASE_URL, for queries and for migrations. */
export async function adapterFactory(
  url: string,
  role: 'writer' | 'reader' = 'writer',
): Promise<SqlMigrationAwareDriverAdapterFactory> {
  if (url.startsWith('file:')) {
    const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3')
    makePrivate(url.slice('file:'.length))
    return sqliteFactory(new PrismaBetterSqlite3({ url, timeout: 10_000 }), role)
  }
  const { PrismaPg } = await import('@prisma/adapter-pg')
  return new PrismaPg({ connectionString: url, max: 10 })
}

/** The same database with another schema in front: `?options=-c search_path=NAME`. */
export function inSchema(url: string, schema: string): string {
  const address = new URL(url)
  address.searchParams.set('options', `-c search_path=${schema}`)
  return address.href
}

export const providerOf = (url: string): Provider => (url.startsWith('file:') ? 'sqlite' : 'postgresql')

/** A transaction that takes longer hangs: it is rolled back, and its further queries are refused. Milliseconds. */
const LONGEST_MS = 30_000

/**
 * Opens the database after `migrate`. From then on only its own `secrets` are used: they know what earlier SECRET_KEYs left.
 * @param secrets the keys for what people wrote (store/base/sealing)
 * @param onStatement receives every statement (LOG_LEVEL=trace)
 * @throws WrongSecretKey, RekeyUnfinished
 */
export async function openDatabase(
  url: string,
  secrets: Secrets,
  onStatement?: OnStatement,
): Promise<Database> {
  const db = await openForRekey(url, secrets, onStatement)
  try {
    return { ...db, secrets: await secretsFor(db.read, secrets) }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Opens it whatever key it is sealed with, and also while that key changes (usecases/base/rekey). */
export function openForRekey(url: string, secrets: Secrets, onStatement?: OnStatement): Promise<Database> {
  const sealing = makeSealing(secrets)
  return providerOf(url) === 'sqlite'
    ? openSqlite(url, secrets, sealing, onStatement)
    : openPostgres(url, secrets, sealing, onStatement)
}

async function openSqlite(
  url: string,
  secrets: Secrets,
  sealing: Sealing,
  onStatement: OnStatement | undefined,
): Promise<Database> {
  const open = async (role: 'writer' | 'reader') => {
    const factory = await adapterFactory(url, role)
    const adapter = await factory.connect()
    const connection = connectionOf(adapter)
    cacheStatements(adapter)
    const sql = sqliteSql(connection, sealing, onStatement)
    const watched = onStatement ? traced(adapter, onStatement) : adapter
    const client = withSealing(
      new PrismaClient({
        adapter: {
          ...factory,
          connect: async () => (role === 'writer' ? withSavepoints(watched) : watched),
        } as SqlMigrationAwareDriverAdapterFactory,
      }),
      sealing,
    )
    return { connection, client, sql }
  }
  const write = await open('writer')
  const read = await open('reader')
  const writer = makeWriter(write.connection)
  return {
    provider: 'sqlite',
    secrets,
    read: withSql(read.client, read.sql),
    inTransaction: work =>
      writer.run(async () => {
        const handle = new Handle(() => write.client, write.sql)
        try {
          return await inTime(work(handle.db))
        } finally {
          await handle.close()
        }
      }),
    close: async () => {
      await read.client.$disconnect()
      await write.client.$disconnect()
      for (const { connection } of [read, write]) connection.close()
    },
  }
}

async function openPostgres(
  url: string,
  secrets: Secrets,
  sealing: Sealing,
  onStatement: OnStatement | undefined,
): Promise<Database> {
  const { inPostgresTransaction, openPool, postgresSql, poolFactory } = await import('./postgres.ts')
  const { openCounts } = await import('./processes/counts.ts')
  const pool = openPool(url)
  const counts = openCounts(url)
  const factory = poolFactory(pool, onStatement)
  // Same models, so same methods; only the SQL underneath differs. The types are those of the SQLite client.
  const generated = await import('../generated/postgresql/client.ts')
  const client = withSealing(
    new generated.PrismaClient({ adapter: factory }) as unknown as PrismaClient,
    sealing,
  )
  return {
    provider: 'postgresql',
    secrets,
    read: withSql(client, postgresSql(pool, sealing, onStatement)),
    inTransaction: work =>
      retryingConflicts(() =>
        inPostgresTransaction(
          pool,
          client,
          on => postgresSql(on, sealing, onStatement),
          db => inTime(work(db)),
        ),
      ),
    counts,
    close: async () => {
      await client.$disconnect()
      await Promise.all([pool.end(), counts.close()])
    },
  }
}

const withSql = (client: PrismaClient, sql: Sql): PrismaClient & { readonly sql: Sql } =>
  new Proxy(client, {
    get: (target, name) => (name === 'sql' ? sql : Reflect.get(target, name)),
  }) as PrismaClient & { readonly sql: Sql }

/** @throws Refusal `unavailable` when `work` hangs */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Refusal('unavailable', '办得太久，没有办成，请再试一次。')),
      LONGEST_MS,
    )
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
}

/** Codes of Prisma and PostgreSQL for a deadlock or a serialization failure. */
const CONFLICTS: ReadonlySet<string> = new Set(['P2034', '40001', '40P01'])

/** Codes of Prisma, SQLite and PostgreSQL for a violated unique constraint. */
const DUPLICATES: ReadonlySet<string> = new Set([
  'P2002',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  '23505',
])

const codeOf = (error: unknown): string => (error as { code?: string }).code ?? ''

/** Whether an error is a violated unique constraint. */
export const isDuplicate = (error: unknown): boolean => DUPLICATES.has(codeOf(error))

/**
 * Repeats a transaction that PostgreSQL aborted because of a conflict. The random wait keeps two transactions from
 * meeting again. A duplicate is repeated once: "update it, or add it" (Prisma's upsert) looks first and then adds, so of
 * two processes that add the same row one fails; now it finds the row. A row that was there before fails again.
 * @throws Refusal `unavailable` after five attempts
 */
async function retryingConflicts<T>(work: () => Promise<T>, tries = 5): Promise<T> {
  let met = false
  for (let left = tries; left > 0; left--) {
    try {
      return await work()
    } catch (error) {
      const duplicate = isDuplicate(error)
      if (!CONFLICTS.has(codeOf(error)) && (!duplicate || met)) throw error
      met ||= duplicate
      await new Promise(resolve => setTimeout(resolve, Math.random() * 50))
    }
  }
  throw new Refusal('unavailable', '同时办理的人太多，没有办成，请再试一次。')
}
