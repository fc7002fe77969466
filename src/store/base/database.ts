import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { Refusal } from '../../domain/base/errors.ts'
import type { Secrets } from '../../domain/base/secrets.ts'
import { type Prisma, PrismaClient } from '../generated/sqlite/client.ts'
import { makeSealing, withSealing } from './sealing.ts'
import { type OnStatement, traced } from './trace.ts'
import { takingTurns } from './turns.ts'

/** A Prisma client or a transaction of one: what every named query takes first. */
export type Db = Prisma.TransactionClient

export type Provider = 'sqlite' | 'postgresql'

export interface Database {
  provider: Provider
  /** What people's words in it are sealed and found with. */
  secrets: Secrets
  /** For queries outside a transaction: sees only what is committed. */
  read: PrismaClient
  /** Runs `work` in one transaction; a throw undoes all of it. */
  inTransaction<T>(work: (tx: Db) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/**
 * SQLite through better-sqlite3. The adapter has one connection and lets a query that is not part of an open
 * transaction run inside it, so writers and readers get a client each. Its `BEGIN` is deferred: a writer that
 * read first and is overtaken by another process would fail at once, so every transaction here is IMMEDIATE
 * and waits its turn.
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
          ? 'PRAGMA query_only = ON; PRAGMA foreign_keys = ON;'
          : 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON;',
      )
      return takingTurns(immediate(adapter))
    },
    connectToShadowDb: () => inner.connectToShadowDb(),
  }
}

function immediate(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const begin = adapter.startTransaction.bind(adapter)
  adapter.startTransaction = async isolation => {
    const transaction = await begin(isolation)
    try {
      await adapter.executeScript('COMMIT; BEGIN IMMEDIATE;')
    } catch (error) {
      await transaction.rollback()
      throw error
    }
    return transaction
  }
  return adapter
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

/** Transactions queue behind each other: long enough for a burst, short enough to notice a stuck one. */
const TRANSACTION = { maxWait: 30_000, timeout: 30_000 }

/** Lets somebody watch the statements of every connection of a factory. */
function watched(
  factory: SqlMigrationAwareDriverAdapterFactory,
  told: OnStatement | undefined,
): SqlMigrationAwareDriverAdapterFactory {
  if (!told) return factory
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => traced(await factory.connect(), told),
    connectToShadowDb: () => factory.connectToShadowDb(),
  }
}

/**
 * Opens the database; `migrate` has to have run.
 * @param secrets what people wrote is sealed with (store/base/sealing)
 * @param told hears of every statement (LOG_LEVEL=trace)
 */
export async function openDatabase(url: string, secrets: Secrets, told?: OnStatement): Promise<Database> {
  const provider = providerOf(url)
  const sealing = makeSealing(secrets)
  const adapter = async (role: 'writer' | 'reader') => watched(await adapterFactory(url, role), told)
  if (provider === 'sqlite') {
    const write = withSealing(new PrismaClient({ adapter: await adapter('writer') }), sealing)
    const read = withSealing(new PrismaClient({ adapter: await adapter('reader') }), sealing)
    return {
      provider,
      secrets,
      read,
      inTransaction: work => write.$transaction(work, TRANSACTION),
      close: async () => {
        await read.$disconnect()
        await write.$disconnect()
      },
    }
  }
  // Same models, so same methods; only the SQL underneath differs. The types are those of the SQLite client.
  const generated = await import('../generated/postgresql/client.ts')
  const client = withSealing(
    new generated.PrismaClient({ adapter: await adapter('writer') }) as unknown as PrismaClient,
    sealing,
  )
  return {
    provider,
    secrets,
    read: client,
    inTransaction: work => retryingConflicts(() => client.$transaction(work, TRANSACTION)),
    close: () => client.$disconnect(),
  }
}

/**
 * PostgreSQL may ask to start a transaction over (deadlock, serialization): Prisma's code P2034. Those who met each other
 * start again after unequal waits.
 * @throws Refusal `unavailable` when it came to nothing five times.
 */
async function retryingConflicts<T>(work: () => Promise<T>, tries = 5): Promise<T> {
  for (let left = tries; left > 0; left--) {
    try {
      return await work()
    } catch (error) {
      if ((error as { code?: string }).code !== 'P2034') throw error
      await new Promise(resolve => setTimeout(resolve, Math.random() * 50))
    }
  }
  throw new Refusal('unavailable', '同时办理的人太多，没有办成，请再试一次。')
}

/** Whether an error says that a unique value is already there (Prisma's P2002). */
export const isDuplicate = (error: unknown): boolean => (error as { code?: string }).code === 'P2002'
