import {
  type ColumnType,
  type Compilable,
  DefaultQueryCompiler,
  DummyDriver,
  type Expression,
  expressionBuilder,
  Kysely,
  type Selectable,
  type SqlBool,
  SqliteAdapter,
  SqliteIntrospector,
} from 'kysely'
import { Prisma } from '../generated/sqlite/client.ts'
import type { Db } from './database.ts'
import type { SEALED_COLUMNS } from './sealed-columns.ts'

/**
 * SQL that Prisma cannot write, typed from the schema. Kysely only builds the statement; Prisma runs it, on the same
 * connection and in the same transaction as everything else. docs/decisions say which to use for what.
 *
 * @example
 *   const rows = await rowsOf(tx, sqlFor.selectFrom('CountDue').select('caseId').where('seq', '>', 0))
 */

type Model = Prisma.ModelName
type Scalars<M extends Model> = Prisma.TypeMap['model'][M]['payload']['scalars']

/** Sealed columns are left out: SQL can neither compare nor write them (store/base/sealing). */
type Sealed<M extends Model> = M extends keyof typeof SEALED_COLUMNS
  ? (typeof SEALED_COLUMNS)[M][number]
  : never

/** SQLite returns instants as text: `new Date(value)` reads both. */
type Came<T> = T extends Date ? Date | string : T

/** On insert every column is optional, because the schema's defaults are not known here. */
type Columns<M extends Model> = {
  [C in Exclude<keyof Scalars<M>, Sealed<M>>]: ColumnType<
    Came<Scalars<M>[C]>,
    Scalars<M>[C] | undefined,
    Scalars<M>[C]
  >
}

export type Tables = { [M in Model]: Columns<M> }

/** What statements read of a case. */
export type CaseColumns = Selectable<Tables['Case']>

/** The placeholder of a parameter until the database's own is put in. It occurs in no name or text of ours. */
export const PLACEHOLDER = '\u0000'

class Compiler extends DefaultQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return PLACEHOLDER
  }
}

/** Builds statements for both databases, and runs none. */
export const sqlFor = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new Compiler(),
  },
})

/** A condition of a statement. */
export type Condition = Expression<SqlBool>

/**
 * Builds conditions on cases that statements have in common.
 *
 * @example
 *   const OWED = onCase('owedUntil', 'is', null)
 *   const ids = await rowsOf(db, sqlFor.selectFrom('Case').select('id').where(OWED))
 */
export const onCase = expressionBuilder<Tables, 'Case'>()

/** Converts a statement of Kysely for Prisma. */
export function prismaSql(statement: Compilable<unknown>): Prisma.Sql {
  const { sql, parameters } = statement.compile()
  return Prisma.sql(sql.split(PLACEHOLDER), ...parameters)
}

/** Runs a statement. @returns its rows, in which a count or a sum may be a bigint */
export const rowsOf = <Row>(db: Db, statement: Compilable<Row>): Promise<Row[]> =>
  db.$queryRaw<Row[]>(prismaSql(statement))
