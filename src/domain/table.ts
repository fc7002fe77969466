/** A table of a report, before anybody decides whether it is a page, a sheet or a file. */
export interface Table {
  /** Short enough for a sheet's name. */
  name: string
  columns: readonly Column[]
  rows: readonly (readonly Cell[])[]
  /** Said below it: definitions, what was left out. */
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
  if (kind === 'share') return `${(Math.round(cell * 1000) / 10).toFixed(1)}%`
  return kind === 'score' ? cell.toFixed(1) : String(cell)
}

/** Programs for tables run what begins like a formula (CWE-1236): such a text is marked as text. */
export const unformula = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell)

const quoted = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

/** The first line of a CSV file. With a byte order mark, so that a table program reads the Chinese. */
export const csvHead = (columns: readonly Column[]): string =>
  `\ufeff${columns.map(c => quoted(unformula(c.title))).join(',')}\r\n`

/** One line of it; numbers as plain numbers. */
export const csvLine = (row: readonly Cell[]): string =>
  `${row
    .map(cell =>
      cell === null
        ? NONE
        : typeof cell === 'number'
          ? String(Math.round(cell * 1e6) / 1e6)
          : quoted(unformula(cell)),
    )
    .join(',')}\r\n`

export const toCsv = ({ columns, rows }: Table): string => csvHead(columns) + rows.map(csvLine).join('')

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
