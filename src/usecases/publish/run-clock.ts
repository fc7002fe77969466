import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { clearNotice, notice } from '../../store/office/notices.ts'
import { dueToPublish, pastTheirEnd } from '../../store/publish/item-lists.ts'
import type { Context } from '../base/context.ts'
import { moveItemByClock } from './move-item.ts'

/** How many items one run handles; the next run is a minute later. */
const MOST = 100

/**
 * Publishes scheduled items whose time has come, and takes down those of `taken-down` columns whose last day is over. Each item is
 * locked and looked at again, so several processes may run this at once.
 */
export async function runItemClock(ctx: Context, signal?: AbortSignal): Promise<void> {
  const now = ctx.now()
  let stuck: string | undefined
  for (const number of await dueToPublish(ctx.db.read, now, MOST)) {
    if (signal?.aborted) return
    const { made, why } = await moveItemByClock(ctx, number, 'goLive')
    if (!made) stuck ??= `公开信息 ${number} 到了定好的时间，没有发布：${why}`
  }
  // Said until it is put right, so that nobody believes it is public.
  if (stuck) await notice(ctx.db, 'item_not_published', stuck, now)
  else await clearNotice(ctx.db, 'item_not_published', now)
  const columns = ctx
    .content()
    .catalogue.columns.filter(column => column.after === 'taken-down')
    .map(column => column.id)
  for (const number of await pastTheirEnd(ctx.db.read, columns, shanghaiDate(now), MOST)) {
    if (signal?.aborted) return
    await moveItemByClock(ctx, number, 'expire')
  }
}
