// Makes the two Prisma clients (SQLite and PostgreSQL) from the one schema.
// Prisma's CLI would download a schema-engine binary, which many office networks refuse; `generate`
// never runs it, so any existing file satisfies the check.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { schemaText } from './schema-text.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const build = join(here, '.generated')
const prisma = join(dirname(createRequire(import.meta.url).resolve('prisma/package.json')), 'build/index.js')
const source = schemaText(join(here, '..'))

for (const provider of ['sqlite', 'postgresql']) {
  mkdirSync(build, { recursive: true })
  const file = join(build, `${provider}.prisma`)
  const output = join(here, '../src/store/generated', provider)
  const text = source
    .replace('provider = "sqlite"', `provider = "${provider}"`)
    .replace('"../../src/store/generated/sqlite"', JSON.stringify(output))
  writeFileSync(file, text)
  execFileSync(process.execPath, [prisma, 'generate', '--schema', file, '--no-hints'], {
    cwd: here,
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
