import { setImmediate as othersHadTheirTurn } from 'node:timers/promises'

/** The SQLite database that is moved. Nobody else writes to it until `close`. */
export interface Source {
  /** Rows of a table behind a row, in order, with the last one's place. */
  rowsAfter(
    table: string,
    columns: readonly string[],
    after: number,
    limit: number,
  ): Promise<{ rows: unknown[][]; last: number }>
  /** The greatest id that each table has ever given. */
  lastIds(): Map<string, number>
  close(): void
}

export async function openSource(file: string): Promise<Source> {
  const { default: Sqlite } = await import('better-sqlite3')
  const connection = new Sqlite(file, { fileMustExist: true, timeout: 2000 })
  // Other commands wait or are refused; nothing is written here, either.
  connection.exec('BEGIN IMMEDIATE')
  return {
    async rowsAfter(table, columns, after, limit) {
      const list = ['rowid', ...columns.map(name => `"${name}"`)].join(', ')
      const rows = connection
        .prepare(`SELECT ${list} FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ?`)
        .raw()
        .all(after, limit) as [number, ...unknown[]][]
      await othersHadTheirTurn()
      return { rows: rows.map(([, ...values]) => values), last: rows.at(-1)?.[0] ?? after }
    },
    lastIds: () =>
      new Map(
        (
          connection.prepare('SELECT name, seq FROM sqlite_sequence').all() as { name: string; seq: number }[]
        ).map(row => [row.name, row.seq]),
      ),
    close() {
      connection.exec('ROLLBACK')
      connection.close()
    },
  }
}
