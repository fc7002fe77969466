import type { SqlDriverAdapter, SqlQueryable } from '@prisma/driver-adapter-utils'

/**
 * How long queries may follow each other before everybody else has a turn. SQLite answers at once, within the call: a
 * loop over its answers never returns to the event loop by itself, and an export of 200,000 cases once held up every
 * resident for six seconds.
 */
export const TURN_MS = 8

/** The time queries have taken since the event loop last came round. */
export class Turns {
  #since: number | undefined
  readonly #elapsed: () => number
  /** How often somebody had to wait. */
  yields = 0

  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed
  }

  /** Resolves at once while the turn is short, else when others have had theirs. */
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

/** One for the process: its connections share the thread. */
export const turns = new Turns()

/** Lets every query of a connection, and of its transactions, wait for its turn. */
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
