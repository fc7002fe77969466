import type { ColumnDefinition, Database as Connection, Statement as Prepared } from 'better-sqlite3'

/** What Prisma's adapter uses of a connection. */
type Used = Pick<Connection, 'prepare' | 'exec' | 'close'>

interface Cached {
  prepared: Prepared<unknown[]>
  columns: ColumnDefinition[] | undefined
}

/** How many statements a connection keeps, those used last: each takes some kilobytes of memory. */
const MOST = 256

/**
 * A connection for Prisma's adapter that prepares each text once: the adapter itself prepares every statement anew.
 * SQLite prepares a kept statement again by itself when the tables have changed.
 */
export function withStatementCache(connection: Connection, most = MOST): Used {
  // A Map keeps the order of insertion, so its first entry was used longest ago.
  const cache = new Map<string, Cached>()
  const find = (text: string): Cached => {
    const known = cache.get(text)
    if (known) cache.delete(text)
    const found = known ?? { prepared: connection.prepare<unknown[]>(text), columns: undefined }
    cache.set(text, found)
    if (cache.size > most) cache.delete(cache.keys().next().value!)
    return found
  }
  return {
    exec: text => connection.exec(text),
    close: () => connection.close(),
    prepare: ((text: string) => ({
      bind: (values: unknown[]) => bound(find(text), values),
      run: () => find(text).prepared.run(),
    })) as never,
  }
}

/** A cached statement with values: the methods that the adapter calls. */
function bound(cached: Cached, values: unknown[]) {
  const { prepared } = cached
  const { reader } = prepared
  let rows: unknown[][] | undefined
  const all = () => {
    rows ??= prepared.raw().all(...values) as unknown[][]
    return rows
  }
  return {
    reader,
    run: () => prepared.run(...values),
    // The rows first: SQLite prepares the statement again for changed tables when it runs.
    columns: () => {
      const width = all()[0]?.length
      if (cached.columns === undefined || (width !== undefined && width !== cached.columns.length))
        cached.columns = prepared.columns()
      return cached.columns
    },
    raw: () => ({ all }),
  }
}
