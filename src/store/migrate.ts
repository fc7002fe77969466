import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../root.ts'
import { adapterFactory, providerOf } from './database.ts'
import { withSchemaEngine } from './schema-engine.ts'

/** The database was made by a newer Huiyin than this one: running would damage it. */
export class DatabaseTooNew extends Error {
  override readonly name = 'DatabaseTooNew'
}

const FILTERS = { externalTables: [], externalEnums: [] }

/** The migrations of a provider as the engine takes them. */
export function migrationsOf(provider: 'sqlite' | 'postgresql') {
  const baseDir = join(ROOT, 'prisma/migrations', provider)
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
 * Brings the database up to this version with Prisma's own engine.
 * @returns the names of the migrations that were applied now.
 * @throws DatabaseTooNew when the database knows migrations this code does not.
 */
export async function migrate(url: string): Promise<string[]> {
  const migrationsList = migrationsOf(providerOf(url))
  const known = migrationsList.migrationDirectories.map(m => m.path)
  const factory = await adapterFactory(url)
  const applied = await appliedMigrations(factory)
  const unknown = applied.filter(name => !known.includes(name))
  if (unknown.length > 0) {
    throw new DatabaseTooNew(
      `数据库比程序新（多出 ${unknown.join('、')}）。请用新版本启动，或恢复升级前的备份。`,
    )
  }
  // The engine takes a quarter of a second to load: not needed when nothing is new.
  if (known.every(name => applied.includes(name))) return []
  return withSchemaEngine(factory, async engine => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: FILTERS })
    return appliedMigrationNames
  })
}

async function appliedMigrations(factory: Awaited<ReturnType<typeof adapterFactory>>): Promise<string[]> {
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
