import type { PrismaClient } from '../generated/sqlite/client.ts'
import type { Db } from './database.ts'
import type { Sql } from './statement.ts'

type Method = (...args: unknown[]) => PromiseLike<unknown>

/**
 * What a transaction gives to its work: Prisma's methods and prepared statements, as long as it lasts. It ends when
 * everything that was begun in it has ended, whether somebody waits for it or not: nothing runs into the next one.
 */
export class Handle {
  readonly db: Db
  #open = true
  #begun = 0
  #ended: (() => void) | undefined

  /** @param client gives Prisma's client of this transaction when a method of it is first called */
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

  /** Nothing more is begun; resolves when what was begun has ended. */
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
