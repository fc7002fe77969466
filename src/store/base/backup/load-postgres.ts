import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { inSchema } from '../database.ts'
import { TABLE_END } from './dump-postgres.ts'
import { BackupProblem, DAMAGED } from './problem.ts'

/** Loads what `dumpPostgres` wrote, into the tables of one schema. All of it is one transaction. */
export interface Loading {
  loadTable(table: string, size: number, content: AsyncIterable<Buffer>): Promise<void>
  setSequences(text: string): Promise<void>
}

const HEADER = /^COPY "([A-Z]\w*)" \(("\w+"(?:, "\w+")*)\) FROM stdin;$/
const LONGEST_HEADER = 10_000
const SEQUENCE = /^SELECT pg_catalog\.setval\('"(\w+)"', (\d{1,18}), true\);$/

export async function loadPostgres(
  url: string,
  schema: string,
  work: (loading: Loading) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: inSchema(url, schema) })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('BEGIN')
    await work({
      // Nothing of the archive is run as it stands: of its first line the names are read, and the rest is data.
      async loadTable(table, size, content) {
        const data = dataOf(table, size, content)
        const { value: columns } = await data.next()
        if (typeof columns !== 'string') throw new BackupProblem(DAMAGED)
        await pipeline(
          data as AsyncIterable<Buffer>,
          client.query(copyFrom(`COPY "${table}" (${columns}) FROM STDIN`)),
        )
      },
      async setSequences(text) {
        for (const line of text.split('\n').filter(Boolean)) {
          const [, name, last] = SEQUENCE.exec(line) ?? []
          if (name === undefined) throw new BackupProblem(DAMAGED)
          await client.query('SELECT pg_catalog.setval($1::regclass, $2::bigint, true)', [`"${name}"`, last])
        }
      },
    })
    await client.query('COMMIT')
  } catch (error) {
    throw inWords(error)
  } finally {
    await client.end()
  }
}

/** First the columns that the header names, then the rows without the line that ends them. */
async function* dataOf(
  table: string,
  size: number,
  content: AsyncIterable<Buffer>,
): AsyncGenerator<string | Buffer> {
  let start = Buffer.alloc(0)
  let columns: string | undefined
  const end = size - TABLE_END.length
  let at = 0
  for await (const chunk of content) {
    let bytes = chunk
    if (columns === undefined) {
      start = Buffer.concat([start, chunk])
      const newline = start.indexOf(10)
      if (newline === -1 && start.length > LONGEST_HEADER) throw new BackupProblem(DAMAGED)
      if (newline === -1) continue
      const [, name, names] = HEADER.exec(start.subarray(0, newline).toString('utf8')) ?? []
      if (name !== table || names === undefined) throw new BackupProblem(DAMAGED)
      columns = names
      yield columns
      at = newline + 1
      bytes = start.subarray(at)
    }
    const part = bytes.subarray(0, Math.max(0, end - at))
    at += bytes.length
    if (part.length > 0) yield part
  }
}

/** Codes of PostgreSQL for data that does not fit: of a damaged or made-up archive. */
function inWords(error: unknown): unknown {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^(22|23)\w{3}$|^42P01$|^42703$/.test(code)
    ? new BackupProblem(DAMAGED)
    : error
}

/**
 * Makes an empty schema in the database, for a copy of the data beside the data itself.
 * @returns false when this user may not
 */
export async function makeSchema(url: string, schema: string): Promise<boolean> {
  return withClient(url, async client => {
    try {
      await client.query(`CREATE SCHEMA ${schema}`)
      return true
    } catch (error) {
      if ((error as { code?: string }).code === '42501') return false
      throw error
    }
  })
}

export const dropSchema = (url: string, schema: string): Promise<void> =>
  withClient(url, async client => {
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)
  })

/** Puts a schema in the place of the one in use, which stays under another name. Both or neither. */
export const swapSchemas = (url: string, next: string, former: string): Promise<void> =>
  withClient(url, async client => {
    const { rows } = await client.query<{ name: string }>('SELECT quote_ident(current_schema()) AS name')
    const used = rows[0]!.name
    await client.query(
      `BEGIN; ALTER SCHEMA ${used} RENAME TO ${former}; ALTER SCHEMA ${next} RENAME TO ${used}; COMMIT`,
    )
  })

/** Whether programs are connected to the database, besides this one. */
export const othersConnected = (url: string): Promise<boolean> =>
  withClient(url, async client => {
    const { rows } = await client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_catalog.pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    )
    return rows[0]!.n > 0
  })

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
