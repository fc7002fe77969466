import type { Context } from '../../src/usecases/context.ts'

/** The rows of a table as they lie in the database, past everything that opens them. */
export async function storedRows(ctx: Context, table: string): Promise<Record<string, unknown>[]> {
  const url = ctx.config.databaseUrl
  if (url.startsWith('file:')) {
    const { default: Database } = await import('better-sqlite3')
    const db = new Database(url.slice('file:'.length), { readonly: true })
    try {
      return db.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[]
    } finally {
      db.close()
    }
  }
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(`SELECT * FROM "${table}"`)).rows
  } finally {
    await client.end()
  }
}
