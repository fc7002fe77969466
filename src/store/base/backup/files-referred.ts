import { sql } from 'kysely'
import type { Secrets } from '../../../domain/base/secrets.ts'
import { makeSealing } from '../sealing.ts'
import { tables } from '../statement.ts'
import { FILE_COLUMNS, FILE_MODELS } from '../tables/stored-files.ts'
import type { WholeDatabase } from './whole.ts'

const PAGE = 500

/**
 * The files that the rows of a database refer to, with the rows' ids.
 * @param present the tables that the database has; one of an earlier version has fewer
 */
export async function* filesReferred(
  db: WholeDatabase,
  secrets: Secrets,
  present: Readonly<Record<string, unknown>>,
): AsyncGenerator<{ id: number; hash: string }> {
  const sealing = makeSealing(secrets)
  for (const model of FILE_MODELS.filter(model => model in present)) {
    const columns: readonly string[] = FILE_COLUMNS[model]
    for (let after = 0; ; ) {
      const rows = (await db.rows(
        (tables.selectFrom(model) as ReturnType<typeof tables.selectFrom<'Attachment'>>)
          .select(['id', ...columns.map(column => sql.ref<string | null>(column).as(column))])
          .where('id', '>', after)
          .orderBy('id')
          .limit(PAGE),
      )) as { id: number; [column: string]: string | number | null }[]
      if (rows.length === 0) break
      for (const row of rows) {
        after = row.id
        for (const column of columns) {
          const value = row[column]
          if (typeof value === 'string') yield { id: row.id, hash: sealing.open(model, column, value) }
        }
      }
    }
  }
}
