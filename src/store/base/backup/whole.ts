import { setImmediate as othersHadTheirTurn } from 'node:timers/promises'
import { type Compilable, sql } from 'kysely'
import type pg from 'pg'
import { providerOf } from '../database.ts'
import { PLACEHOLDER, sqlFor } from '../kysely.ts'
import { isIndexTable } from '../tables/word-indexes.ts'

/**
 * A database as a whole, of this version or an older one: for copies and for checking them. It knows tables by their names
 * only, changes nothing, and yields between its reads.
 */
export interface WholeDatabase {
  /** Tables with data of ours, by name. */
  tables(): Promise<string[]>
  /** Names of the migrations that the database has, in order. */
  migrations(): Promise<string[]>
  rows<Row>(statement: Compilable<Row>): Promise<Row[]>
  count(table: string): Promise<number>
  close(): Promise<void>
}

/** Kept by the database itself: the records of migrations, and SQLite's index of words with its shadow tables. */
const isOurs = (table: string) => /^[A-Z]\w*$/.test(table) && !isIndexTable(table)

const MIGRATIONS = sqlFor
  .selectFrom(sql<{ migration_name: string; started_at: unknown }>`"_prisma_migrations"`.as('m'))
  .select(sql<string>`m.migration_name`.as('name'))
  .where(sql<boolean>`m.finished_at is not null and m.rolled_back_at is null`)
  .orderBy(sql`m.migration_name`)

export const openWhole = async (url: string): Promise<WholeDatabase> => {
  if (providerOf(url) === 'sqlite') return openWholeSqlite(url.slice('file:'.length))
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return wholePostgres(client, () => client.end())
}

/** Rows that are counted at once. */
const PAGE = 20_000

/** @param file must exist */
export async function openWholeSqlite(file: string): Promise<WholeDatabase> {
  const { default: Sqlite } = await import('better-sqlite3')
  const connection = new Sqlite(file, { readonly: true, fileMustExist: true })
  const rows = async <Row>(statement: Compilable<Row>): Promise<Row[]> => {
    const { sql: text, parameters } = statement.compile()
    const found = connection.prepare(text.replaceAll(PLACEHOLDER, '?')).all(...parameters) as Row[]
    await othersHadTheirTurn()
    return found
  }
  const names = (table: string) =>
    sqlFor
      .selectFrom(sql<{ name: string }>`${sql.table(table)}`.as('t'))
      .select(sql<string>`t.name`.as('name'))
  return {
    tables: async () =>
      (await rows(names('sqlite_master').where(sql<boolean>`t.type = 'table'`)))
        .map(row => row.name)
        .filter(isOurs)
        .sort(),
    migrations: async () => {
      const there = await rows(names('sqlite_master').where(sql<boolean>`t.name = '_prisma_migrations'`))
      return there.length === 0 ? [] : (await rows(MIGRATIONS)).map(row => row.name)
    },
    rows,
    async count(table) {
      let total = 0
      for (let after = Number.MIN_SAFE_INTEGER; ; ) {
        const page = sqlFor
          .selectFrom(sql<{ rowid: number }>`${sql.table(table)}`.as('t'))
          .select(sql<number>`t.rowid`.as('id'))
          .where(sql<boolean>`t.rowid > ${after}`)
          .orderBy(sql`t.rowid`)
          .limit(PAGE)
        const [found] = await rows(
          sqlFor
            .selectFrom(page.as('page'))
            .select(({ fn }) => [fn.countAll<number>().as('n'), fn.max('page.id').as('last')]),
        )
        if (!found || found.n === 0) return total
        total += found.n
        after = Number(found.last)
      }
    },
    close: async () => {
      connection.close()
    },
  }
}

/** On a connection, within whatever transaction it has open. */
export function wholePostgres(client: pg.ClientBase, close: () => Promise<void>): WholeDatabase {
  const rows = async <Row>(statement: Compilable<Row>): Promise<Row[]> => {
    const { sql: text, parameters } = statement.compile()
    let n = 0
    const numbered = text.replaceAll(PLACEHOLDER, () => `$${++n}`)
    return (await client.query(numbered, [...parameters])).rows as Row[]
  }
  const tables = async () =>
    (
      await client.query<{ name: string }>(
        'SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = current_schema() ORDER BY 1',
      )
    ).rows.map(row => row.name)
  return {
    tables: async () => (await tables()).filter(isOurs),
    migrations: async () =>
      (await tables()).includes('_prisma_migrations') ? (await rows(MIGRATIONS)).map(row => row.name) : [],
    rows,
    count: async table => {
      const [found] = await rows(
        sqlFor.selectFrom(sql`${sql.table(table)}`.as('t')).select(({ fn }) => fn.countAll<string>().as('n')),
      )
      return Number(found!.n)
    },
    close,
  }
}
