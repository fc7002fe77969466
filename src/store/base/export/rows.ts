import type { Secrets } from '../../../domain/base/secrets.ts'
import { type Cursor, inKeyOrder, type StoredRow } from '../keys/in-key-order.ts'
import { REKEYED_COLUMNS } from '../keys/rekey-columns.ts'
import { makeSealing } from '../sealing.ts'
import type { FileModel } from '../tables/stored-files.ts'
import { COLUMNS_LEFT_OUT, TABLES_LEFT_OUT } from './left-out.ts'
import { type ExportedColumn, type ExportedModel, exportedSchema } from './schema.ts'
import type { Snapshot } from './snapshot.ts'

/** Rows in one read. */
const BATCH = 200

export type ExportedRow = Record<string, unknown>

/** The tables that are exported, with the columns that are. */
export const exportedModels = (): ExportedModel[] =>
  exportedSchema()
    .filter(({ name }) => !(name in TABLES_LEFT_OUT))
    .map(model => ({
      ...model,
      columns: model.columns.filter(c => !(c.name in (COLUMNS_LEFT_OUT[model.name] ?? {}))),
    }))

/** `nameSealed` is exported as `name`. */
export const exportedName = (column: string): string => column.replace(/Sealed$/, '')

/** A column whose text is JSON is exported as what it says. */
export const isJson = ({ about, type }: ExportedColumn): boolean => type === 'String' && /^JSON\b/.test(about)

/**
 * All rows of a table, readable, in the order of the primary key.
 * @param onUnreadable called for a value that does not open; it is exported as null
 */
export async function* exportedRows(
  snapshot: Snapshot,
  secrets: Secrets,
  model: ExportedModel,
  onUnreadable: (column: string) => void,
): AsyncGenerator<ExportedRow> {
  const hidden = HIDDEN_INPUTS[model.name] ?? []
  const page = inKeyOrder(model.name, model.keys, [...model.columns.map(c => c.name), ...hidden], BATCH)
  const open = opener(secrets, model.name)
  let after: Cursor | null = null
  do {
    const { rows, next }: Awaited<ReturnType<typeof page>> = await page(snapshot, after)
    for (const row of rows) {
      const values = model.columns.map((column): [string, unknown] => {
        const value = row[column.name] ?? null
        try {
          const readable = typeof value === 'string' ? open(column.name, value) : value
          return [exportedName(column.name), isJson(column) ? parsed(readable) : readable]
        } catch {
          onUnreadable(`${model.name}.${column.name}`)
          return [exportedName(column.name), null]
        }
      })
      yield withoutLinks(model.name, Object.fromEntries(values), row)
    }
    after = next
  } while (after)
}

function opener(secrets: Secrets, model: string): (column: string, value: string) => string {
  const sealing = makeSealing(secrets)
  const changes = REKEYED_COLUMNS[model] ?? {}
  return (column, value) => {
    const change = changes[column]
    if (change?.how === 'own') return value === '' ? '' : secrets.open(value, change.context)
    return change?.how === 'sealed' || change?.how === 'sealed file'
      ? sealing.open(model, column, value)
      : value
  }
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

/** Columns that are read to decide what is shown, and not shown. */
const HIDDEN_INPUTS: Readonly<Record<string, readonly string[]>> = {
  Contact: ['ownerSealed'],
}

/** A pseudonym stands on one anonymous case and has its person's id on the channel: with it both could be joined. */
const withoutLinks = (model: string, row: ExportedRow, stored: StoredRow): ExportedRow =>
  model === 'Contact' && stored['ownerSealed'] !== null ? { ...row, external: null } : row

/** The stored files of a table: their hashes, which no export holds. */
export async function* exportedFiles(
  snapshot: Snapshot,
  secrets: Secrets,
  model: FileModel,
): AsyncGenerator<{ id: number; hash: string; name: string | null; mime: string | null }> {
  const columns = model === 'VisitPhoto' ? ['hash'] : ['hash', 'name', 'mime']
  const page = inKeyOrder(model, ['id'], columns, BATCH)
  const open = opener(secrets, model)
  const text = (column: string, value: StoredRow[string] | undefined) => {
    try {
      return typeof value === 'string' ? open(column, value) : null
    } catch {
      return null
    }
  }
  let after: Cursor | null = null
  do {
    const { rows, next }: Awaited<ReturnType<typeof page>> = await page(snapshot, after)
    for (const row of rows) {
      const hash = text('hash', row['hash'])
      if (hash !== null)
        yield {
          id: Number(row['id']),
          hash,
          name: text('name', row['name']),
          mime: text('mime', row['mime']),
        }
    }
    after = next
  } while (after)
}
