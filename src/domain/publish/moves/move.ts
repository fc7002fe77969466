import type { z } from 'zod'
import type { CivilDate } from '../../base/civil-date.ts'
import type { Actor } from '../../people/actor.ts'
import type { Right } from '../../people/policy.ts'
import type { Item, ItemStatus } from '../item.ts'
import type { PrivateInItem } from '../private-in-item.ts'

/** What a move of an item needs besides the item. */
export interface ItemMoveContext {
  now: Date
  today: CivilDate
  /** What was found in the texts and tables of the work version. */
  found: PrivateInItem
  namesReason: string | null
  /** Ids of everybody who wrote at the work version. */
  writers: readonly number[]
}

/** What tells whether a move is possible, whatever its input and the texts. */
export type ItemMoment = Pick<ItemMoveContext, 'now' | 'today' | 'writers'>

/** The types of events of an item, each with its words for the office; `public` ones are in its line of dates. */
export const ITEM_EVENTS = {
  created: { office: '起草' },
  saved: { office: '修改草稿' },
  submitted: { office: '送审' },
  returned: { office: '退回修改' },
  passed: { office: '审核通过' },
  secrecy_checked: { office: '保密审查通过' },
  recalled: { office: '收回，不按时发布了' },
  published: { office: '公开', public: '公开' },
  republished: { office: '更新后再公开', public: '再公开' },
  filed: { office: '定为不主动公开，存档' },
  amending: { office: '开始修改已公开的内容' },
  abandoned: { office: '放弃修改，公开的内容不变' },
  withdrawn: { office: '撤下', public: '撤下' },
  expired: { office: '公示期满，自动撤下', public: '公示期满' },
  discarded: { office: '作废' },
  concluded: { office: '公布征集结果', public: '公布征集结果' },
  treated: { office: '写明意见怎么处理' },
} as const satisfies Record<string, { office: string; public?: string }>
export type ItemEventType = keyof typeof ITEM_EVENTS

export interface DecidedItemEvent {
  type: ItemEventType
  data: Record<string, string | number | boolean | null>
}

export interface ItemDecision {
  next: Partial<Item>
  events: readonly DecidedItemEvent[]
}

/** One row of the table. Without an end of its own a move leaves the version that the public reads untouched. */
export interface ItemMove<I extends z.ZodObject = z.ZodObject> {
  /** What officers read on the button. */
  label: string
  /** What it does, for the API and the docs. */
  about: string
  done: string
  from: readonly ItemStatus[]
  /** The statuses that it leads to. */
  to: readonly ItemStatus[]
  /** The right that it needs; `system`: nobody chooses it. */
  who: Right | 'system'
  input: I
  /** The question before what cannot be undone. */
  confirm?: string
  /** The texts may not have private data when it is made. */
  guardsTexts?: true
  /** Why it cannot be made now or by this officer, in Chinese. */
  unless?(item: Item, by: Actor, ctx: ItemMoment): string | undefined
  /** Why the input is refused. */
  refuse?(item: Item, input: z.infer<I>, ctx: ItemMoveContext): string | undefined
  apply(item: Item, input: z.infer<I>, by: Actor, ctx: ItemMoveContext): ItemDecision
}

export const defineItemMove = <I extends z.ZodObject>(move: ItemMove<I>): ItemMove<I> => move
