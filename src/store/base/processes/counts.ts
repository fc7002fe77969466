import pg from 'pg'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible'

/** Counts of tries that all processes on one PostgreSQL share. */
export interface Counts {
  /** At most so many points of each key within so many seconds. Keys are stored: they must not name anybody. */
  limiter(limit: { points: number; seconds: number }): RateLimiterAbstract
  close(): Promise<void>
}

/** The tries of a moment: they must wait neither for a case being saved nor for each other. */
const CONNECTIONS = 3
/** A database that takes longer hangs: the process counts by itself until it is back. */
const ANSWER_MS = 2000

/** The table of the model LimitCount. */
const TABLE = 'LimitCount'

/** Connects when something is first counted. */
export function openCounts(url: string): Counts {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'huiyin limits',
    max: CONNECTIONS,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  })
  // Replaced when one is needed; without a listener the error would end the process.
  pool.on('error', () => {})
  pool.on('connect', connection => connection.on('error', () => {}))
  return {
    limiter({ points, seconds }) {
      const own = { points, duration: seconds, keyPrefix: '' }
      return new RateLimiterPostgres({
        ...own,
        storeClient: pool,
        storeType: 'pool',
        tableName: TABLE,
        tableCreated: true,
        // `deleteOldCounts` does it, once for all limits and processes.
        clearExpiredByTimeout: false,
        insuranceLimiter: new RateLimiterMemory(own),
      })
    },
    close: () => pool.end(),
  }
}
