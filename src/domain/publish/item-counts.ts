import type { Status } from '../cases/case.ts'

/**
 * Counts of what an office published in some days. Only what the public could read counts: drafts and items that were filed
 * as not open do not.
 */

/** Where an item belongs: the keys that counts are grouped by. */
export interface ItemPlace {
  columnId: string
  /** Null: of the whole office. */
  areaId: string | null
  departmentId: string
}

/** What can be counted of items. */
export const ITEM_MEASURES = {
  /** Public for the first time in these days. */
  published: '公开',
  /** A further version became public. */
  updated: '更新',
  /** Taken down, with a reason or because its last day was over. */
  withdrawn: '撤下',
  /** Versions that became public in these days and are out as an article of the WeChat account. */
  wechat: '公众号推文',
} as const
export type ItemMeasure = keyof typeof ITEM_MEASURES
export const ITEM_MEASURE_IDS = Object.keys(ITEM_MEASURES) as [ItemMeasure, ...ItemMeasure[]]

/** How many of one measure were at one place. */
export interface PlacedCount extends ItemPlace {
  measure: ItemMeasure
  n: number
}

export type ItemFigures = Record<ItemMeasure, number>

const noFigures = (): ItemFigures => ({ published: 0, updated: 0, withdrawn: 0, wechat: 0 })

/** What counts are grouped by. */
export const ITEM_DIMENSIONS = { column: '栏目', area: '村（社区）', department: '承办单位' } as const
export type ItemDimension = keyof typeof ITEM_DIMENSIONS
export const ITEM_DIMENSION_IDS = Object.keys(ITEM_DIMENSIONS) as [ItemDimension, ...ItemDimension[]]

/** The key of a place in a dimension. Of the whole office (no village): the empty text. */
export const keyOf = (place: ItemPlace, by: ItemDimension): string =>
  by === 'column' ? place.columnId : by === 'area' ? (place.areaId ?? '') : place.departmentId

/** Figures by column, village or department. Every count is in exactly one row. */
export function figuresBy(counts: readonly PlacedCount[], by: ItemDimension): Map<string, ItemFigures> {
  const rows = new Map<string, ItemFigures>()
  for (const count of counts) {
    const key = keyOf(count, by)
    const row = rows.get(key) ?? noFigures()
    row[count.measure] += count.n
    rows.set(key, row)
  }
  return rows
}

/** All of them. */
export function totalFigures(counts: readonly PlacedCount[]): ItemFigures {
  const total = noFigures()
  for (const { measure, n } of counts) total[measure] += n
  return total
}

/** How comments on items stand. Comments of consultations (意见征集) are counted by what the office did with them. */
export const COMMENT_STATES = {
  answered: '已答复',
  declined: '不予受理',
  withdrawn: '本人撤回',
  /** Advertising, tests and the like, or one matter with another case, which has the answer. */
  aside: '并案或另存',
  open: '正在办理',
} as const
export type CommentState = keyof typeof COMMENT_STATES

export const TREATMENTS = { adopted: '采纳', partly: '部分采纳', declined: '不采纳' } as const
export type Treatment = keyof typeof TREATMENTS

/** Comments of one kind: of ordinary items, or of consultations with one treatment. */
export interface CommentCount {
  consultation: boolean
  treatment: string | null
  /** Of the comment's case. */
  status: string
  n: number
}

export interface CommentFigures {
  /** Comments and questions on ordinary items, by the state of their case. */
  comments: Record<CommentState, number> & { total: number }
  /** Opinions on consultations, by what the office did with them. */
  opinions: Record<Treatment | 'untreated', number> & { total: number }
}

/** The statuses of a case by the state of its comment. */
export const STATUSES_OF: Record<CommentState, readonly Status[]> = {
  answered: ['answered', 'closed'],
  declined: ['declined'],
  withdrawn: ['withdrawn'],
  aside: ['merged', 'set_aside'],
  open: ['received', 'accepted', 'assigned', 'awaiting_resident', 'in_review'],
}

const stateOf = (status: string): CommentState =>
  (Object.keys(STATUSES_OF) as CommentState[]).find(state =>
    (STATUSES_OF[state] as readonly string[]).includes(status),
  ) ?? 'open'

/** Adds comments up. Each is counted once: in `comments`, or in `opinions`. */
export function commentFigures(counts: readonly CommentCount[]): CommentFigures {
  const figures: CommentFigures = {
    comments: { total: 0, answered: 0, declined: 0, withdrawn: 0, aside: 0, open: 0 },
    opinions: { total: 0, adopted: 0, partly: 0, declined: 0, untreated: 0 },
  }
  for (const { consultation, treatment, status, n } of counts) {
    if (consultation) {
      figures.opinions.total += n
      figures.opinions[isTreatment(treatment) ? treatment : 'untreated'] += n
    } else {
      figures.comments.total += n
      figures.comments[stateOf(status)] += n
    }
  }
  return figures
}

const isTreatment = (text: string | null): text is Treatment => text !== null && text in TREATMENTS

/** Consultations that were opened in some days. */
export interface ConsultationFigures {
  opened: number
  /** Of these: with a published result. */
  concluded: number
  /** Of these: their last day is over, and no result was published. */
  silent: number
}
