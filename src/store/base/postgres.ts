import { AsyncLocalStorage } from 'node:async_hooks'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import type { PrismaClient } from '../generated/sqlite/client.ts'
import type { Db } from './database.ts'
import { Handle } from './handle.ts'
import type { Sealing } from './sealing.ts'
import { fill, type Sql, type Statement, sealedTexts } from './statement.ts'
import { msSince, type OnStatement, traced } from './trace.ts'

/** PostgreSQL through pg: the pool, prepared statements, the conversion of values, and transactions shared with Prisma. */

const TIMESTAMP = 1114
const INT8 = 20

/** Instants are stored in UTC, in columns without a time zone. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === TIMESTAMP
      ? (text: string) => new Date(`${text.replace(' ', 'T')}Z`)
      : oid === INT8
        ? Number
        : pg.types.getTypeParser(oid, format),
} as pg.CustomTypesConfig

const toPostgres = (value: unknown): unknown =>
  value instanceof Date ? value.toISOString().slice(0, -1).replace('T', ' ') : value

/** Not FOR UPDATE: rows that refer to a locked one (a message, an outbox row) may be added meanwhile. */
const LOCKS = { wait: ' FOR NO KEY UPDATE', skip: ' FOR NO KEY UPDATE SKIP LOCKED' } as const

/** Runs statements, each prepared once by each connection. */
export function postgresSql(on: Pick<pg.Pool, 'query'>, sealing: Sealing, onStatement?: OnStatement): Sql {
  const ask = async <P extends object>(
    statement: Statement<P, unknown>,
    params: P,
    locked?: keyof typeof LOCKS,
  ): Promise<pg.QueryResult> => {
    const filled = fill(statement, params, n => `$${n}`)
    const { values } = filled
    const text = locked ? filled.text + LOCKS[locked] : filled.text
    const key = locked ? `${filled.key}_${locked}` : filled.key
    const began = performance.now()
    try {
      return await on.query({ name: key, text, values: values.map(toPostgres), types })
    } finally {
      onStatement?.({ sql: text, ms: msSince(began) })
    }
  }
  return {
    all: async (statement, params) => (await ask(statement, params)).rows,
    run: async (statement, params) => (await ask(statement, params)).rowCount ?? 0,
    lock: async (statement, params) => ((await ask(statement, params, 'wait')).rowCount ?? 0) > 0,
    lockUnlocked: async (statement, params) => (await ask(statement, params, 'skip')).rows,
    ...sealedTexts(sealing),
  }
}

/** A connection runs one statement at a time: those started at the same time wait here for each other. */
function oneByOne(connection: pg.PoolClient): pg.PoolClient {
  const query = connection.query.bind(connection) as (
    query: string | pg.QueryConfig,
  ) => Promise<pg.QueryResult>
  let last: Promise<unknown> = Promise.resolve()
  const next = (asked: string | pg.QueryConfig): Promise<pg.QueryResult> => {
    const answer = last.then(() => query(asked))
    last = answer.catch(() => undefined)
    return answer
  }
  return new Proxy(connection, {
    get(target, property) {
      if (property === 'query') return next
      const value = Reflect.get(target, property) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** The connection that Prisma's next transaction uses. */
const joining = new AsyncLocalStorage<pg.PoolClient>()

/**
 * A connection in a transaction of ours, as Prisma's adapter gets one from a pool. The adapter can neither end the
 * transaction nor release the connection.
 */
const borrowed = (connection: pg.PoolClient) =>
  new Proxy(connection, {
    get(target, property) {
      if (property === 'release') return () => {}
      if (property === 'query')
        return async (query: { text: string }) =>
          ['BEGIN', 'COMMIT', 'ROLLBACK'].includes(query.text)
            ? { rows: [], fields: [], rowCount: 0 }
            : target.query(query)
      const value = Reflect.get(target, property) as unknown
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

/** How long a transaction waits for a connection, milliseconds. */
const CONNECT_MS = 30_000
/**
 * When an answer is given up, milliseconds: the server hangs, or the network swallows what is sent. Otherwise the
 * connection, and whoever waits for it, would be lost until the system's own limit of two hours.
 */
const ANSWER_MS = 60_000
/** How long an aborted transaction may take to be undone before its connection is thrown away. */
const ROLLBACK_MS = 5000

export const openPool = (url: string): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  // A connection that breaks while it is idle is replaced when one is needed; within a transaction its next statement
  // fails. Without a listener, either error would end the process.
  pool.on('error', () => {})
  pool.on('connect', connection => connection.on('error', () => {}))
  return pool
}

/** Prisma's adapter over a pool. Within a transaction of ours, Prisma's transaction uses the same connection. */
export function poolFactory(pool: pg.Pool, onStatement?: OnStatement): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool)
  const watched = (adapter: SqlDriverAdapter) => (onStatement ? traced(adapter, onStatement) : adapter)
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    async connect() {
      const adapter = watched(await factory.connect())
      const begin = adapter.startTransaction.bind(adapter)
      adapter.startTransaction = async isolation => {
        const connection = joining.getStore()
        if (!connection) return begin(isolation)
        return watched(await new PrismaPg(poolOf(connection)).connect()).startTransaction(isolation)
      }
      return adapter
    },
    connectToShadowDb: () => factory.connectToShadowDb(),
  }
}

/** One connection in the form of a pool, for Prisma's adapter. */
const poolOf = (connection: pg.PoolClient): pg.Pool =>
  Object.assign(Object.create(pg.Pool.prototype) as pg.Pool, {
    options: {},
    connect: async () => borrowed(connection),
    on: () => undefined,
  })

/** Rolls back. @returns why it could not be done in time: then the server does it when the connection ends */
async function undone(connection: pg.PoolClient): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Error>(resolve => {
    timer = setTimeout(() => resolve(new Error('no answer to ROLLBACK')), ROLLBACK_MS)
  })
  const done = connection.query('ROLLBACK').then(
    () => undefined,
    (error: Error) => error,
  )
  return Promise.race([done, late]).finally(() => clearTimeout(timer))
}

/** Prisma's limits for its part of a transaction, in milliseconds. Ours are shorter. */
const PRISMA = { maxWait: 30_000, timeout: 60_000 }

/**
 * Runs a transaction on one connection. Prisma joins it when one of its methods is first called; the message path calls
 * none.
 */
export async function inPostgresTransaction<T>(
  pool: pg.Pool,
  prisma: PrismaClient,
  sql: (on: Pick<pg.Pool, 'query'>) => Sql,
  work: (db: Db) => Promise<T>,
): Promise<T> {
  const connection = oneByOne(await pool.connect())
  let prismaEnds: (() => void) | undefined
  let ended: Promise<unknown> = Promise.resolve()
  let client: Promise<PrismaClient> | undefined
  const join = () => {
    client ??= new Promise<PrismaClient>((resolve, reject) => {
      ended = joining.run(connection, () =>
        prisma
          .$transaction(tx => {
            resolve(tx as unknown as PrismaClient)
            return new Promise<void>(end => {
              prismaEnds = end
            })
          }, PRISMA)
          .catch(reject),
      )
    })
    return client
  }
  const handle = new Handle(join, sql(connection))
  let broken: Error | undefined
  try {
    await connection.query('BEGIN')
    const value = await work(handle.db)
    await handle.close()
    const { command } = await connection.query('COMMIT')
    // After a failed statement PostgreSQL answers COMMIT with ROLLBACK, without an error.
    if (command !== 'COMMIT') throw new Error('a statement of the transaction had failed: it was undone')
    return value
  } catch (error) {
    await handle.close()
    broken = await undone(connection)
    throw error
  } finally {
    prismaEnds?.()
    await ended
    connection.release(broken)
  }
}
