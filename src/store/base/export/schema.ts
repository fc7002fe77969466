import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../../root.ts'

/** The models as the last migration left them: what a database of this version has, with the comments that explain it. */

export interface ExportedColumn {
  name: string
  type: 'String' | 'Int' | 'Float' | 'Boolean' | 'DateTime' | 'Bytes' | 'BigInt'
  optional: boolean
  about: string
}

export interface ExportedModel {
  name: string
  about: string
  keys: readonly string[]
  columns: readonly ExportedColumn[]
}

const SCALARS: ReadonlySet<string> = new Set([
  'String',
  'Int',
  'Float',
  'Boolean',
  'DateTime',
  'Bytes',
  'BigInt',
])

/** Reads Prisma's schema; the parts that this project uses. */
export function modelsOf(schema: string): ExportedModel[] {
  const models: ExportedModel[] = []
  let about: string[] = []
  let model: { name: string; about: string; keys: string[]; columns: ExportedColumn[] } | undefined
  for (const line of schema.split('\n')) {
    const comment = /^\s*\/\/\/ ?(.*)$/.exec(line)
    if (comment) {
      about.push(comment[1]!)
      continue
    }
    const begins = /^model (\w+)/.exec(line)
    if (begins) model = { name: begins[1]!, about: about.join(' '), keys: [], columns: [] }
    else if (line.startsWith('}') && model) {
      models.push(model)
      model = undefined
    } else if (model) {
      const keys = /^ {2}@@id\(\[([\w, ]+)\]/.exec(line)
      if (keys) model.keys = keys[1]!.split(', ')
      const [, name, type, optional] = /^ {2}(\w+)\s+(\w+)(\?)?(?!\[)/.exec(line) ?? []
      if (name && type && SCALARS.has(type) && !/^\w+\[\]/.test(line.trim().split(/\s+/)[1]!)) {
        model.columns.push({
          name,
          type: type as ExportedColumn['type'],
          optional: optional !== undefined,
          about: about.join(' '),
        })
        if (/\s@id\b/.test(line)) model.keys = [name]
      }
    }
    about = []
  }
  return models
}

export const exportedSchema = (): ExportedModel[] =>
  modelsOf(readFileSync(join(ROOT, 'prisma/migrations/schema.prisma'), 'utf8'))
