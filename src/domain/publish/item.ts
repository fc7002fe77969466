import type { CivilDate } from '../base/civil-date.ts'
import type { Openness } from '../cases/openness.ts'
import type { Actor } from '../people/actor.ts'
import { may, scopeOf } from '../people/policy.ts'
import type { LegalReason } from './legal-reasons.ts'

/** The states of what is being worked on. Whether the public can read the item is another question: `liveVersion`. */
export const ITEM_STATUSES = [
  'draft',
  'in_review',
  'in_secrecy',
  'scheduled',
  'published',
  'filed',
  'withdrawn',
  'discarded',
] as const
export type ItemStatus = (typeof ITEM_STATUSES)[number]

export const ITEM_STATUS_NAMES: Record<ItemStatus, string> = {
  draft: '草稿',
  in_review: '待审核',
  in_secrecy: '待保密审查',
  scheduled: '定时发布',
  published: '已公开',
  filed: '不公开，已存档',
  withdrawn: '已撤下',
  discarded: '已作废',
}

/** One piece of information (一条公开信息): its present state, without its texts. */
export interface Item {
  id: number
  /** 索引号, e.g. `2026-00012`. */
  number: string
  columnId: string
  /** Null: of the whole office. */
  areaId: string | null
  departmentId: string
  status: ItemStatus
  openness: Openness
  legalReason: LegalReason | null
  workVersion: number
  /** The version that the public reads; null while it reads none. */
  liveVersion: number | null
  draftedById: number
  reviewedById: number | null
  secrecyById: number | null
  publishAt: Date | null
  publishedAt: Date | null
  /** When the live version went out; null while the public reads none. */
  updatedLiveAt: Date | null
  withdrawnAt: Date | null
  withdrawnReason: string | null
  /** The last day on which it is current. */
  endsOn: CivilDate | null
  consultation: boolean
  result: string | null
  resultAt: Date | null
  version: number
}

/** A text of an item. */
export interface ItemText {
  title: string
  /** Markdown. */
  body: string
  /** Why names of persons may stand in it. */
  namesReason: string | null
  /** Ids of its files, in order. */
  files: readonly number[]
}

/** Whether the public can read it. */
export const isLive = (item: Pick<Item, 'liveVersion'>): boolean => item.liveVersion !== null

/** Whether its last day is over. */
export const isOver = (item: Pick<Item, 'endsOn'>, today: CivilDate): boolean =>
  item.endsOn !== null && item.endsOn < today

/** Whether it asks for opinions today. */
export const asksForOpinions = (
  item: Pick<Item, 'consultation' | 'endsOn' | 'liveVersion' | 'resultAt'>,
  today: CivilDate,
): boolean => item.consultation && isLive(item) && !isOver(item, today) && item.resultAt === null

/**
 * Whether an officer may see an item that is not public. A village's correspondent sees that village's only, a department's
 * that department's; reviewers and managers of a department that department's.
 */
export function canSeeItem(by: Actor, item: Pick<Item, 'areaId' | 'departmentId'>): boolean {
  if (!may(by, 'seeItems')) return false
  const { areaId, departmentId } = itemScope(by)
  if (areaId !== undefined) return item.areaId === areaId
  return departmentId === undefined || item.departmentId === departmentId
}

/** The village or the department whose items alone an officer sees; neither for those who see the whole office's. */
export function itemScope(by: Actor): { areaId?: string; departmentId?: string } {
  if (by.role === 'correspondent' && by.areaId !== undefined) return { areaId: by.areaId }
  const departmentId = scopeOf(by)
  return departmentId === null ? {} : { departmentId }
}

/** Whether an officer may write for a column and place. */
export function canWriteFor(by: Actor, to: Pick<Item, 'areaId' | 'departmentId'>): boolean {
  return may(by, 'writeItems') && canSeeItem(by, to)
}

const NUMBER = /^\d{4}-\d{5,7}$/

export const isItemNumber = (text: string): boolean => NUMBER.test(text)

export const itemNumber = (year: number, n: number): string => `${year}-${String(n).padStart(5, '0')}`
