import type { SqlDriverAdapter, SqlQueryable } from '@prisma/driver-adapter-utils'

/** A statement that was sent to the database, without its values, which may be personal. */
export interface TracedStatement {
  sql: string
  /** How long it took, including the time it waited for the connection, milliseconds. */
  ms: number
}

export type OnStatement = (statement: TracedStatement) => void

/** Milliseconds since `began`, rounded to tenths. */
export const msSince = (began: number): number => Math.round((performance.now() - began) * 10) / 10

/** Reports every statement of a connection and of its transactions. */
export function traced(adapter: SqlDriverAdapter, onStatement: OnStatement): SqlDriverAdapter {
  timing(adapter, onStatement)
  const begin = adapter.startTransaction.bind(adapter)
  adapter.startTransaction = async isolation => {
    const transaction = await begin(isolation)
    timing(transaction, onStatement)
    return transaction
  }
  return adapter
}

function timing(queries: SqlQueryable, onStatement: OnStatement): void {
  const query = queries.queryRaw.bind(queries)
  const execute = queries.executeRaw.bind(queries)
  const timed = async <T>(sql: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    try {
      return await work()
    } finally {
      onStatement({ sql, ms: msSince(began) })
    }
  }
  queries.queryRaw = params => timed(params.sql, () => query(params))
  queries.executeRaw = params => timed(params.sql, () => execute(params))
}
