import type { Db } from '../../../store/base/database.ts'
import { addArticle, wakeArticles } from '../../../store/publish/articles.ts'
import type { Context } from '../../base/context.ts'
import type { ItemPublished, ItemTakenDown, Reaction } from '../../base/reactions.ts'

/**
 * A version went live: it is to stand in the official account, if there is one and the office wants it. Older versions are
 * looked at again: a draft of theirs makes room, an article stays until the new one is published.
 */
export async function queueArticle(
  tx: Db,
  ctx: Context,
  item: { id: number },
  version: number,
): Promise<void> {
  const now = ctx.now()
  await wakeArticles(tx, item.id, now)
  if (ctx.config.wechat === undefined || ctx.content().office.wechatArticles === 'off') return
  await addArticle(tx, item.id, version, now)
}

/** A version went live. */
export const putIntoAccount: Reaction<ItemPublished> = ({ tx, ctx, item }) =>
  queueArticle(tx, ctx, item, item.liveVersion!)

/** The public no longer reads the item: what the account has of it is deleted. */
export const takeOutOfAccount: Reaction<ItemTakenDown> = ({ tx, ctx, item }) =>
  wakeArticles(tx, item.id, ctx.now())
