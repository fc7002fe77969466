import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { connectionOf } from '../../../src/store/base/sqlite.ts'
import { withStatementCache } from '../../../src/store/base/statement-cache.ts'

/** Prisma's own adapter, on a connection whose statements are kept. */
let adapter: SqlDriverAdapter
let prepared: string[]
beforeEach(async () => {
  adapter = await new PrismaBetterSqlite3({ url: ':memory:' }).connect()
  const connection = connectionOf(adapter)
  prepared = []
  const prepare = connection.prepare.bind(connection)
  vi.spyOn(connection, 'prepare').mockImplementation(((sql: string) => {
    prepared.push(sql)
    return prepare(sql)
  }) as never)
  Object.assign(adapter, { client: withStatementCache(connection, 3) })
  await adapter.executeScript('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, at DATETIME)')
})
afterEach(() => adapter.dispose())

const typed = (args: unknown[]) =>
  args.map(arg => ({ scalarType: typeof arg === 'number' ? 'int' : 'string', arity: 'scalar' }) as const)
const query = async (sql: string, ...args: unknown[]) => {
  const { columnNames, rows } = await adapter.queryRaw({ sql, args, argTypes: typed(args) })
  return rows.map(row => Object.fromEntries(columnNames.map((name, i) => [name, row[i]])))
}
const run = (sql: string, ...args: unknown[]) => adapter.executeRaw({ sql, args, argTypes: typed(args) })

const ADD = 'INSERT INTO t (name) VALUES (?) RETURNING id, name'
const ALL = 'SELECT * FROM t ORDER BY id'

it('prepares a text once, whatever its values', async () => {
  expect(await query(ADD, 'a')).toEqual([{ id: 1, name: 'a' }])
  expect(await query(ADD, 'b')).toEqual([{ id: 2, name: 'b' }])
  expect(await run('UPDATE t SET name = ? WHERE id = ?', 'c', 1)).toBe(1)
  expect(await run('UPDATE t SET name = ? WHERE id = ?', 'd', 7)).toBe(0)
  expect(await query('SELECT name FROM t WHERE id = ?', 1)).toEqual([{ name: 'c' }])
  expect(await query('SELECT name FROM t WHERE id = ?', 9)).toEqual([])
  expect(prepared).toHaveLength(3)
})

it('serves queries that run at once', async () => {
  await Promise.all(['a', 'b', 'c'].map(name => query(ADD, name)))
  const one = (id: number) => query('SELECT name FROM t WHERE id = ?', id)
  expect(await Promise.all([one(1), one(3), one(2)])).toEqual([
    [{ name: 'a' }],
    [{ name: 'c' }],
    [{ name: 'b' }],
  ])
})

it('sees changed tables, also with other columns', async () => {
  await query(ADD, 'a')
  expect(await query(ALL)).toEqual([{ id: 1, name: 'a', at: null }])
  await adapter.executeScript('ALTER TABLE t ADD COLUMN more TEXT')
  expect(await query(ALL)).toEqual([{ id: 1, name: 'a', at: null, more: null }])
  await adapter.executeScript('ALTER TABLE t DROP COLUMN at')
  expect(await query(ALL)).toEqual([{ id: 1, name: 'a', more: null }])
  expect(prepared).toHaveLength(2)
})

it('keeps those used last', async () => {
  const say = (text: string) => query(`SELECT '${text}' AS it`)
  for (const text of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'd']) expect(await say(text)).toEqual([{ it: text }])
  expect(prepared).toHaveLength(4)
  await say('b')
  expect(prepared).toHaveLength(5)
})

it('reports a failure as the adapter does, and works afterwards', async () => {
  await query(ADD, 'a')
  await expect(query(ADD, 'a')).rejects.toMatchObject({ cause: { kind: 'UniqueConstraintViolation' } })
  await expect(query('SELECT nothing')).rejects.toThrow()
  expect(await query(ADD, 'b')).toEqual([{ id: 2, name: 'b' }])
})

it('begins and ends transactions', async () => {
  const transaction = await adapter.startTransaction()
  await transaction.executeRaw({ sql: "INSERT INTO t (name) VALUES ('a')", args: [], argTypes: [] })
  await transaction.executeRaw({ sql: 'ROLLBACK', args: [], argTypes: [] })
  await transaction.rollback()
  expect(await query(ALL)).toEqual([])
})
