import type { Secrets } from '../../domain/base/secrets.ts'
import type { PrismaClient } from '../generated/sqlite/client.ts'
import { SEALED_COLUMNS, sealedColumnsOf } from './sealed-columns.ts'

/**
 * Seals (encrypts) what people wrote when Prisma writes it, and opens it when Prisma reads it: `text` is readable in the
 * code, and never in the file. SEALED_COLUMNS lists the columns.
 *
 * A sealed value is `s:Case.text:v1.…`. It names its column, which is also authenticated data of the cipher, so that it
 * cannot be opened in another column. A value without that prefix was written before columns were sealed
 * (usecases/talk/forget/seal-old-rows) and is read as it is.
 */
export interface Sealing {
  seal(model: string, column: string, plain: string): string
  /** @throws when it was sealed for another column or with another key, or was changed */
  open(model: string, column: string, stored: string): string
}

const MARK = 's:'

export function makeSealing(secrets: Pick<Secrets, 'seal' | 'open'>): Sealing {
  return {
    seal: (model, column, plain) => {
      const place = `${model}.${column}`
      return `${MARK}${place}:${secrets.seal(plain, place)}`
    },
    open: (model, column, stored) => {
      const place = `${model}.${column}`
      const made = placeOf(stored)
      if (made === undefined) return stored
      if (made !== place) throw new Error(`a text sealed for ${made} stands in ${place}`)
      return secrets.open(stored.slice(MARK.length + place.length + 1), place)
    },
  }
}

const SEALED = /^s:([A-Za-z]+\.[A-Za-z]+):v1\./

/** The column that a value was sealed for; undefined when it is not sealed. */
export const placeOf = (stored: string): string | undefined =>
  stored.startsWith(MARK) ? SEALED.exec(stored)?.[1] : undefined

/** The models that a model's relations lead to, by field. */
export type Relations = Readonly<Record<string, Readonly<Record<string, string>>>>

type Data = Record<string, unknown>
const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value)

/** A client with the same methods and types that seals and opens. */
export function withSealing(client: PrismaClient, sealing: Sealing): PrismaClient {
  const relations = relationsOf(client)
  return client.$extends({
    query: {
      async $allOperations({ model, args, query }) {
        if (model === undefined) return openRaw(await query(args), sealing)
        return openRows(model, await query(sealArgs(model, args as Data, { relations, sealing })), {
          relations,
          sealing,
        })
      },
    },
  }) as unknown as PrismaClient
}

function relationsOf(client: PrismaClient): Relations {
  const { models } = (
    client as unknown as {
      _runtimeDataModel: {
        models: Record<string, { fields: { name: string; kind: string; type: string }[] }>
      }
    }
  )._runtimeDataModel
  return Object.fromEntries(
    Object.entries(models).map(([model, { fields }]) => [
      model,
      Object.fromEntries(fields.filter(f => f.kind === 'object').map(f => [f.name, f.type])),
    ]),
  )
}

interface Tools {
  relations: Relations
  sealing: Sealing
}

/** A copy of the arguments of a call to Prisma with all sealed columns sealed. */
export function sealArgs(model: string, args: Data | undefined, tools: Tools): Data | undefined {
  if (!args) return args
  const sealed: Data = { ...args }
  for (const name of ['data', 'create', 'update'] as const) {
    const value = args[name]
    if (isData(value)) sealed[name] = each(value, data => sealData(model, data, tools))
  }
  refuseConditions(model, args, tools)
  return sealed
}

const each = (value: unknown, change: (data: Data) => Data): unknown =>
  Array.isArray(value) ? value.map(item => change(item as Data)) : change(value as Data)

function sealData(model: string, data: Data, tools: Tools): Data {
  const sealed: Data = { ...data }
  for (const column of sealedColumnsOf(model)) {
    const value = data[column]
    if (typeof value === 'string') sealed[column] = tools.sealing.seal(model, column, value)
    else if (isData(value) && typeof value['set'] === 'string')
      sealed[column] = { set: tools.sealing.seal(model, column, value['set']) }
  }
  for (const [field, other] of Object.entries(tools.relations[model] ?? {})) {
    if (isData(data[field])) sealed[field] = sealNested(other, data[field], tools)
  }
  return sealed
}

/** A nested write: related rows that are created or changed together with the row. */
function sealNested(model: string, nested: Data, tools: Tools): Data {
  const sealed: Data = { ...nested }
  for (const [verb, value] of Object.entries(nested)) {
    if (!isData(value)) continue
    // `create` and an `update` of one row are the data themselves; other calls have it beside their `where`.
    const holds = (item: Data) => 'data' in item || 'create' in item || 'update' in item
    if (verb === 'create') sealed[verb] = each(value, data => sealData(model, data, tools))
    else if (['update', 'updateMany', 'upsert', 'createMany', 'connectOrCreate'].includes(verb))
      sealed[verb] = each(value, item =>
        holds(item) ? (sealArgs(model, item, tools) as Data) : sealData(model, item, tools),
      )
  }
  return sealed
}

/** Sealed text can be neither compared nor sorted: a condition on it would find nothing. */
function refuseConditions(model: string, args: Data, tools: Tools): void {
  if (isData(args['where'])) refuseWhere(model, args['where'], tools)
  for (const name of ['orderBy', 'distinct', 'by', 'having']) {
    for (const column of namesIn(args[name])) refuse(model, column)
  }
  for (const name of ['include', 'select'] as const) {
    const picked = args[name]
    if (!isData(picked)) continue
    for (const [field, other] of Object.entries(tools.relations[model] ?? {})) {
      if (isData(picked[field])) refuseConditions(other, picked[field], tools)
    }
  }
}

function refuseWhere(model: string, where: Data, tools: Tools): void {
  for (const [field, value] of Object.entries(where)) {
    if (value === undefined || value === null) continue
    if (field === 'AND' || field === 'OR' || field === 'NOT') {
      for (const one of Array.isArray(value) ? value : [value]) refuseWhere(model, one as Data, tools)
      continue
    }
    const other = tools.relations[model]?.[field]
    if (other !== undefined && isData(value)) {
      const inner = ['some', 'every', 'none', 'is', 'isNot'].filter(word => word in value)
      for (const one of inner.length > 0 ? inner.map(word => value[word]) : [value])
        if (isData(one)) refuseWhere(other, one, tools)
      continue
    }
    // Comparing with null works, because null is not sealed.
    const onlyNull = isData(value) && Object.values(value).every(v => v === null || v === undefined)
    if (!onlyNull) refuse(model, field)
  }
}

const namesIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value)
      ? value.flatMap(namesIn)
      : isData(value)
        ? Object.keys(value)
        : []

function refuse(model: string, column: string): void {
  if (sealedColumnsOf(model).includes(column))
    throw new Error(`${model}.${column} is sealed: it can be neither searched nor sorted by`)
}

/** Opens rows of a model with their related rows. In place, because Prisma has made them for this call. */
export function openRows<T>(model: string, result: T, tools: Tools): T {
  if (Array.isArray(result)) for (const row of result) openRows(model, row, tools)
  else if (isData(result)) {
    const row = result as Data
    for (const column of sealedColumnsOf(model)) {
      const value = row[column]
      if (typeof value === 'string') row[column] = tools.sealing.open(model, column, value)
    }
    const related = tools.relations[model]
    if (related)
      for (const field in row)
        if (related[field] !== undefined && isData(row[field])) openRows(related[field], row[field], tools)
  }
  return result
}

const COLUMN_NAMES: ReadonlySet<string> = new Set(Object.values(SEALED_COLUMNS).flat())

/** Opens the result of raw SQL: a sealed value names its column, and must have that name in the result. */
export function openRaw<T>(result: T, sealing: Sealing): T {
  if (!Array.isArray(result) || !isData(result[0])) return result
  const columns = Object.keys(result[0]).filter(name => COLUMN_NAMES.has(name))
  if (columns.length === 0) return result
  for (const row of result as Data[]) {
    for (const column of columns) {
      const value = row[column]
      const place = typeof value === 'string' ? placeOf(value) : undefined
      if (place === undefined) continue
      row[column] = sealing.open(place.slice(0, place.indexOf('.')), column, value as string)
    }
  }
  return result
}
