import { type ColumnType, type Compilable, type Expression, type Kysely, sql } from 'kysely'
import type { Prisma } from '../generated/sqlite/client.ts'
import { PLACEHOLDER, sqlFor } from './kysely.ts'
import { type SEALED_COLUMNS, type SealedModel, sealedColumnsOf } from './sealed-columns.ts'
import type { Sealing } from './sealing.ts'

/**
 * A statement of the message path: built once with Kysely when its module is loaded, prepared once by each connection,
 * and run without Prisma, which builds, plans and prepares every statement anew. Other queries go through Prisma.
 *
 * @example
 *   const BY_KEY = statement<{ channel: string; key: string }>()(p =>
 *     tables.selectFrom('Contact').selectAll().where('channel', '=', p.channel).where('externalKey', '=', p.key))
 *   const [contact] = await db.sql.all(BY_KEY, { channel: 'web', key })
 */
export interface Statement<Params, Row> {
  /** Names the prepared statement on a connection to PostgreSQL. */
  readonly name: string
  /** The parts of the text between its values. */
  readonly parts: readonly string[]
  /** The values between the parts: parameters, or constants of the statement. */
  readonly values: readonly (Param | unknown)[]
  /** Only for the type checker. */
  readonly types?: (params: Params) => Row
}

/** The encrypted text of a sealed column: `Sql.seal` makes it, `Sql.open` reads it. */
export type SealedText = string & { readonly sealed: unique symbol }

type Model = Prisma.ModelName
type SealedNames<M extends Model> = M extends SealedModel ? (typeof SEALED_COLUMNS)[M][number] : never
type Scalars<M extends Model> = Prisma.TypeMap['model'][M]['payload']['scalars']

/** All columns with the types of their values. A sealed column takes and returns only sealed text. */
type Columns<M extends Model> = {
  [C in keyof Scalars<M>]: C extends SealedNames<M>
    ? ColumnType<
        null extends Scalars<M>[C] ? SealedText | null : SealedText,
        SealedText | Extract<Scalars<M>[C], null> | undefined,
        SealedText | Extract<Scalars<M>[C], null>
      >
    : ColumnType<Scalars<M>[C], Scalars<M>[C] | undefined, Scalars<M>[C]>
}

export type AllTables = { [M in Model]: Columns<M> }

/** Builds statements over all columns. */
export const tables = sqlFor as unknown as Kysely<AllTables>

export class Param {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** Placeholders for the parameters, of which a statement is built. */
export type Params<P> = { readonly [K in keyof P]: P[K] extends readonly (infer E)[] ? Expression<E> : P[K] }

const named = new Proxy({} as Record<string, unknown>, {
  get: (_, name) => sql`${new Param(String(name))}`,
})

let count = 0

/**
 * Builds a statement from a function of its parameters. A list, which includes its brackets, is for `in`; a list of rows
 * is for `values`.
 */
export const statement =
  <P extends object>() =>
  <Row>(write: (params: Params<P>) => Compilable<Row>): Statement<P, Row> => {
    const { sql: text, parameters } = write(named as Params<P>).compile()
    return { name: `huiyin_${++count}`, parts: text.split(PLACEHOLDER), values: parameters }
  }

/** The parameters of these names, each under its name: for `values` and `set` with many columns. */
export const pick = <P, K extends keyof P>(params: P, names: readonly K[]): Pick<P, K> =>
  Object.fromEntries(names.map(name => [name, params[name]])) as Pick<P, K>

/** A statement with its values, in the syntax of one database. */
export interface Filled {
  text: string
  values: unknown[]
  /** Names the prepared statement. Lists change the text, so their lengths are part of it. */
  key: string
}

/** A list up to this length is filled up to a power of two, so that a statement is prepared for a few lengths only. */
const FILLED_UP = 1024

/** Repeats the last value, which changes nothing about `in`. */
function filledUp(list: readonly unknown[]): readonly unknown[] {
  if (list.length < 3 || list.length > FILLED_UP) return list
  const length = 2 ** Math.ceil(Math.log2(list.length))
  return [...list, ...Array<unknown>(length - list.length).fill(list.at(-1))]
}

/** @param hole the placeholder of the n-th value, from 1 */
export function fill<P extends object>(
  { name, parts, values }: Statement<P, unknown>,
  params: P,
  hole: (n: number) => string,
): Filled {
  let text = parts[0]!
  let key = name
  const filled: unknown[] = []
  values.forEach((value, i) => {
    const given = value instanceof Param ? (params as Record<string, unknown>)[value.name] : value
    if (given === undefined) throw new Error(`no value for ${(value as Param).name}`)
    if (Array.isArray(given)) {
      const lists: readonly (readonly unknown[])[] = Array.isArray(given[0]) ? given : [filledUp(given)]
      key += lists === given ? `_${lists.length}` : `_${lists[0]!.length}`
      text += lists
        .map(list => {
          const holes = list.map((_, j) => hole(filled.length + j + 1))
          filled.push(...list)
          return `(${holes.join(', ') || 'NULL'})`
        })
        .join(', ')
    } else {
      filled.push(given)
      text += hole(filled.length)
    }
    text += parts[i + 1]!
  })
  return { text, values: filled, key }
}

/** A row of a statement's result. */
export type RowOf<S> = S extends Statement<never, infer Row> ? Row : never

/** A row of a model as it is stored: sealed columns hold sealed text. */
export type Stored<M extends SealedModel, R> = {
  [C in keyof R]: C extends SealedNames<M> ? SealedText | Exclude<R[C], string> : R[C]
}

/** The same row with readable text. */
export type Readable<R> = {
  [C in keyof R]: Extract<R[C], SealedText> extends never ? R[C] : string | Exclude<R[C], SealedText>
}

/** Runs statements on one connection, or within one transaction. */
export interface Sql extends SealedTexts {
  all<P extends object, Row>(statement: Statement<P, Row>, params: P): Promise<Row[]>
  /** @returns how many rows it changed */
  run<P extends object>(statement: Statement<P, unknown>, params: P): Promise<number>
  /**
   * Locks the rows that a statement on one table finds, until the transaction ends. Later statements read what previous
   * holders of the lock have stored. On SQLite it does nothing, because a transaction is the only writer.
   * @returns false when there are no such rows; true when there may be some
   */
  lock<P extends object>(statement: Statement<P, unknown>, params: P): Promise<boolean>
  /**
   * The same rows without those that another transaction has locked, so that processes share a queue and none waits for
   * another. On SQLite all of them.
   */
  lockUnlocked<P extends object, Row>(statement: Statement<P, Row>, params: P): Promise<Row[]>
}

/** Seals and opens what people wrote in the columns of SEALED_COLUMNS. */
export interface SealedTexts {
  seal(model: SealedModel, column: string, plain: string): SealedText
  open(model: SealedModel, column: string, stored: SealedText): string
  /** The same for all such columns of a row. */
  sealRow<M extends SealedModel, R extends object>(model: M, row: R): Stored<M, R>
  openRow<R extends object>(model: SealedModel, row: R): Readable<R>
}

export const sealedTexts = ({ seal, open }: Sealing): SealedTexts => {
  const inRow =
    (change: (model: string, column: string, text: string) => string) =>
    (model: SealedModel, row: object): never => {
      const changed: Record<string, unknown> = { ...row }
      for (const column of sealedColumnsOf(model)) {
        const text = changed[column]
        if (typeof text === 'string') changed[column] = change(model, column, text)
      }
      return changed as never
    }
  return {
    seal: (model, column, plain) => seal(model, column, plain) as SealedText,
    open,
    sealRow: inRow(seal),
    openRow: inRow(open),
  }
}
