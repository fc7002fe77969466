import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { schemaText } from '../../../prisma/schema-text.mjs'
import { ROOT } from '../../../src/root.ts'
import { adapterFactory, providerOf } from '../../../src/store/base/database.ts'
import { migrate, migrationsOf } from '../../../src/store/base/migrate.ts'
import { withSchemaEngine } from '../../../src/store/base/schema-engine.ts'
import { emptyDatabaseUrl } from '../../helpers/context.ts'

const MIGRATIONS = join(ROOT, 'prisma/migrations')
const read = (path: string) => readFileSync(join(ROOT, 'prisma', path), 'utf8')

/** A copy of the migrations that a test may change. */
function copied(): string {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-migrations-'))
  cpSync(MIGRATIONS, dir, { recursive: true })
  return dir
}

async function query(url: string, sql: string): Promise<unknown[][]> {
  const adapter = await (await adapterFactory(url)).connect()
  try {
    return (await adapter.queryRaw({ sql, args: [], argTypes: [] })).rows
  } finally {
    await adapter.dispose()
  }
}

async function script(url: string, sql: string): Promise<void> {
  const adapter = await (await adapterFactory(url)).connect()
  try {
    await adapter.executeScript(sql)
  } finally {
    await adapter.dispose()
  }
}

it('every change of the models has its migration: `npm run migration -- NAME` was not forgotten', () => {
  expect(read('migrations/schema.prisma')).toBe(schemaText(ROOT))
})

it('both databases have the same migrations', () => {
  const names = (provider: string) => readdirSync(join(MIGRATIONS, provider)).sort()
  expect(names('postgresql')).toEqual(names('sqlite'))
})

const BEFORE_RELEASE = join(ROOT, 'prisma/before-release')
const steps = readdirSync(join(BEFORE_RELEASE, 'sqlite')).sort()
/** What came after the steps were folded into one. */
const later = readdirSync(join(MIGRATIONS, 'sqlite')).sort().slice(1)

/** The steps from before the release as far as one of them, as they were once. */
function stepsTo(last: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-steps-'))
  cpSync(BEFORE_RELEASE, dir, { recursive: true })
  for (const provider of ['sqlite', 'postgresql'])
    for (const name of steps) if (name > last) rmSync(join(dir, provider, name), { recursive: true })
  return dir
}

/** Puts the database where a Huiyin of that time left it: the engine's own notes included. */
async function asOnceAt(url: string, last: string): Promise<void> {
  const migrationsList = migrationsOf(providerOf(url), stepsTo(last))
  await withSchemaEngine(await adapterFactory(url), engine =>
    engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
  )
}

/** Everything a database consists of, in an order of its own, whatever order it was made in. */
async function structure(url: string): Promise<unknown> {
  const own = `NOT LIKE '\\_prisma%' ESCAPE '\\'`
  const lists =
    providerOf(url) === 'sqlite'
      ? [
          `SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk FROM sqlite_master m, pragma_table_xinfo(m.name) c
             WHERE m.type = 'table' AND m.name ${own} ORDER BY 1, 2`,
          `SELECT m.name, f."from", f."table", f."to", f.on_update, f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' ORDER BY 1, 2`,
          `SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND tbl_name ${own} ORDER BY 1, 2`,
          `SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%' ORDER BY 1`,
        ]
      : [
          `SELECT table_name, column_name, data_type, is_nullable, column_default, datetime_precision
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name ${own} ORDER BY 1, 2`,
          `SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename ${own} ORDER BY 1, 2`,
          `SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
             WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '%prisma%' ORDER BY 1, 2`,
          `SELECT relname::text, tgname::text, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
             WHERE NOT tgisinternal ORDER BY 1, 2`,
        ]
  const found: unknown[][] = []
  for (const sql of lists) found.push((await query(url, sql)).map(row => row.map(said)))
  expect(found[0]).not.toEqual([])
  expect(found.flat().length).toBeGreaterThan(400)
  return found
}

/** SQL without what depends on how it was written down. */
const said = (value: unknown) =>
  typeof value === 'string' ? value.replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim() : String(value)

describe('a database from before the release', () => {
  it.each([steps[0]!, '0009_count_anew', steps.at(-2)!, steps.at(-1)!])(
    'that stands at %s is brought up with what it holds, and is like a new one',
    async last => {
      const url = await emptyDatabaseUrl()
      await asOnceAt(url, last)
      const at = providerOf(url) === 'sqlite' ? '0' : "'2026-11-16'"
      await script(
        url,
        `INSERT INTO "Officer" ("login", "name", "role", "createdAt") VALUES ('zhang', '张三', 'clerk', ${at});
         INSERT INTO "OfficerSession" ("key", "officerId", "createdAt", "lastSeenAt", "expiresAt") VALUES ('k', 1, ${at}, ${at}, ${at});
         INSERT INTO "Attachment" ("kind", "status", "createdAt") VALUES ('photo', 'pending', ${at});`,
      )
      expect(await migrate(url)).toEqual([...steps.filter(name => name > last), ...later])
      expect(
        await query(url, 'SELECT "login" FROM "Officer" JOIN "OfficerSession" ON "officerId" = "id"'),
      ).toEqual([['zhang']])
      expect(await query(url, 'SELECT "kind" FROM "Attachment"')).toEqual([['photo']])
      if (providerOf(url) === 'sqlite') expect(await query(url, 'PRAGMA foreign_key_check')).toEqual([])
      const fresh = await emptyDatabaseUrl()
      await migrate(fresh)
      expect(await structure(url)).toEqual(await structure(fresh))
    },
  )

  it('is noted as a new one, by two processes at once, and takes what comes later', async () => {
    const url = await emptyDatabaseUrl()
    await asOnceAt(url, steps.at(-1)!)
    // Only one process opens a SQLite file (lockDataDir); in one thread the second would wait for itself.
    if (providerOf(url) === 'sqlite') for (const _ of [1, 2]) await migrate(url)
    else await Promise.all([migrate(url), migrate(url)])
    expect(await query(url, 'SELECT migration_name FROM _prisma_migrations ORDER BY migration_name')).toEqual(
      readdirSync(join(MIGRATIONS, 'sqlite')).map(name => [name]),
    )
    const next = copied()
    const file = join(next, providerOf(url), '9000_next', 'migration.sql')
    mkdirSync(join(file, '..'))
    writeFileSync(file, 'CREATE TABLE "Later" ("id" INTEGER);\n')
    expect(await migrate(url, next)).toEqual(['9000_next'])
  })

  it('no migration has the name of a step from before', () => {
    expect(readdirSync(join(MIGRATIONS, 'sqlite')).filter(name => steps.includes(name))).toEqual([])
  })
})

it('a migration that fails leaves nothing behind, and does not stand in the way of a better one', async () => {
  const url = await emptyDatabaseUrl()
  await migrate(url)
  const next = copied()
  const file = join(next, providerOf(url), '9000_next', 'migration.sql')
  mkdirSync(join(file, '..'))
  writeFileSync(file, 'CREATE TABLE "Halfway" ("id" INTEGER);\nCREATE TABLE "Officer" ("id" INTEGER);\n')
  await expect(migrate(url, next)).rejects.toThrow(/Officer/)
  await expect(query(url, 'SELECT * FROM "Halfway"')).rejects.toThrow()
  writeFileSync(file, 'CREATE TABLE "Halfway" ("id" INTEGER);\n')
  expect(await migrate(url, next)).toEqual(['9000_next'])
  expect(await query(url, 'SELECT * FROM "Halfway"')).toEqual([])
})

it('when one of several migrations fails none is applied, so that the version from before still starts', async () => {
  const url = await emptyDatabaseUrl()
  await migrate(url)
  const next = copied()
  const add = (name: string, sql: string) => {
    const dir = join(next, providerOf(url), name)
    mkdirSync(dir)
    writeFileSync(join(dir, 'migration.sql'), sql)
  }
  add('9000_good', 'CREATE TABLE "Good" ("id" INTEGER);\n')
  add('9001_bad', 'CREATE TABLE "Officer" ("id" INTEGER);\n')
  await expect(migrate(url, next)).rejects.toThrow(/Officer/)
  // The version from before knows nothing of 9000_good, and need not.
  expect(await migrate(url)).toEqual([])
  await expect(query(url, 'SELECT * FROM "Good"')).rejects.toThrow()
})
