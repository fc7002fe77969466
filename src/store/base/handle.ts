import type { PrismaClient } from '../generated/sqlite/client.ts'
import type { Db } from './database.ts'
import type { Sql } from './statement.ts'

type Method = (...args: unknown[]) => PromiseLike<unknown>

/**
 * The access to the database within a transaction: Prisma's methods and prepared statements, until it ends. It ends only
 * when every call made through it has ended, awaited or not, so that none runs in the next transaction.
 */
export class Handle {
  readonly db: Db
  #open = true
  #begun = 0
  #ended: (() => void) | undefined

  /** @param client called when a method of Prisma is first used: returns its client in this transaction */
  constructor(client: () => PrismaClient | Promise<PrismaClient>, sql: Sql) {
    const models = new Map<string, object>()
    type Methods = Record<string, Method>
    const call =
      (name: string, of: (client: PrismaClient) => unknown = client => client) =>
      (...args: unknown[]) =>
        this.#during(async () => {
          const from = client()
          return (of(from instanceof Promise ? await from : from) as Methods)[name]!(...args)
        })
    const model = (name: string) =>
      new Proxy(
        {},
        {
          get: (_, method) =>
            call(method as string, client => (client as unknown as Record<string, Methods>)[name]),
        },
      )
    const tracked: Sql = {
      ...sql,
      all: (statement, params) => this.#during(() => sql.all(statement, params)),
      run: (statement, params) => this.#during(() => sql.run(statement, params)),
      lock: (statement, params) => this.#during(() => sql.lock(statement, params)),
      lockUnlocked: (statement, params) => this.#during(() => sql.lockUnlocked(statement, params)),
    }
    this.db = new Proxy({} as Db, {
      get: (_, property) => {
        if (property === 'sql') return tracked
        if (typeof property !== 'string') return undefined
        if (property.startsWith('$')) return call(property)
        const known = models.get(property)
        if (known) return known
        const made = model(property)
        models.set(property, made)
        return made
      },
    })
  }

  /** Refuses further calls; resolves when the running ones have ended. */
  async close(): Promise<void> {
    this.#open = false
    if (this.#begun > 0)
      await new Promise<void>(resolve => {
        this.#ended = resolve
      })
  }

  async #during<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#open) throw new Error('the transaction has ended')
    this.#begun++
    try {
      return await work()
    } finally {
      this.#begun--
      if (this.#begun === 0) this.#ended?.()
    }
  }
}
