import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../root.ts'
import { adapterFactory, type Provider, providerOf } from './database.ts'
import { oneUpgradeAtATime } from './processes/one-at-a-time.ts'

/** The database belongs to a newer version of Huiyin; running this one would damage it. */
export class DatabaseTooNew extends Error {
  override readonly name = 'DatabaseTooNew'
}

const MIGRATIONS = join(ROOT, 'prisma/migrations')
/** The migrations from before the first release, now merged into the first of MIGRATIONS. Only older databases run them. */
const BEFORE_RELEASE = join(ROOT, 'prisma/before-release')

/**
 * One transaction, also when the machine stops in the middle. On SQLite foreign keys are switched off before, because
 * inside a transaction the pragma has no effect, and a table that is rebuilt is dropped while others refer to it.
 */
const whole = (provider: Provider, sql: string): string =>
  provider === 'sqlite'
    ? `PRAGMA foreign_keys=OFF;\nBEGIN IMMEDIATE;\n${sql}\nCOMMIT;\nPRAGMA foreign_keys=ON;\n`
    : `BEGIN;\n${sql}\nCOMMIT;\n`

/** The migrations of a provider in the engine's format. */
export function migrationsOf(provider: Provider, from = MIGRATIONS) {
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
          value: readFileSync(join(baseDir, name, 'migration.sql'), 'utf8'),
        },
      },
    })),
  }
}

/**
 * Upgrades the database to this version: all that is missing in one transaction, so that after a failure the version from
 * before still starts. Of several processes that start at once on PostgreSQL one upgrades, the others wait for it.
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

/** The names of all migrations that this version knows, of any time. */
export const knownMigrations = (provider: Provider): Set<string> =>
  new Set([...namesOf(migrationsOf(provider, BEFORE_RELEASE)), ...namesOf(migrationsOf(provider))])

/**
 * Makes the tables of an older version, or of this one, in an empty database: exactly these migrations.
 * @throws DatabaseTooNew when one of them is unknown
 */
export async function migrateTo(url: string, names: readonly string[]): Promise<void> {
  const provider = providerOf(url)
  const lists = [migrationsOf(provider, BEFORE_RELEASE), migrationsOf(provider)]
  const list = lists.find(known => names.every(name => namesOf(known).includes(name)))
  if (!list) throw new DatabaseTooNew(`没有这些升级步骤：${names.join('、')}。`)
  const chosen = list.migrationDirectories.filter(m => names.includes(m.path))
  const script = [RECORDS[provider], ...chosen.map(sqlOf), ...chosen.map(noted)]
  await run(await adapterFactory(url), whole(provider, script.join('\n')))
}

/** The migrations that a start of this version would apply, and those that it does not know. Changes nothing. */
export async function migrationState(url: string): Promise<{ missing: string[]; unknown: string[] }> {
  const provider = providerOf(url)
  const applied = await appliedMigrations(await adapterFactory(url, 'reader'))
  const known = knownMigrations(provider)
  return {
    missing: namesOf(migrationsOf(provider)).filter(name => !applied.includes(name)),
    unknown: applied.filter(name => !known.has(name)),
  }
}

type Migrations = ReturnType<typeof migrationsOf>
type Migration = Migrations['migrationDirectories'][number]
type Factory = Awaited<ReturnType<typeof adapterFactory>>

const namesOf = (list: Migrations) => list.migrationDirectories.map(m => m.path)

async function upgrade(factory: Factory, provider: Provider, from: string): Promise<string[]> {
  const applied = await appliedMigrations(factory)
  const older = migrationsOf(provider, BEFORE_RELEASE).migrationDirectories
  const own = migrationsOf(provider, from).migrationDirectories
  const isOld = applied.some(name => older.some(m => m.path === name))
  // A database from before the release walks its old steps to the end: then it is what the first migration makes.
  const path = isOld ? [...older, ...own.slice(1)] : own
  const unknown = applied.filter(name => !path.some(m => m.path === name))
  if (unknown.length > 0) {
    throw new DatabaseTooNew(
      `数据库比程序新（多出 ${unknown.join('、')}）。请用新版本启动，或恢复升级前的备份。`,
    )
  }
  const missing = path.filter(m => !applied.includes(m.path))
  if (missing.length === 0 && !isOld) return []
  const folded = isOld ? [forgotten(older), noted(own[0]!)] : []
  const script = [RECORDS[provider], ABANDONED, ...missing.map(sqlOf), ...missing.map(noted), ...folded]
  await run(factory, whole(provider, script.join('\n')))
  return missing.map(m => m.path)
}

const sqlOf = (migration: Migration): string => `${migration.migrationFile.content.value}\n;`

/** The table of applied migrations as Prisma's own engine makes it, so that its tools can read the database. */
const RECORDS: Readonly<Record<Provider, string>> = {
  sqlite: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
    "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);`,
  postgresql: `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0);`,
}

/** Older versions noted a migration before they began it. What they did not finish was undone with its transaction. */
const ABANDONED = 'DELETE FROM "_prisma_migrations" WHERE finished_at IS NULL;'

/** Records a migration. Its name comes from a folder of this program. */
function noted({ path, migrationFile }: Migration): string {
  const checksum = createHash('sha256').update(migrationFile.content.value).digest('hex')
  return `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('${path}', '${checksum}', '${path}', CURRENT_TIMESTAMP, 1) ON CONFLICT (id) DO NOTHING;`
}

const forgotten = (migrations: readonly Migration[]): string =>
  `DELETE FROM "_prisma_migrations" WHERE migration_name IN (${migrations.map(m => `'${m.path}'`).join(', ')});`

/** Runs a script on a connection of its own: when it fails, its transaction ends with the connection. */
async function run(factory: Factory, script: string): Promise<void> {
  const adapter = await factory.connect()
  try {
    // The adapter for PostgreSQL splits a script at every semicolon, also inside functions. Sent as one query it arrives
    // whole (PostgreSQL manual, 55.2.2.1 "Multiple Statements in a Simple Query").
    if (adapter.provider === 'postgres') await adapter.executeRaw({ sql: script, args: [], argTypes: [] })
    else await adapter.executeScript(script)
  } finally {
    await adapter.dispose()
  }
}

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
