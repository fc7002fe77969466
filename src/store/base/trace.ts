import type { SqlDriverAdapter, SqlQueryable } from '@prisma/driver-adapter-utils'

/** A statement as it went to the database. Its values are left out: they may be somebody's. */
export interface TracedStatement {
  sql: string
  /** How long it took with its wait in line, milliseconds. */
  ms: number
}

export type OnStatement = (statement: TracedStatement) => void

/** Milliseconds, to a tenth. */
export const msSince = (began: number): number => Math.round((performance.now() - began) * 10) / 10

/** Tells of every statement of a connection and of its transactions. */
export function traced(adapter: SqlDriverAdapter, told: OnStatement): SqlDriverAdapter {
  timing(adapter, told)
  const begin = adapter.startTransaction.bind(adapter)
  adapter.startTransaction = async isolation => {
    const transaction = await begin(isolation)
    timing(transaction, told)
    return transaction
  }
  return adapter
}

function timing(queries: SqlQueryable, told: OnStatement): void {
  const query = queries.queryRaw.bind(queries)
  const execute = queries.executeRaw.bind(queries)
  const timed = async <T>(sql: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    try {
      return await work()
    } finally {
      told({ sql, ms: msSince(began) })
    }
  }
  queries.queryRaw = params => timed(params.sql, () => query(params))
  queries.executeRaw = params => timed(params.sql, () => execute(params))
}
