import { createWriteStream } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { type WholeDatabase, wholePostgres } from './whole.ts'

/** The data of a PostgreSQL database at one moment, in the format of pg_dump: psql loads it after the migrations. */
export interface Dump {
  whole: WholeDatabase
  /** Tables in the order of their foreign keys. */
  tables: string[]
  /** Writes a table into a new file. */
  writeTable(table: string, file: string): Promise<void>
  /** Where each sequence stands. */
  sequences(): Promise<string>
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Everything in `work` sees the database as it is when this begins, whatever is written meanwhile. */
export async function dumpPostgres<T>(url: string, work: (dump: Dump) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // the statement that is running fails, too
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const whole = wholePostgres(client, async () => {})
    const tables = inOrder(await whole.tables(), await foreignKeys(client))
    return await work({
      whole,
      tables,
      async writeTable(table, file) {
        const columns = (await columnsOf(client, table)).map(quoted).join(', ')
        await appendFile(file, `COPY ${quoted(table)} (${columns}) FROM stdin;\n`, {
          mode: 0o600,
          flag: 'ax',
        })
        await pipeline(
          client.query(copyTo(`COPY ${quoted(table)} (${columns}) TO STDOUT`)),
          createWriteStream(file, { flags: 'a' }),
        )
        await appendFile(file, TABLE_END)
      },
      sequences: async () =>
        (
          await client.query<{ name: string; last: string }>(
            `SELECT sequencename AS name, last_value AS last FROM pg_catalog.pg_sequences
             WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1`,
          )
        ).rows
          .map(({ name, last }) => `SELECT pg_catalog.setval('${quoted(name)}', ${last}, true);\n`)
          .join(''),
    })
  } finally {
    await client.end()
  }
}

/** The line after a table's last row. */
export const TABLE_END = '\\.\n'

const columnsOf = async (client: pg.ClientBase, table: string): Promise<string[]> =>
  (
    await client.query<{ name: string }>(
      `SELECT a.attname AS name FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = current_schema() AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
      [table],
    )
  ).rows.map(row => row.name)

interface ForeignKey {
  from: string
  to: string
}

const foreignKeys = async (client: pg.ClientBase): Promise<ForeignKey[]> =>
  (
    await client.query<ForeignKey>(
      `SELECT f.relname AS from, t.relname AS to FROM pg_catalog.pg_constraint k
       JOIN pg_catalog.pg_class f ON f.oid = k.conrelid JOIN pg_catalog.pg_class t ON t.oid = k.confrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
       WHERE k.contype = 'f' AND n.nspname = current_schema()`,
    )
  ).rows

/** Tables such that each comes after those it refers to. A table may refer to itself: it is checked when it is whole. */
export function inOrder(tables: readonly string[], keys: readonly ForeignKey[]): string[] {
  const placed: string[] = []
  const place = (table: string, waiting: readonly string[]) => {
    if (placed.includes(table)) return
    if (waiting.includes(table)) throw new Error(`tables refer to each other: ${waiting.join(', ')}`)
    for (const { from, to } of keys) if (from === table && to !== table) place(to, [...waiting, table])
    placed.push(table)
  }
  for (const table of tables) place(table, [])
  return placed
}
