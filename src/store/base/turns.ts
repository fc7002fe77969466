import type { SqlDriverAdapter, SqlQueryable } from '@prisma/driver-adapter-utils'

/**
 * How long queries may follow each other without returning to the event loop, milliseconds. SQLite answers within the
 * call, so a loop of queries never yields by itself: an export of 200,000 cases once blocked every resident for six seconds.
 */
export const TURN_MS = 8

/** The time that queries have taken since the last turn of the event loop. */
export class Turns {
  #since: number | undefined
  readonly #elapsed: () => number
  /** How often a query had to wait for the event loop. */
  yields = 0

  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed
  }

  /** Resolves at once, or after a turn of the event loop when queries have taken too long. */
  async next(): Promise<void> {
    if (this.#since === undefined) this.#begin()
    else if (this.#elapsed() - this.#since >= TURN_MS) {
      this.yields++
      await new Promise(resolve => setImmediate(resolve))
      if (this.#since === undefined) this.#begin()
    }
  }

  #begin(): void {
    this.#since = this.#elapsed()
    setImmediate(() => {
      this.#since = undefined
    })
  }
}

/** One for the process, because its connections share the thread. */
export const turns = new Turns()

/** Makes the queries of a connection, and of its transactions, yield to the event loop. */
export function takingTurns(adapter: SqlDriverAdapter): SqlDriverAdapter {
  waiting(adapter)
  const begin = adapter.startTransaction.bind(adapter)
  adapter.startTransaction = async isolation => {
    const transaction = await begin(isolation)
    waiting(transaction)
    return transaction
  }
  return adapter
}

function waiting(queries: SqlQueryable): void {
  const query = queries.queryRaw.bind(queries)
  queries.queryRaw = async params => {
    await turns.next()
    return query(params)
  }
  const execute = queries.executeRaw.bind(queries)
  queries.executeRaw = async params => {
    await turns.next()
    return execute(params)
  }
}
