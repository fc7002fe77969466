import type { Grid, GridCell } from './document.ts'

/** A title cell. */
export const head = (content: string, across = 1, down = 1): GridCell => ({
  content,
  head: true,
  ...(across > 1 && { across }),
  ...(down > 1 && { down }),
})

/** A row of titles, one a column. */
export const heads = (...titles: readonly string[]): GridCell[] => titles.map(title => head(title))

/**
 * The cells of a grid one by one: a covered place is null. For formats without covered cells, and to check that
 * each row fills the columns.
 */
export function placesInGrid({ columns, rows }: Grid): (GridCell | null)[][] {
  const places: (GridCell | null | undefined)[][] = rows.map(() => Array(columns).fill(undefined))
  rows.forEach((row, r) => {
    let c = 0
    for (const cell of row) {
      while (places[r]![c] !== undefined) c++
      for (let down = 0; down < (cell.down ?? 1); down++)
        for (let across = 0; across < (cell.across ?? 1); across++)
          places[r + down]![c + across] = down === 0 && across === 0 ? cell : null
    }
  })
  return places.map(row => row.map(cell => cell ?? null))
}
