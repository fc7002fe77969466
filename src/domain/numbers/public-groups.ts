import { instantOf } from '../base/civil-date.ts'
import { shiftWeek, type Week, weekNamed, weekOf } from '../base/week.ts'
import type { BreakdownRow } from './digest-schema.ts'
import { suppressed } from './suppress.ts'

/**
 * Which parts of a breakdown may be published over time. Two tables that share days can be subtracted from each
 * other, so no two do: every day belongs to one *block* of a dimension, and only blocks are published. A week in
 * which few rows are hidden is a block; the other weeks of a season (13 weeks) are one block together. Within a block
 * the groups that are left out are at least two and hold at least five (suppress.ts). So whatever is added and
 * subtracted, a hidden group stands in one sum only, together with another: none can be computed. Everything else
 * that is shown is a sum of what blocks publish.
 */

/** The published fields of a row; they can be added up. */
export type GroupRow = Pick<BreakdownRow, 'id' | 'received' | 'cohort' | 'answeredOnTime'>

/** One block's table. A row that is not there is 0. */
export interface GroupTable {
  rows: readonly GroupRow[]
  hidden: ReadonlySet<string | null>
}

const sizes = (row: GroupRow) => [row.received, row.cohort]

/** The table of one block; null when it would still reveal a hidden row. */
function blockTable(rows: readonly GroupRow[]): GroupTable | null {
  const hidden = suppressed(rows, sizes)
  return hidden && { rows, hidden: new Set([...hidden].map(row => row.id)) }
}

/** The share of cases that a week's table must show; below it the week is published with its season. */
const TELLS = 0.8

/** The table of a week that is a block by itself; null when it is published with its season. */
export function weekTable(rows: readonly GroupRow[]): GroupTable | null {
  const table = blockTable(rows)
  if (!table || table.hidden.size === 0) return table
  const share = (of: 'received' | 'cohort') => {
    const sum = (some: readonly GroupRow[]) => some.reduce((n, row) => n + row[of], 0)
    return sum(rows.filter(row => !table.hidden.has(row.id))) >= TELLS * sum(rows)
  }
  return share('received') && share('cohort') ? table : null
}

const SEASON_WEEKS = 13

/** The weeks of the season a week is in: 1–13, 14–26, 27–39, and from 40 to the end of the year. */
export function seasonOf({ id }: Week): Week[] {
  const year = id.slice(0, 4)
  const season = Math.min(3, Math.floor((Number(id.slice(6)) - 1) / SEASON_WEEKS))
  const first = weekNamed(`${year}-W${String(season * SEASON_WEEKS + 1).padStart(2, '0')}`)!
  const last = season < 3 ? SEASON_WEEKS : weekNamed(`${year}-W53`) ? SEASON_WEEKS + 1 : SEASON_WEEKS
  return Array.from({ length: last }, (_, i) => shiftWeek(first, i))
}

/** The last seasons that are over by the end of a day, newest first. */
export function seasonsUntil(to: string, count: number): Week[][] {
  const seasons: Week[][] = []
  let season = seasonOf(weekOf(instantOf(to)))
  if (season.at(-1)!.to > to) season = seasonOf(shiftWeek(season[0]!, -1))
  for (; seasons.length < count; season = seasonOf(shiftWeek(season[0]!, -1))) seasons.push(season)
  return seasons
}

function addUp(tables: readonly (readonly GroupRow[])[]): GroupRow[] {
  const sums = new Map<string | null, GroupRow>()
  for (const row of tables.flat()) {
    const sum = sums.get(row.id) ?? { id: row.id, received: 0, cohort: 0, answeredOnTime: 0 }
    sums.set(row.id, {
      id: row.id,
      received: sum.received + row.received,
      cohort: sum.cohort + row.cohort,
      answeredOnTime: sum.answeredOnTime + row.answeredOnTime,
    })
  }
  return [...sums.values()]
}

/** The blocks of a season from the rows of its weeks; null when its rest may not be published. */
function blocksOf(weeks: readonly (readonly GroupRow[])[]): GroupTable[] | null {
  const own = weeks.map(weekTable)
  const rest = blockTable(addUp(weeks.filter((_, i) => own[i] === null)))
  return rest && [...own.filter(table => table !== null), rest]
}

/**
 * The sum of seasons, made only from what their blocks publish: a row that one block hides stays hidden. Null when a
 * season is not published, or nothing would be left.
 */
export function seasonsTable(seasons: readonly (readonly (readonly GroupRow[])[])[]): GroupTable | null {
  const blocks = seasons.map(blocksOf)
  if (blocks.length === 0 || blocks.includes(null)) return null
  const tables = blocks.flatMap(some => some!)
  const hidden = new Set(tables.flatMap(table => [...table.hidden]))
  const rows = addUp(tables.map(table => table.rows))
  return rows.some(row => !hidden.has(row.id)) ? { rows, hidden } : null
}
