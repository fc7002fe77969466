import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { adapterFactory, providerOf } from '../../../src/store/base/database.ts'
import { migrate } from '../../../src/store/base/migrate.ts'
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
  expect(read('migrations/schema.prisma')).toBe(read('schema.prisma'))
})

it('both databases have the same migrations', () => {
  const names = (provider: string) => readdirSync(join(MIGRATIONS, provider)).sort()
  expect(names('postgresql')).toEqual(names('sqlite'))
})

it('an upgrade keeps what an older version stored', async () => {
  const url = await emptyDatabaseUrl()
  const old = copied()
  for (const name of readdirSync(join(old, providerOf(url))))
    if (name !== '0001_init') rmSync(join(old, providerOf(url), name), { recursive: true })
  expect(await migrate(url, old)).toEqual(['0001_init'])
  const at = providerOf(url) === 'sqlite' ? '0' : "'2026-11-16'"
  await script(
    url,
    `INSERT INTO "Officer" ("login", "name", "role", "createdAt") VALUES ('zhang', '张三', 'clerk', ${at});
     INSERT INTO "OfficerSession" ("key", "officerId", "createdAt", "lastSeenAt", "expiresAt") VALUES ('k', 1, ${at}, ${at}, ${at});
     INSERT INTO "Attachment" ("kind", "status", "createdAt") VALUES ('photo', 'pending', ${at});`,
  )
  await migrate(url)
  expect(
    await query(url, 'SELECT "login" FROM "Officer" JOIN "OfficerSession" ON "officerId" = "id"'),
  ).toEqual([['zhang']])
  expect(await query(url, 'SELECT "kind" FROM "Attachment"')).toEqual([['photo']])
  if (providerOf(url) === 'sqlite') expect(await query(url, 'PRAGMA foreign_key_check')).toEqual([])
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
