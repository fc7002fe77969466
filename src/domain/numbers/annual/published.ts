import { count, type Table, text } from '../../base/table.ts'
import {
  figuresBy,
  ITEM_DIMENSION_IDS,
  ITEM_DIMENSIONS,
  ITEM_MEASURE_IDS,
  ITEM_MEASURES,
  type ItemDimension,
  type ItemFigures,
  type PlacedCount,
  totalFigures,
} from '../../publish/item-counts.ts'
import { figure, type Grid, type GridCell } from './document.ts'
import { head, heads } from './grids.ts'

/** Table 1, our own, for 一、总体情况: what was published, by column, village and department. */

export type PlaceNames = Record<ItemDimension, (id: string) => string>

interface NamedRow {
  key: string
  name: string
  figures: ItemFigures
}

/** Rows of one breakdown: those with the most items first, and those without any left out. */
export function namedRows(counts: readonly PlacedCount[], by: ItemDimension, names: PlaceNames): NamedRow[] {
  return [...figuresBy(counts, by)]
    .map(([key, figures]) => ({ key, name: names[by](key), figures }))
    .sort((a, b) => b.figures.published - a.figures.published || (a.name < b.name ? -1 : 1))
}

export function publishedGrid(counts: readonly PlacedCount[], names: PlaceNames): Grid {
  const measures = ITEM_MEASURE_IDS
  const row = (name: string, figures: ItemFigures, by?: ItemDimension, key?: string): GridCell[] => [
    head(name),
    ...measures.map(measure => ({
      content: figure(figures[measure], {
        from: 'items' as const,
        measure,
        ...(by !== undefined && key !== undefined && { by, key }),
      }),
    })),
  ]
  return {
    name: '表一　公开信息的件数',
    columns: measures.length + 1,
    heads: 1,
    rows: [
      heads('', ...measures.map(measure => ITEM_MEASURES[measure])),
      row('合计', totalFigures(counts)),
      // Without items there is nothing to break down.
      ...(counts.length === 0 ? [] : ITEM_DIMENSION_IDS).flatMap(by => [
        [head(`按${ITEM_DIMENSIONS[by]}`, measures.length + 1)],
        ...namedRows(counts, by, names).map(({ key, name, figures }) => row(name, figures, by, key)),
      ]),
    ],
  }
}

/** The breakdowns as flat tables, for sheets. */
export const publishedTables = (counts: readonly PlacedCount[], names: PlaceNames, title: string): Table[] =>
  ITEM_DIMENSION_IDS.map(by => ({
    name: `${title}，按${ITEM_DIMENSIONS[by]}`,
    columns: [text(ITEM_DIMENSIONS[by]), ...ITEM_MEASURE_IDS.map(m => count(ITEM_MEASURES[m]))],
    rows: [
      ...namedRows(counts, by, names).map(({ name, figures }) => [
        name,
        ...ITEM_MEASURE_IDS.map(m => figures[m]),
      ]),
      ['合计', ...ITEM_MEASURE_IDS.map(m => totalFigures(counts)[m])],
    ],
  }))

/** Each breakdown adds up to the total. @returns what fails, in Chinese */
export function publishedProblems(counts: readonly PlacedCount[]): string[] {
  const total = totalFigures(counts)
  return ITEM_DIMENSION_IDS.flatMap(by => {
    const rows = [...figuresBy(counts, by).values()]
    return ITEM_MEASURE_IDS.filter(m => rows.reduce((sum, row) => sum + row[m], 0) !== total[m]).map(
      m => `表一：按${ITEM_DIMENSIONS[by]}的“${ITEM_MEASURES[m]}”加起来不等于合计 ${total[m]}`,
    )
  })
}
