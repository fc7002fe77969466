import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../root.ts'
import { adapterFactory, providerOf } from './database.ts'
import { oneUpgradeAtATime } from './processes/one-at-a-time.ts'
import { withSchemaEngine } from './schema-engine.ts'

/** The database belongs to a newer version of Huiyin; running this one would damage it. */
export class DatabaseTooNew extends Error {
  override readonly name = 'DatabaseTooNew'
}

const MIGRATIONS = join(ROOT, 'prisma/migrations')
/** The migrations from before the first release, now merged into the first of MIGRATIONS. Only older databases run them. */
const BEFORE_RELEASE = join(ROOT, 'prisma/before-release')
const FILTERS = { externalTables: [], externalEnums: [] }

/**
 * Makes a migration atomic, also when the machine stops in the middle. PostgreSQL runs a script in one transaction
 * (schema-engine.ts sends it as one); SQLite needs BEGIN and COMMIT. Foreign keys are switched off before, because inside
 * a transaction the pragma has no effect, and a table that is rebuilt is dropped while others refer to it.
 */
const whole = (provider: 'sqlite' | 'postgresql', sql: string): string =>
  provider === 'sqlite'
    ? `PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n${sql}\nCOMMIT;\nPRAGMA foreign_keys=ON;\n`
    : sql

/** The migrations of a provider in the engine's format. */
export function migrationsOf(provider: 'sqlite' | 'postgresql', from = MIGRATIONS) {
  const baseDir = join(from, provider)
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: `provider = "${provider}"\n` },
    shadowDbInitScript: '',
    migrationDirectories: names.map(name => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: whole(provider, readFileSync(join(baseDir, name, 'migration.sql'), 'utf8')),
        },
      },
    })),
  }
}

/**
 * Upgrades the database to this version with Prisma's own engine. Of several processes that start at once on PostgreSQL one
 * upgrades, the others wait for it.
 * @returns the names of the migrations that were applied
 * @throws DatabaseTooNew when the database has migrations that this version does not know
 */
export async function migrate(url: string, from = MIGRATIONS): Promise<string[]> {
  const provider = providerOf(url)
  const factory = await adapterFactory(url)
  if (provider === 'sqlite') return upgrade(factory, provider, from)
  // Almost every start finds nothing to do, and needs no lock for it.
  if (isCurrent(await appliedMigrations(factory), migrationsOf(provider, from))) return []
  return oneUpgradeAtATime(url, () => upgrade(factory, provider, from))
}

const isCurrent = (applied: readonly string[], migrations: Migrations): boolean => {
  const known = namesOf(migrations)
  return applied.length === known.length && known.every(name => applied.includes(name))
}

async function upgrade(factory: Factory, provider: 'sqlite' | 'postgresql', from: string): Promise<string[]> {
  const older = migrationsOf(provider, BEFORE_RELEASE)
  const olderNames = namesOf(older)
  let applied = await appliedMigrations(factory)
  const walked: string[] = []
  if (applied.some(name => olderNames.includes(name))) {
    walked.push(...(await apply(factory, provider, older, applied)))
    await noteFolded(factory, olderNames, migrationsOf(provider, from))
    applied = await appliedMigrations(factory)
  }
  return [...walked, ...(await apply(factory, provider, migrationsOf(provider, from), applied))]
}

type Migrations = ReturnType<typeof migrationsOf>

const namesOf = (list: Migrations) => list.migrationDirectories.map(m => m.path)

async function apply(
  factory: Factory,
  provider: 'sqlite' | 'postgresql',
  migrationsList: Migrations,
  applied: readonly string[],
): Promise<string[]> {
  const known = namesOf(migrationsList)
  const unknown = applied.filter(name => !known.includes(name))
  if (unknown.length > 0) {
    throw new DatabaseTooNew(
      `数据库比程序新（多出 ${unknown.join('、')}）。请用新版本启动，或恢复升级前的备份。`,
    )
  }
  // Loading the engine takes a quarter of a second, so it is loaded only when there is something to apply.
  if (known.every(name => applied.includes(name))) return []
  const abandoned = provider === 'sqlite' ? Date.now() - ABANDONED_MS : Date.now() + WRONG_CLOCK_MS
  await forgetFailed(factory, new Date(abandoned))
  try {
    return await withSchemaEngine(factory, async engine => {
      const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: FILTERS })
      return appliedMigrationNames
    })
  } catch (error) {
    await forgetFailed(factory, new Date())
    throw error
  }
}

/**
 * A database with all migrations from before the release has the schema of the first migration, which is recorded in
 * their place. If two processes do this at once, the second finds nothing to do.
 */
async function noteFolded(factory: Factory, steps: readonly string[], now: Migrations): Promise<void> {
  const first = now.migrationDirectories[0]!
  const checksum = createHash('sha256').update(first.migrationFile.content.value).digest('hex')
  const at = new Date().toISOString()
  const list = steps.map(name => `'${name}'`).join(', ')
  const adapter = await factory.connect()
  try {
    await adapter.executeScript(`BEGIN;
INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
  VALUES ('${first.path}', '${checksum}', '${first.path}', '${at}', '${at}', 1) ON CONFLICT (id) DO NOTHING;
DELETE FROM _prisma_migrations WHERE migration_name IN (${list});
COMMIT;`)
  } finally {
    await adapter.dispose()
  }
}

/** No migration takes this long: a process that started one earlier and has not finished it is gone. */
const ABANDONED_MS = 10 * 60_000
/** On PostgreSQL nobody else upgrades meanwhile, so that every unfinished one is abandoned, whatever its machine's clock said. */
const WRONG_CLOCK_MS = 24 * 3_600_000

/**
 * The engine refuses to continue after a failed migration until somebody has repaired the database. Ours are atomic, so
 * only the record of the failure has to be deleted.
 */
async function forgetFailed(factory: Factory, before: Date): Promise<void> {
  const adapter = await factory.connect()
  await adapter
    .executeRaw({
      sql: `DELETE FROM _prisma_migrations WHERE finished_at IS NULL AND started_at <= '${before.toISOString()}'`,
      args: [],
      argTypes: [],
    })
    .catch(() => {}) // a new database has no such table yet
    .finally(() => adapter.dispose())
}

type Factory = Awaited<ReturnType<typeof adapterFactory>>

async function appliedMigrations(factory: Factory): Promise<string[]> {
  const adapter = await factory.connect()
  try {
    const { rows } = await adapter.queryRaw({
      sql: 'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
      args: [],
      argTypes: [],
    })
    return rows.map(row => String(row[0]))
  } catch {
    return [] // a new database has no such table yet
  } finally {
    await adapter.dispose()
  }
}
