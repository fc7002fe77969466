import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { canSeeItem, isLive } from '../../domain/publish/item.ts'
import {
  ITEM_MOVES,
  type ItemMoveInput,
  type ItemMoveName,
  itemRule,
  mayMove,
  moveItem,
} from '../../domain/publish/moves.ts'
import type { Db } from '../../store/base/database.ts'
import { commentOfCase } from '../../store/publish/item-comments.ts'
import { appendItemEvents, itemEventsOf, writersOf } from '../../store/publish/item-events.ts'
import { indexItem, unindexItem } from '../../store/publish/item-search.ts'
import {
  addVersion,
  findVersion,
  type ItemRow,
  lastVersion,
  lockItem,
  noteLive,
  saveItem,
} from '../../store/publish/items.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import { runReactions } from '../base/reactions.ts'
import { refuseSamePerson } from '../people/two-persons.ts'
import { foundPrivate } from './found-private.ts'

const SYSTEM: Actor = { kind: 'system' }

/** Moves that need two persons: nobody who set the other's password makes them. */
const OF_TWO: readonly ItemMoveName[] = ['pass', 'check']

/**
 * Makes one move on an item that the transaction has locked: decide (pure), store the state, the versions, the record and the
 * search, and let others react to what goes out or is taken down.
 */
async function moveItemIn<M extends ItemMoveName>(
  tx: Db,
  ctx: Context,
  item: ItemRow,
  name: M,
  input: ItemMoveInput<M>,
  by: Actor,
): Promise<ItemRow> {
  const now = ctx.now()
  const text = (await findVersion(tx, item.id, item.workVersion))!
  const proposed = name === 'conclude' ? (input as ItemMoveInput<'conclude'>).result : item.result
  const { next, events } = moveItem(item, name, input, by, {
    now,
    today: shanghaiDate(now),
    found: itemRule(name).guardsTexts
      ? await foundPrivate(tx, ctx, { ...item, result: proposed }, text)
      : { never: [], names: [] },
    namesReason: text.namesReason,
    writers: writersOf(await itemEventsOf(tx, item.id)),
  })
  if (OF_TWO.includes(name)) {
    await refuseSamePerson(tx, ctx, item.number, item.draftedById, by.id!)
    if (item.reviewedById !== null) await refuseSamePerson(tx, ctx, item.number, item.reviewedById, by.id!)
  }
  const saved: ItemRow = { ...item, ...next, title: item.title }
  if (name === 'amend')
    saved.workVersion = await beginVersion(tx, ctx, item, input as ItemMoveInput<'amend'>, by)
  if (name === 'abandon') saved.title = (await findVersion(tx, item.id, saved.workVersion))!.title
  await saveItem(tx, saved)
  await appendItemEvents(tx, item.id, events, by, now)
  if (saved.liveVersion !== item.liveVersion) await changeLive(tx, ctx, item, saved, by)
  return saved
}

/** Begins a version as a copy of the last one. @returns its number */
async function beginVersion(
  tx: Db,
  ctx: Context,
  item: ItemRow,
  { change, because }: ItemMoveInput<'amend'>,
  by: Actor,
): Promise<number> {
  const from = (await findVersion(tx, item.id, item.liveVersion ?? item.workVersion))!
  const comment = because ? await commentOfCase(tx, item.id, because) : null
  if (because && !comment)
    throw new Refusal('invalid_field', '这条信息没有这个编号的意见。', {
      errors: [{ path: 'because', message: '这条信息没有这个编号的意见' }],
    })
  const version = (await lastVersion(tx, item.id)) + 1
  await addVersion(tx, item.id, {
    version,
    title: from.title,
    body: from.body,
    namesReason: from.namesReason,
    files: from.files,
    change,
    becauseOfId: comment?.id ?? null,
    savedById: by.id!,
    savedBy: by.name ?? '',
    savedAt: ctx.now(),
  })
  return version
}

/** What follows when the public reads another version, or none. */
async function changeLive(tx: Db, ctx: Context, before: ItemRow, item: ItemRow, by: Actor): Promise<void> {
  const now = ctx.now()
  if (!isLive(item)) {
    await unindexItem(tx, item.id)
    await runReactions(ctx.reactions.itemTakenDown, { tx, ctx, item, before, by })
    return
  }
  await noteLive(tx, item.id, item.liveVersion!, now)
  const text = (await findVersion(tx, item.id, item.liveVersion!))!
  await indexItem(tx, ctx.secrets, { id: item.id, number: item.number, ...text })
  await runReactions(ctx.reactions.itemPublished, { tx, ctx, item, before, by, text })
}

/**
 * An officer's move.
 * @param seen the version of the item that the officer saw
 * @throws Refusal `not_found` (also out of sight), `forbidden`, `move_refused`, `stale`, `invalid_field`
 */
export async function moveItemAs<M extends ItemMoveName>(
  ctx: Context,
  number: string,
  name: M,
  input: unknown,
  by: Actor,
  seen?: number,
): Promise<ItemRow> {
  const moved = await ctx.db.inTransaction(async tx => {
    const item = await lockItem(tx, number)
    if (!item || !canSeeItem(by, item)) throw new Refusal('not_found', '没有这条信息。')
    if (seen !== undefined && seen !== item.version)
      throw new Refusal('stale', '您打开之后，别人办理过这条。请看过最新情况再操作。')
    // Whoever may never make this move is told that, not what is wrong with the input.
    const parsed = mayMove(item, name, by) ? checked(ITEM_MOVES[name].input, input) : input
    return moveItemIn(tx, ctx, item, name, parsed as ItemMoveInput<M>, by)
  })
  ctx.wakeOutbox()
  return moved
}

/** A move of the clock: makes it when it is still possible. @returns whether it was made */
export async function moveItemByClock(
  ctx: Context,
  number: string,
  name: 'goLive' | 'expire',
): Promise<{ made: boolean; why?: string }> {
  try {
    await ctx.db.inTransaction(async tx => {
      const item = await lockItem(tx, number)
      if (item) await moveItemIn(tx, ctx, item, name, {}, SYSTEM)
    })
    ctx.wakeOutbox()
    return { made: true }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { made: false, why: error.detail }
  }
}
