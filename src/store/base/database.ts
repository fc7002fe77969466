import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { Refusal } from '../../domain/base/errors.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import { type Prisma, PrismaClient } from '../generated/sqlite/client.ts'
import { Handle } from './handle.ts'
import { makeSealing, type Sealing, withSealing } from './sealing.ts'
import { cacheStatements, connectionOf, sqliteSql, withSavepoints } from './sqlite.ts'
import type { Sql } from './statement.ts'
import { type OnStatement, traced } from './trace.ts'
import { takingTurns } from './turns.ts'
import { makeWriter } from './writer.ts'

/** Prisma's methods and prepared statements (store/base/statement), in a transaction or outside of one: what every named query takes first. */
export type Db = Omit<Prisma.TransactionClient, '$transaction'> & { readonly sql: Sql }

export type Provider = 'sqlite' | 'postgresql'

export interface Database {
  provider: Provider
  /** What people's words in it are sealed and found with. */
  secrets: Secrets
  /** For queries outside a transaction: sees only what is committed. */
  read: PrismaClient & { readonly sql: Sql }
  /** Runs `work` in one transaction; a throw undoes all of it. */
  inTransaction<T>(work: (tx: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Pages that a connection keeps, in KiB; better-sqlite3 would keep twice as many. The system's own cache is behind it. */
const CACHE = 'PRAGMA cache_size = -8000;'

/**
 * SQLite through better-sqlite3. The adapter has one connection and lets a query that is not part of an open
 * transaction run inside it, so the writer (store/base/writer) and the readers have a connection each.
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

/** Makes a file that only its owner reads, where there is none; SQLite gives its side files the same rights. */
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

export const providerOf = (url: string): Provider => (url.startsWith('file:') ? 'sqlite' : 'postgresql')

/** A work that takes longer has hung: it is undone, and what it still asks for is refused. Milliseconds. */
const LONGEST_MS = 30_000

/**
 * Opens the database; `migrate` has to have run.
 * @param secrets what people wrote is sealed with (store/base/sealing)
 * @param told receives every statement (LOG_LEVEL=trace)
 */
export function openDatabase(url: string, secrets: Secrets, told?: OnStatement): Promise<Database> {
  const sealing = makeSealing(secrets)
  return providerOf(url) === 'sqlite'
    ? openSqlite(url, secrets, sealing, told)
    : openPostgres(url, secrets, sealing, told)
}

async function openSqlite(
  url: string,
  secrets: Secrets,
  sealing: Sealing,
  told: OnStatement | undefined,
): Promise<Database> {
  const open = async (role: 'writer' | 'reader') => {
    const factory = await adapterFactory(url, role)
    const adapter = await factory.connect()
    const connection = connectionOf(adapter)
    cacheStatements(adapter)
    const sql = sqliteSql(connection, sealing, told)
    const watched = told ? traced(adapter, told) : adapter
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
  told: OnStatement | undefined,
): Promise<Database> {
  const { inPostgresTransaction, openPool, postgresSql, poolFactory } = await import('./postgres.ts')
  const pool = openPool(url)
  const factory = poolFactory(pool, told)
  // Same models, so same methods; only the SQL underneath differs. The types are those of the SQLite client.
  const generated = await import('../generated/postgresql/client.ts')
  const client = withSealing(
    new generated.PrismaClient({ adapter: factory }) as unknown as PrismaClient,
    sealing,
  )
  return {
    provider: 'postgresql',
    secrets,
    read: withSql(client, postgresSql(pool, sealing, told)),
    inTransaction: work =>
      retryingConflicts(() =>
        inPostgresTransaction(
          pool,
          client,
          on => postgresSql(on, sealing, told),
          db => inTime(work(db)),
        ),
      ),
    close: async () => {
      await client.$disconnect()
      await pool.end()
    },
  }
}

const withSql = (client: PrismaClient, sql: Sql): PrismaClient & { readonly sql: Sql } =>
  new Proxy(client, {
    get: (target, name) => (name === 'sql' ? sql : Reflect.get(target, name)),
  }) as PrismaClient & { readonly sql: Sql }

/** @throws Refusal `unavailable` when a work hangs */
function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Refusal('unavailable', '办得太久，没有办成，请再试一次。')),
      LONGEST_MS,
    )
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
}

/** A deadlock or a serialization failure, in Prisma's words and in PostgreSQL's. */
const CONFLICTS: ReadonlySet<string> = new Set(['P2034', '40001', '40P01'])

/**
 * PostgreSQL may ask to start a transaction over. Those who met each other
 * start again after unequal waits.
 * @throws Refusal `unavailable` when it came to nothing five times.
 */
async function retryingConflicts<T>(work: () => Promise<T>, tries = 5): Promise<T> {
  for (let left = tries; left > 0; left--) {
    try {
      return await work()
    } catch (error) {
      if (!CONFLICTS.has((error as { code?: string }).code ?? '')) throw error
      await new Promise(resolve => setTimeout(resolve, Math.random() * 50))
    }
  }
  throw new Refusal('unavailable', '同时办理的人太多，没有办成，请再试一次。')
}

/** A unique value is there already, in Prisma's words, SQLite's and PostgreSQL's. */
const DUPLICATES: ReadonlySet<string> = new Set([
  'P2002',
  'SQLITE_CONSTRAINT_UNIQUE',
  'SQLITE_CONSTRAINT_PRIMARYKEY',
  '23505',
])

/** Whether an error says that a unique value is already there. */
export const isDuplicate = (error: unknown): boolean =>
  DUPLICATES.has((error as { code?: string }).code ?? '')
