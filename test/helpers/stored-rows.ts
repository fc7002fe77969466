import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../../src/usecases/base/context.ts'

/** Runs SQL on a test's database, past everything that seals and opens. `?` stands for a parameter. */
export async function rawSql(
  ctx: Context,
  sql: string,
  params: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const url = ctx.config.databaseUrl
  if (url.startsWith('file:')) {
    const { default: Database } = await import('better-sqlite3')
    const db = new Database(url.slice('file:'.length), { timeout: 10_000 })
    try {
      const statement = db.prepare(sql)
      if (statement.reader) return statement.all(params) as Record<string, unknown>[]
      statement.run(params)
      return []
    } finally {
      db.close()
    }
  }
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let n = 0
    return (
      await client.query<Record<string, unknown>>(
        sql.replace(/\?/g, () => `$${++n}`),
        params,
      )
    ).rows
  } finally {
    await client.end()
  }
}

/** The rows of a table as they lie in the database. */
export const storedRows = (ctx: Context, table: string) => rawSql(ctx, `SELECT * FROM "${table}"`)

/** Every file below a folder. */
const filesBelow = (dir: string): string[] =>
  readdirSync(dir).flatMap(name => {
    const path = join(dir, name)
    return statSync(path).isDirectory() ? filesBelow(path) : [path]
  })

/** Where one of these texts lies in a data directory: in a file's bytes, in UTF-8 or UTF-16, or in its name. */
export function findInFiles(dir: string, texts: readonly string[]): string[] {
  const found: string[] = []
  for (const path of filesBelow(dir)) {
    const bytes = readFileSync(path)
    for (const text of texts) {
      for (const encoding of ['utf8', 'utf16le'] as const)
        if (bytes.includes(Buffer.from(text, encoding))) found.push(`${text} (${encoding}) in ${path}`)
      if (bytes.includes(Buffer.from(text, 'utf16le').swap16())) found.push(`${text} (utf16be) in ${path}`)
      if (path.includes(text)) found.push(`${text} in the name of ${path}`)
    }
  }
  return found
}

/** Where one of these texts lies in a table, whatever the database. */
export async function findInTables(
  ctx: Context,
  tables: readonly string[],
  texts: readonly string[],
): Promise<string[]> {
  const found: string[] = []
  for (const table of tables)
    for (const row of await storedRows(ctx, table))
      for (const [column, value] of Object.entries(row))
        for (const text of texts)
          if (String(value).includes(text)) found.push(`${text} in ${table}.${column}`)
  return found
}
