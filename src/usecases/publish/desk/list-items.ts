import { Refusal } from '../../../domain/base/errors.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may } from '../../../domain/people/policy.ts'
import { columnOf } from '../../../domain/publish/catalogue.ts'
import { ITEM_STATUSES, type ItemStatus, itemScope } from '../../../domain/publish/item.ts'
import { countWaiting, deskItems } from '../../../store/publish/item-lists.ts'
import type { ItemRow } from '../../../store/publish/items.ts'
import type { Context } from '../../base/context.ts'
import { namesOf } from '../../cases/moving/open-case.ts'

const PAGE = 30

/** What a list of items is narrowed to. Unknown values narrow nothing. */
export interface ItemFilter {
  status?: string | undefined
  column?: string | undefined
  area?: string | undefined
}

/** An item as lists of the desk show it. */
export interface ItemListRow extends ItemRow {
  columnName: string
  areaName: string | null
  departmentName: string
}

export const isItemStatus = (text: string | undefined): text is ItemStatus =>
  (ITEM_STATUSES as readonly string[]).includes(text ?? '')

/** The names that an item's ids stand for; of a column that is no longer in the catalogue its id. */
export function itemNames(ctx: Context): (item: Pick<ItemRow, 'columnId' | 'areaId' | 'departmentId'>) => {
  columnName: string
  areaName: string | null
  departmentName: string
} {
  const content = ctx.content()
  const names = namesOf(content)
  return ({ columnId, areaId, departmentId }) => ({
    columnName: columnOf(content.catalogue, columnId)?.name ?? columnId,
    areaName: names.area(areaId),
    departmentName: names.department(departmentId) ?? departmentId,
  })
}

/**
 * Items that an officer may see, the newest first, with how many wait in each state.
 * @param before the id from which the page before ended
 * @throws Refusal `forbidden`
 */
export async function listItems(
  ctx: Context,
  by: Actor,
  filter: ItemFilter,
  before?: number,
): Promise<{ items: ItemListRow[]; next: number | null; waiting: Partial<Record<ItemStatus, number>> }> {
  if (!may(by, 'seeItems')) throw new Refusal('forbidden', '您的角色不能看公开信息。')
  const scope = itemScope(by)
  const wanted = {
    ...(isItemStatus(filter.status) && { status: filter.status }),
    ...(filter.column && { columnId: filter.column }),
    ...(filter.area && { areaId: filter.area }),
    ...scope,
  }
  const [rows, waiting] = await Promise.all([
    deskItems(ctx.db.read, wanted, PAGE + 1, before),
    countWaiting(ctx.db.read, scope),
  ])
  const names = itemNames(ctx)
  const items = rows.slice(0, PAGE).map(row => ({ ...row, ...names(row) }))
  return { items, next: rows.length > PAGE ? items.at(-1)!.id : null, waiting }
}

/** How many items wait for what this officer does: to be reviewed and checked, or to be finished. */
export async function itemsWaiting(ctx: Context, by: Actor): Promise<number> {
  if (!may(by, 'seeItems')) return 0
  const reviews = may(by, 'reviewItems')
  if (!reviews && !may(by, 'writeItems')) return 0
  const waiting = await countWaiting(ctx.db.read, itemScope(by))
  return reviews ? (waiting['in_review'] ?? 0) + (waiting['in_secrecy'] ?? 0) : (waiting['draft'] ?? 0)
}
