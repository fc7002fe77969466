import { expressionBuilder, sql } from 'kysely'
import {
  ALWAYS,
  COUNT_FIELDS,
  type CountField,
  type Counts,
  type DaySpan,
  type DimensionCell,
  MODES,
} from '../../domain/numbers/counts.ts'
import type { Db } from '../base/database.ts'
import { type Condition, rowsOf, sqlFor, type Tables } from '../base/kysely.ts'
import { statement, tables } from '../base/statement.ts'
import { turns } from '../base/turns.ts'
import { SHOWN } from './count-versions.ts'

/** The table of counts by day: adding cells to it, and sums of them. `counts` says when. */

const KEY = ['version', 'dimension', 'x', 'key', 'y'] as const

type Row = readonly (string | number)[]

/** Adds to rows, and creates those that do not exist. */
const ADD = statement<{ rows: readonly Row[] }>()(p =>
  tables
    .insertInto('DayCount')
    .columns([...KEY, ...COUNT_FIELDS])
    .expression(sql`values ${p.rows}`)
    .onConflict(at =>
      at
        .columns(KEY)
        .doUpdateSet(({ eb, ref }) =>
          Object.fromEntries(
            COUNT_FIELDS.map(field => [field, eb(`DayCount.${field}`, '+', ref(`excluded.${field}`))]),
          ),
        ),
    ),
)

/** Most cells in one statement: about a millisecond on SQLite. */
const CELLS = 64

/**
 * Adds cells to the counts of a version; n may be negative. In statements of 64, 32, 16 … cells, so that each is prepared
 * once: with the numbers in their text, each was another one, and 256 of them took 170 MB.
 */
export async function addCells(db: Db, version: number, cells: readonly DimensionCell[]): Promise<void> {
  const rows = cells.map(({ dimension, x, key, y, n }) => [
    version,
    dimension,
    x,
    key,
    y,
    ...COUNT_FIELDS.map(field => n[field] ?? 0),
  ])
  let size = CELLS
  for (let i = 0; i < rows.length; i += size) {
    while (size > rows.length - i) size /= 2
    await turns.next()
    await db.sql.run(ADD, { rows: rows.slice(i, i + size) })
  }
}

const onCounts = expressionBuilder<Tables, 'DayCount'>()

/** Sums by key of a dimension; what is 0 everywhere has no row. */
export type Sums = Map<string, Counts>

/** Days summed in one statement: SQLite answers at once, and five years of a large office are 0.4 s. */
const DAYS_AT_ONCE = 120

/** The shown counts of a dimension. */
const shown = (dimension: DimensionCell['dimension']) =>
  sqlFor.selectFrom('DayCount').where('version', '=', SHOWN).where('dimension', '=', dimension)

/** A span in parts that are summed one after the other, from the first day that has anything. */
async function partsOf(
  db: Db,
  dimension: DimensionCell['dimension'],
  { from, to }: Pick<DaySpan, 'from' | 'to'>,
): Promise<[from: number, to: number][]> {
  if (to - from < DAYS_AT_ONCE) return [[from, to]]
  const [first] = await rowsOf(
    db,
    shown(dimension)
      .select('x')
      .where(eb => eb.between('x', from, to))
      .orderBy('x')
      .limit(1),
  )
  const parts: [number, number][] = []
  for (let x = first ? first.x : to + 1; x <= to; x += DAYS_AT_ONCE)
    parts.push([x, Math.min(to, x + DAYS_AT_ONCE - 1)])
  return parts
}

/** The sums of the cells of these days. One range of the key for cells with a day, one for those without. */
export async function sumCounts(
  db: Db,
  dimension: DimensionCell['dimension'],
  { from, to, known }: DaySpan,
  fields: readonly CountField[] = COUNT_FIELDS,
  key?: string,
): Promise<Sums> {
  const sums: Sums = new Map()
  const add = async (fields: readonly CountField[], days: Condition) => {
    const cells = shown(dimension)
      .select('key')
      .select(({ fn }) => fields.map(field => fn.sum<number | bigint>(field).as(field)))
      .where(days)
      .where('y', '<=', known)
      .groupBy('key')
    for (const row of await rowsOf(db, key === undefined ? cells : cells.where('key', '=', key))) {
      const n: Counts = sums.get(row.key) ?? {}
      for (const field of fields) {
        const value = Number(row[field])
        if (value !== 0) n[field] = (n[field] ?? 0) + value
      }
      if (Object.keys(n).length > 0) sums.set(row.key, n)
    }
  }
  const dated = fields.filter(f => MODES[f] === 'period')
  for (const [first, last] of dated.length > 0 ? await partsOf(db, dimension, { from, to }) : [])
    await add(dated, onCounts.between('x', first, last))
  const stock = fields.filter(f => MODES[f] === 'stock')
  if (stock.length > 0) await add(stock, onCounts('x', '=', ALWAYS))
  return sums
}
