import { COLUMNS_LEFT_OUT, TABLES_LEFT_OUT } from '../../../store/base/export/left-out.ts'
import { exportedName, isJson } from '../../../store/base/export/rows.ts'
import type { ExportedColumn, ExportedModel } from '../../../store/base/export/schema.ts'
import { isFileModel } from '../../../store/base/tables/stored-files.ts'

/** JSON Schema (2020-12) of the exported tables: what each file and each column is, and what is not there and why. */
export const exportSchema = (models: readonly ExportedModel[]) => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Huiyin export: each line of tables/NAME.jsonl is a $defs/NAME',
  $defs: Object.fromEntries(models.map(model => [model.name, tableSchema(model)])),
  'x-left-out': { tables: TABLES_LEFT_OUT, columns: COLUMNS_LEFT_OUT },
})

const tableSchema = ({ name, about, columns }: ExportedModel) => {
  const properties = Object.fromEntries(columns.map(c => [exportedName(c.name), columnSchema(c)]))
  const file = {
    type: ['string', 'null'],
    description: 'The file below attachments/; null: none, or it is gone.',
  }
  const all = isFileModel(name) ? { ...properties, file } : properties
  return {
    type: 'object',
    ...(about && { description: about }),
    properties: all,
    required: Object.keys(all),
    additionalProperties: false,
  }
}

const TYPES: Record<ExportedColumn['type'], object> = {
  String: { type: ['string', 'null'] },
  Int: { type: ['integer', 'null'] },
  Float: { type: ['number', 'null'] },
  Boolean: { type: ['boolean', 'null'] },
  DateTime: { type: ['string', 'null'], format: 'date-time' },
  Bytes: { type: ['string', 'null'], contentEncoding: 'base64' },
  BigInt: { type: ['integer', 'null'] },
}

/** Null is always possible: a value that could not be opened is null. */
const columnSchema = (column: ExportedColumn) => ({
  ...(isJson(column) ? {} : TYPES[column.type]),
  ...(column.about && { description: column.about }),
})
