import type { Kysely } from 'kysely'
import type { Db } from '../database.ts'
import { type Statement, statement, tables } from '../statement.ts'

/** Reads whole tables as they are stored (sealed columns sealed), a batch at a time, in the order of the primary key. */

export type Cursor = readonly (string | number)[]
export type StoredRow = Record<string, string | number | null>

/** The rows after a place, at most one batch. `next`: the place after them; null at the end. */
export type Pages = (
  db: Pick<Db, 'sql'>,
  after: Cursor | null,
) => Promise<{ rows: StoredRow[]; next: Cursor | null }>

/** For tables that a list names: their columns are checked against the schema by a test, not by the compiler. */
export const anyTable = tables as unknown as Kysely<Record<string, StoredRow>>

const place = (i: number) => `after${i}`

export function inKeyOrder(
  model: string,
  keys: readonly string[],
  columns: readonly string[],
  batch: number,
): Pages {
  const selected = anyTable.selectFrom(model).select([...new Set([...keys, ...columns])])
  const rows = keys.reduce((query, key) => query.orderBy(key), selected).limit(batch)
  const first = statement<object>()(() => rows) as Statement<object, StoredRow>
  const later = statement<Record<string, string | number>>()(after =>
    rows.where(eb =>
      keys.length === 1
        ? eb(keys[0]!, '>', after[place(0)]!)
        : // (a, b) > (x, y), which both databases read along the index
          eb(
            eb.refTuple(keys[0]!, keys[1]!),
            '>',
            eb.tuple(after[place(0)] as never, after[place(1)] as never),
          ),
    ),
  ) as Statement<object, StoredRow>
  return async (db, after) => {
    const found = after
      ? await db.sql.all(later, Object.fromEntries(after.map((value, i) => [place(i), value])))
      : await db.sql.all(first, {})
    const last = found.length === batch ? found.at(-1)! : undefined
    return { rows: found, next: last ? keys.map(key => last[key]!) : null }
  }
}
