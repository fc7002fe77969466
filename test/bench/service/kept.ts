import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

/** What stands in the service's database, counted from outside. */
export function kept(dataDir: string): { messages: number; cases: number } {
  const db = new Sqlite(join(dataDir, 'huiyin.db'), { readonly: true, fileMustExist: true })
  try {
    const count = (sql: string) => db.prepare<[], { n: number }>(sql).get()!.n
    return {
      messages: count(`SELECT COUNT(*) AS n FROM "Message" WHERE "direction" = 'in'`),
      cases: count('SELECT COUNT(*) AS n FROM "Case"'),
    }
  } finally {
    db.close()
  }
}
