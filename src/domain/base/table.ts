import { stringify } from 'csv-stringify/sync'
import { sayPercent } from './rate.ts'

/** A table of a report, whether it becomes a page, a sheet or a file. */
export interface Table {
  /** Short enough for a sheet's name. */
  name: string
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
  /** Printed below it: definitions, what was left out. */
  note?: string
}

export interface Column {
  title: string
  /** A share is 0–1 and shown in percent; null in any column is 无. */
  kind: 'text' | 'count' | 'share' | 'date' | 'score'
}

export type Cell = string | number | null

export const NONE = '无'

export const text = (title: string): Column => ({ title, kind: 'text' })
export const count = (title: string): Column => ({ title, kind: 'count' })
export const share = (title: string): Column => ({ title, kind: 'share' })
export const score = (title: string): Column => ({ title, kind: 'score' })

/** A cell as a person reads it. */
export function sayCell(cell: Cell, { kind }: Column): string {
  if (cell === null) return NONE
  if (typeof cell === 'string') return cell
  if (kind === 'share') return sayPercent(cell)
  return kind === 'score' ? cell.toFixed(1) : String(cell)
}

/**
 * Lone surrogates, characters that XML 1.0 does not allow (section 2.2), and Unicode's noncharacters: a workbook that
 * contains one does not open, and other programs cut the text there.
 */
const UNWRITABLE =
  /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]|[\u{fdd0}-\u{fdef}]|\p{Noncharacter_Code_Point}/gu

/** Replaces what files cannot hold by the replacement character (U+FFFD). */
export const writable = (text: string): string => text.replace(UNWRITABLE, '\ufffd')

/** Blanks of every kind before the first visible character. */
const LEADING_BLANKS = /^[\p{Z}\p{C}\u{115f}\u{1160}\u{2800}\u{3164}\u{ffa0}]*/u
const FORMULA_SIGNS: ReadonlySet<string> = new Set(['=', '+', '-', '−', '@'])

/**
 * Spreadsheet programs run a text that begins like a formula (CWE-1236): an apostrophe before it marks it as text. Full-width
 * and small signs (＝ ＋ － ＠ ﹣), the mathematical minus (−) and signs after blanks begin a formula, too, in some versions.
 */
function unformula(cell: string): string {
  const [blanks] = LEADING_BLANKS.exec(cell)!
  const [sign = ''] = cell.slice(blanks.length)
  const begins = FORMULA_SIGNS.has(sign.normalize('NFKC')) || /[\t\r\n]/.test(blanks)
  return begins ? `'${cell}` : cell
}

/** Spreadsheet programs take a file that begins with it for UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

/** A cell for a CSV file: null is 无, a number is plain, and a text runs no formula. */
const csvCell = (cell: Cell): string => {
  if (cell === null) return NONE
  return typeof cell === 'number' ? String(Math.round(cell * 1e6) / 1e6) : unformula(writable(cell))
}

/** Lines as RFC 4180 writes them. A break inside a cell, of whatever kind, is kept between quotes. */
const csvLines = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map(row => row.map(csvCell)),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  )

const csvTitles = (columns: readonly Column[]) => csvLines([columns.map(c => c.title)])

/** The first line of a CSV file. */
export const csvHead = (columns: readonly Column[]): string => `${BYTE_ORDER_MARK}${csvTitles(columns)}`

/** One line of it. */
export const csvLine = (row: readonly Cell[]): string => csvLines([row])

/** One file of these tables, an empty line between two. */
export const toCsv = (...tables: readonly Table[]): string =>
  BYTE_ORDER_MARK + tables.map(({ columns, rows }) => csvTitles(columns) + csvLines(rows)).join('\r\n')

/** A table for documents. A bar in a text would end its cell. */
export function toMarkdown({ name, columns, rows, note }: Table, level = 2): string {
  const line = (cells: readonly string[]) => `| ${cells.map(c => c.replace(/[|\n]/g, ' ')).join(' | ')} |`
  return [
    `${'#'.repeat(level)} ${name}`,
    '',
    line(columns.map(c => c.title)),
    line(columns.map(c => (c.kind === 'text' || c.kind === 'date' ? '---' : '---:'))),
    ...rows.map(row => line(row.map((cell, i) => sayCell(cell, columns[i]!)))),
    ...(note ? ['', note] : []),
    '',
  ].join('\n')
}
