import {
  type ColumnType,
  type Compilable,
  DefaultQueryCompiler,
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
} from 'kysely'
import { Prisma } from '../generated/sqlite/client.ts'
import type { Db } from './database.ts'
import type { SEALED_COLUMNS } from './sealed-columns.ts'

/**
 * SQL that Prisma cannot write, typed from the schema. Kysely only writes the statement; Prisma runs it, on the same
 * connection and in the same transaction as everything else. Which is for what: docs/decisions.
 *
 * @example
 *   const rows = await rowsOf(tx, sqlFor.selectFrom('CountDue').select('caseId').where('seq', '>', 0))
 */

type Model = Prisma.ModelName
type Scalars<M extends Model> = Prisma.TypeMap['model'][M]['payload']['scalars']

/** Sealed columns are no columns here: SQL can neither compare them nor write them (store/base/sealing). */
type Sealed<M extends Model> = M extends keyof typeof SEALED_COLUMNS
  ? (typeof SEALED_COLUMNS)[M][number]
  : never

/** SQLite hands an instant out as text: `new Date(value)` reads both. */
type Came<T> = T extends Date ? Date | string : T

/** Whether a column may be left out when a row is added, only the database knows. */
type Columns<M extends Model> = {
  [C in Exclude<keyof Scalars<M>, Sealed<M>>]: ColumnType<
    Came<Scalars<M>[C]>,
    Scalars<M>[C] | undefined,
    Scalars<M>[C]
  >
}

export type Tables = { [M in Model]: Columns<M> }

/** Stands where a parameter goes until Prisma numbers them in the words of the database. No name or text of ours has it. */
export const HOLE = '\u0000'

class Compiler extends DefaultQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return HOLE
  }
}

/** Writes statements, and runs none. What it writes both databases understand. */
export const sqlFor = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new Compiler(),
  },
})

/** A statement of Kysely as Prisma takes one. */
export function prismaSql(statement: Compilable<unknown>): Prisma.Sql {
  const { sql, parameters } = statement.compile()
  return Prisma.sql(sql.split(HOLE), ...parameters)
}

/** The rows that a statement brings. A count or a sum may come as a bigint. */
export const rowsOf = <Row>(db: Db, statement: Compilable<Row>): Promise<Row[]> =>
  db.$queryRaw<Row[]>(prismaSql(statement))
