/** One measured line: what Huiyin does, and what it is held against in the same run. */
export interface Row {
  /** Which part of the benchmark made it, e.g. `webhook`. */
  part: string
  what: string
  unit: Unit
  /** Undefined in the row of a peer alone. */
  huiyin?: number
  /** The floor, or another program that does less. */
  peer?: { name: string; value: number }
  /** What else was measured, in the order it is printed: p50, p99, memory. */
  figures?: readonly Figure[]
  /** What is to be reached. */
  aim?: { text: string; met: boolean } | undefined
}

export interface Figure {
  name: string
  value: number
  unit: Unit
}

export type Unit = 'msgs/s' | 'tx/s' | 'ms' | 's' | 'MB' | ''

/** Huiyin's share of what the peer does; undefined without both. */
export const ratioOf = ({ huiyin, peer }: Row): number | undefined =>
  huiyin === undefined || peer === undefined || peer.value === 0 ? undefined : huiyin / peer.value

/** Three digits are enough: the next run says something else behind them. */
export function shown(value: number, unit: Unit): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  const number = value.toLocaleString('en-US', {
    minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
    maximumFractionDigits: digits,
  })
  return unit === '' ? number : `${number} ${unit}`
}

const HEAD = ['what', 'peer', 'Huiyin', 'ratio', 'figures', 'aim'] as const

/** The cells of a row, in the order of the head. */
function cellsOf(row: Row): string[] {
  const ratio = ratioOf(row)
  return [
    row.what,
    row.peer ? `${shown(row.peer.value, row.unit)} (${row.peer.name})` : '',
    row.huiyin === undefined ? '' : shown(row.huiyin, row.unit),
    ratio === undefined ? '' : ratio.toFixed(3),
    (row.figures ?? []).map(({ name, value, unit }) => `${name} ${shown(value, unit)}`).join(', '),
    row.aim ? `${row.aim.text}: ${row.aim.met ? 'met' : 'MISSED'}` : '',
  ]
}

/** For the terminal: columns side by side. */
export function textTable(rows: readonly Row[]): string {
  const lines = [[...HEAD], ...rows.map(cellsOf)]
  const widths = HEAD.map((_, i) => Math.max(...lines.map(line => line[i]!.length)))
  return lines
    .map(line =>
      line
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** For docs/performance.md. */
export function markdownTable(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(c => c.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(row => line(cellsOf(row)))].join('\n')
}
