import type { Applicant } from '../../cases/disclosure.ts'
import type { CommentState, ItemDimension, ItemMeasure, Treatment } from '../../publish/item-counts.ts'
import type { ApplicationRow } from './applications.ts'

/** The annual report as a document, whether it becomes a page, Markdown or a file of Word. */

/** Where a number comes from; pages link to it. `cases`: disclosure applications as the dashboard counts them; `file`: annual/YEAR.yaml. */
export type Source =
  | { from: 'items'; measure: ItemMeasure; by?: ItemDimension; key?: string }
  | { from: 'documents'; what: 'issued' | 'repealed' | 'inForce' }
  | { from: 'comments'; state?: CommentState }
  | { from: 'opinions'; treatment?: Treatment | 'untreated' }
  | { from: 'consultations' }
  | { from: 'applications'; row: ApplicationRow | 'concluded'; applicant?: Applicant }
  | { from: 'cases'; measure: 'cohort' | 'onTime' | 'late' | 'overdue' }
  | { from: 'late' }
  | { from: 'file' }

/** A number of the report. Null: nobody recorded it, printed as 无. */
export interface Figure {
  value: number | null
  source: Source
}

/** What a person has to write or decide: printed as 【请补充：…】. */
export interface Blank {
  fill: readonly (string | Figure)[]
}

export type Part = string | Figure | Blank

export interface GridCell {
  content: string | Figure
  /** A title of rows or columns. */
  head?: true
  /** How many columns and rows it covers, 1 by default. */
  across?: number
  down?: number
}

/** A table with covered cells, as official forms have them. Every row fills all columns. */
export interface Grid {
  name: string
  columns: number
  /** How many rows at the top are titles. */
  heads: number
  rows: readonly (readonly GridCell[])[]
  note?: string
}

export type Block =
  | { block: 'heading'; level: 1 | 2; text: string }
  | { block: 'paragraph'; parts: readonly Part[] }
  | { block: 'grid'; grid: Grid }

export interface ReportDocument {
  title: string
  /**
   * `failed`: a check rule fails, and the report must not be used. `running`: the year is not over. `final`: the numbers will
   * not change any more.
   */
  state: 'failed' | 'running' | 'final'
  /** What a reader must know first: why it cannot be used, or how far it is counted. */
  status: readonly string[]
  /** What no rule could check, because a number is missing. */
  unchecked: readonly string[]
  blocks: readonly Block[]
}

export const figure = (value: number | null, source: Source): Figure => ({ value, source })
export const blank = (...fill: readonly (string | Figure)[]): Blank => ({ fill })

export const heading = (level: 1 | 2, text: string): Block => ({ block: 'heading', level, text })
export const paragraph = (...parts: readonly Part[]): Block => ({ block: 'paragraph', parts })

/** A number as it is printed: at most two decimals, 无 where there is none. */
export const sayFigure = ({ value }: Figure): string =>
  value === null ? '无' : String(Math.round(value * 100) / 100)

export const sayContent = (content: string | Figure): string =>
  typeof content === 'string' ? content : sayFigure(content)

export const sayBlank = ({ fill }: Blank): string => `【请补充：${fill.map(sayContent).join('')}】`

export const sayPart = (part: Part): string =>
  typeof part === 'object' && 'fill' in part ? sayBlank(part) : sayContent(part)
