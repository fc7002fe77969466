import { type SqlBool, sql } from 'kysely'
import type { Database } from '../base/database.ts'
import { SEALED_COLUMNS, type SealedModel } from '../base/sealed-columns.ts'
import { type SealedText, statement, tables } from '../base/statement.ts'

/** Seals texts from before their columns were sealed. */

/** The primary keys of tables whose key is not `id`. */
const KEYS: Partial<Record<SealedModel, readonly string[]>> = {
  ReplyVersion: ['replyId', 'version'],
  TypedDraft: ['officerId', 'caseId'],
  SampleItem: ['sampleId', 'ordinal'],
  ItemVersion: ['itemId', 'version'],
}

type Row = Readonly<Record<string, string | number | null>>

/** The statements for a table, whose columns are known by their names only. */
function statementsFor(model: SealedModel) {
  const key = KEYS[model] ?? ['id']
  const columns: readonly string[] = SEALED_COLUMNS[model]
  const column = (name: string) => sql.ref<string | number | null>(name)
  const isPlain = (name: string) =>
    sql<SqlBool>`(${column(name)} is not null and ${column(name)} not like ${`s:${model}.${name}:%`})`
  const plain = statement<{ from: number; limit: number }>()(p =>
    tables
      .selectFrom(model)
      .select(key.map(name => column(name).as(name)))
      .select(({ case: when }) =>
        columns.map(name => when().when(isPlain(name)).then(column(name)).end().as(name)),
      )
      .where(({ eb }) => eb(column(key[0]!), '>=', p.from))
      .where(({ or }) => or(columns.map(isPlain)))
      .orderBy(column(key[0]!))
      .limit(p.limit)
      .$castTo<Row>(),
  )
  const seals = columns.map(name => ({
    name,
    seal: statement<Row & { plain: string; sealed: SealedText }>()(p =>
      tables
        .updateTable(model)
        .set({ [name]: p.sealed })
        .where(({ and, eb }) =>
          and([...key.map(part => eb(column(part), '=', p[part]!)), eb(column(name), '=', p.plain)]),
        ),
    ),
  }))
  return { key, plain, seals }
}

const STATEMENTS: Partial<Record<SealedModel, ReturnType<typeof statementsFor>>> = {}

/**
 * Seals some rows of a table that still has unsealed texts. A text that changed meanwhile is skipped, because the change
 * has sealed it.
 * @returns the id to continue from, or null when all are sealed
 */
export async function sealSome(
  db: Database,
  model: SealedModel,
  from: number,
  limit: number,
): Promise<{ next: number; sealed: number } | null> {
  STATEMENTS[model] ??= statementsFor(model)
  const { key, plain, seals } = STATEMENTS[model]
  return db.inTransaction(async ({ sql }) => {
    const rows = await sql.all(plain, { from, limit })
    for (const row of rows)
      for (const { name, seal } of seals) {
        const text = row[name]
        if (typeof text !== 'string') continue
        await sql.run(seal, { ...row, plain: text, sealed: sql.seal(model, name, text) })
      }
    const last = rows.at(-1)
    return last ? { next: Number(last[key[0]!]), sealed: rows.length } : null
  })
}
