import type { z } from 'zod'
import { Refusal } from '../base/errors.ts'
import type { Actor } from '../people/actor.ts'
import { may } from '../people/policy.ts'
import { canSeeItem, type Item } from './item.ts'
import type { ItemDecision, ItemMoment, ItemMove, ItemMoveContext } from './moves/move.ts'
import { ITEM_MOVES } from './moves/table.ts'
import { whyPrivate } from './private-in-item.ts'

export { ITEM_EVENTS, type ItemEventType, type ItemMoment, type ItemMoveContext } from './moves/move.ts'
export { ITEM_MOVES }

export type ItemMoveName = keyof typeof ITEM_MOVES
export type ItemMoveInput<M extends ItemMoveName> = z.infer<(typeof ITEM_MOVES)[M]['input']>

export const ITEM_MOVE_NAMES = Object.keys(ITEM_MOVES) as ItemMoveName[]

/** One row of the table, with any input. */
export const itemRule = (name: ItemMoveName): ItemMove => ITEM_MOVES[name] as unknown as ItemMove

/** Whether the actor's role may make the move, and on this item. */
export function mayMove(item: Item, name: ItemMoveName, by: Actor): boolean {
  const { who } = itemRule(name)
  if (who === 'system') return by.kind === 'system'
  return by.kind === 'officer' && may(by, who) && canSeeItem(by, item)
}

/** Why `by` cannot make this move now, in Chinese. */
function whyNot(item: Item, name: ItemMoveName, by: Actor, ctx: ItemMoment): string | undefined {
  const rule = itemRule(name)
  if (!rule.from.includes(item.status)) return `现在的状态不能“${rule.label}”。`
  return rule.unless?.(item, by, ctx)
}

/** The moves that an officer could make now. */
export const itemMovesFor = (item: Item, by: Actor, ctx: ItemMoment): ItemMoveName[] =>
  ITEM_MOVE_NAMES.filter(name => mayMove(item, name, by) && whyNot(item, name, by, ctx) === undefined)

/**
 * Moves an item and says what happened. Pure: the caller stores both.
 * @throws Refusal `forbidden` when the role may not, `move_refused` when the item cannot or its texts hold what may not be
 *   published
 */
export function moveItem<M extends ItemMoveName>(
  item: Item,
  name: M,
  input: ItemMoveInput<M>,
  by: Actor,
  ctx: ItemMoveContext,
): ItemDecision & { next: Item } {
  const rule = itemRule(name)
  if (!mayMove(item, name, by)) throw new Refusal('forbidden', `“${rule.label}”不在您的权限内。`)
  const reason =
    whyNot(item, name, by, ctx) ??
    (rule.guardsTexts && item.openness === 'open' ? whyPrivate(ctx.found, ctx.namesReason) : undefined) ??
    rule.refuse?.(item, input, ctx)
  if (reason) throw new Refusal('move_refused', reason)
  const { next, events } = rule.apply(item, input, by, ctx)
  return { next: { ...item, ...next, version: item.version + 1 }, events }
}
