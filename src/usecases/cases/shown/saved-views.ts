import { Refusal } from '../../../domain/base/errors.ts'
import { isReadable, tidyLine } from '../../../domain/base/text/visible-text.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { deleteView, keepView, viewsOf } from '../../../store/cases/saved-views.ts'
import type { Context } from '../../base/context.ts'
import { listFilter } from './list-cases.ts'

/** Lists that an officer has named. They store conditions only, so they show only what the officer may see. */

const MOST = 20

export const savedViews = (ctx: Context, by: Actor & { id: number }) => viewsOf(ctx.db.read, by.id)

/**
 * Keeps the conditions under a name; the same name again replaces them.
 * @param query of the queue's address; what makes no sense is refused.
 */
export async function saveView(
  ctx: Context,
  by: Actor & { id: number },
  given: { name: string; query: string },
): Promise<void> {
  const name = tidyLine(given.name)
  if (!isReadable(name) || [...name].length > 20) {
    throw new Refusal('invalid_field', '名称要写 1 到 20 个字。')
  }
  const { cursor: _cursor, done: _done, ...wanted } = Object.fromEntries(new URLSearchParams(given.query))
  const parsed = listFilter.strict().safeParse(wanted)
  if (!parsed.success || given.query.length > 1000) throw new Refusal('malformed', '这些条件存不了。')
  const query = new URLSearchParams(wanted).toString()
  await ctx.db.inTransaction(async tx => {
    const all = await viewsOf(tx, by.id)
    if (all.length >= MOST && !all.some(v => v.name === name)) {
      throw new Refusal('move_refused', `最多存 ${MOST} 个，请先去掉不用的。`)
    }
    await keepView(tx, { officerId: by.id, name, query, createdAt: ctx.now() })
  })
}

/** @throws Refusal `not_found`, also for somebody else's. */
export async function removeView(ctx: Context, by: Actor & { id: number }, id: number): Promise<void> {
  const removed = await ctx.db.inTransaction(tx => deleteView(tx, by.id, id))
  if (!removed) throw new Refusal('not_found', '没有这个常用列表。')
}
