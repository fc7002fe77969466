import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { type ColumnType, canonicalLine, isColumnType } from './copy-line.ts'
import { makeRowSum, type RowSum } from './row-sum.ts'

/**
 * The PostgreSQL database into which another is moved. A table of its own, `_huiyin_move`, holds how far the move is, and
 * the foreign keys, which are taken off meanwhile: rows come in the order of the source.
 */
export interface Target {
  /** Where a table's next row comes from: the place of the last one that arrived. */
  progressOf(table: string): Promise<number>
  columnsOf(table: string): Promise<Column[]>
  /** Adds rows and notes the place of the last, both or neither. */
  addRows(table: string, columns: readonly Column[], lines: readonly string[], last: number): Promise<void>
  sumOf(table: string, columns: readonly Column[]): Promise<RowSum>
  /** The next ids come after these. */
  setLastIds(ids: ReadonlyMap<string, number>): Promise<void>
  /** Puts the foreign keys back, which checks them, and forgets that there was a move. */
  finish(): Promise<void>
  close(): Promise<void>
}

export interface Column {
  name: string
  type: ColumnType
}

/** What a database is for a move. */
export type TargetState =
  | { is: 'empty' }
  | { is: 'ours'; source: string; startedAt: string }
  | { is: 'occupied'; tables: number }

const MOVE = '"_huiyin_move"'
/** Chosen once, at random: one move at a time into a database. */
const LOCK = 2_915_640_177

const connected = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // the statement that is running fails, too
  await client.connect().catch((cause: unknown) => {
    // The code alone could mean any service.
    throw new Error("Can't reach database server", { cause })
  })
  return client
}

export async function stateOfTarget(url: string): Promise<TargetState> {
  const client = await connected(url)
  try {
    const { rows } = await client.query<{ name: string }>(
      'SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = current_schema()',
    )
    if (!rows.some(row => row.name === '_huiyin_move'))
      return rows.length === 0 ? { is: 'empty' } : { is: 'occupied', tables: rows.length }
    const { rows: notes } = await client.query<{ name: string; value: string }>(
      `SELECT name, value FROM ${MOVE} WHERE name IN ('source', 'startedAt')`,
    )
    const noted = new Map(notes.map(note => [note.name, note.value]))
    return { is: 'ours', source: noted.get('source') ?? '', startedAt: noted.get('startedAt') ?? '' }
  } finally {
    await client.end()
  }
}

/** Notes in an empty database that a move into it has begun: before it gets its tables. */
export async function beginMove(url: string, source: string, now: Date): Promise<void> {
  const client = await connected(url)
  try {
    await client.query('BEGIN')
    await client.query(`CREATE TABLE ${MOVE} (name text PRIMARY KEY, value text NOT NULL)`)
    await client.query(`INSERT INTO ${MOVE} VALUES ('source', $1), ('startedAt', $2)`, [
      source,
      now.toISOString(),
    ])
    await client.query('COMMIT')
  } finally {
    await client.end()
  }
}

/** @returns undefined while another move into it runs */
export async function openTarget(url: string, tables: readonly string[]): Promise<Target | undefined> {
  const client = await connected(url)
  const { rows: locks } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [
    LOCK,
  ])
  if (!locks[0]!.got) {
    await client.end()
    return undefined
  }
  await takeOffForeignKeys(client, tables)
  const together = async (work: () => Promise<void>) => {
    await client.query('BEGIN')
    try {
      await work()
      await client.query('COMMIT')
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      throw error
    }
  }
  const note = (name: string, value: string) =>
    client.query(`INSERT INTO ${MOVE} VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2`, [
      name,
      value,
    ])
  const named = (columns: readonly Column[]) => columns.map(column => `"${column.name}"`).join(', ')
  return {
    async progressOf(table) {
      const { rows } = await client.query<{ value: string }>(`SELECT value FROM ${MOVE} WHERE name = $1`, [
        `table ${table}`,
      ])
      return rows.length === 0 ? Number.MIN_SAFE_INTEGER : Number(rows[0]!.value)
    },
    async columnsOf(table) {
      const { rows } = await client.query<{ name: string; type: string }>(
        `SELECT column_name AS name, udt_name AS type FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`,
        [table],
      )
      return rows.map(({ name, type }) => {
        if (!isColumnType(type))
          throw new Error(`${table}.${name} is of a type that no row is moved into: ${type}`)
        return { name, type }
      })
    },
    addRows: (table, columns, lines, last) =>
      together(async () => {
        if (lines.length > 0)
          await pipeline(
            Readable.from(lines.map(line => `${line}\n`)),
            client.query(copyFrom(`COPY "${table}" (${named(columns)}) FROM STDIN`)),
          )
        await note(`table ${table}`, String(last))
      }),
    async sumOf(table, columns) {
      const sum = makeRowSum()
      const types = columns.map(column => column.type)
      let rest = ''
      const decoder = new TextDecoder()
      for await (const chunk of client.query(copyTo(`COPY "${table}" (${named(columns)}) TO STDOUT`))) {
        const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n')
        rest = lines.pop()!
        for (const line of lines) sum.add(canonicalLine(line, types))
      }
      return sum.result()
    },
    async setLastIds(ids) {
      for (const [table, last] of ids) {
        const { rows } = await client.query<{ name: string | null }>(
          `SELECT to_regclass('"' || $1 || '_id_seq"')::text AS name`,
          [table],
        )
        const sequence = rows[0]?.name
        if (sequence && last > 0)
          await client.query('SELECT setval($1::regclass, $2, true)', [sequence, last])
      }
    },
    finish: () =>
      together(async () => {
        const { rows } = await client.query<{ value: string }>(
          `SELECT value FROM ${MOVE} WHERE name = 'keys'`,
        )
        for (const { table, name, definition } of JSON.parse(rows[0]!.value) as ForeignKey[])
          await client.query(`ALTER TABLE "${table}" ADD CONSTRAINT "${name}" ${definition}`)
        await client.query(`DROP TABLE ${MOVE}`)
      }),
    close: () => client.end(),
  }

  async function takeOffForeignKeys(on: pg.Client, emptied: readonly string[]): Promise<void> {
    const { rows: before } = await on.query(`SELECT 1 FROM ${MOVE} WHERE name = 'keys'`)
    if (before.length > 0) return
    const { rows: keys } = await on.query<ForeignKey>(
      `SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
       FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
       WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace`,
    )
    await on.query('BEGIN')
    for (const { table, name } of keys) await on.query(`ALTER TABLE "${table}" DROP CONSTRAINT "${name}"`)
    // Migrations put rows into some.
    await on.query(`TRUNCATE ${emptied.map(table => `"${table}"`).join(', ')}`)
    await on.query(`INSERT INTO ${MOVE} VALUES ('keys', $1)`, [JSON.stringify(keys)])
    await on.query('COMMIT')
  }
}

interface ForeignKey {
  table: string
  name: string
  definition: string
}

/** Empties a database in which a move was begun, so that another can begin. */
export async function forgetMove(url: string, tables: readonly string[]): Promise<void> {
  const client = await connected(url)
  try {
    await client.query('BEGIN')
    for (const table of [...tables, '_prisma_migrations', '_huiyin_move'])
      await client.query(`DROP TABLE IF EXISTS "${table}" CASCADE`)
    await client.query('COMMIT')
  } finally {
    await client.end()
  }
}

/** For messages: which database, without the password. */
export const nameOfTarget = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
