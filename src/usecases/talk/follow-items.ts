import { cancelUnsent } from '../../store/delivery/outbox.ts'
import { addFollow, removeFollows } from '../../store/talk/follows.ts'
import { type Action, visible } from './actions/action.ts'

/** Keys of messages about published items begin with this (usecases/notify/tell-followers). */
export const ABOUT_ITEMS = 'item:'

/** A web chat has no way to a resident who is not looking. */
export const followItems: Action<'follow_items'> = async ({ tx, ctx, contact }, { areaId }) => {
  const area = ctx.content().office.areas.find(one => one.id === visible(areaId))
  const vars = {
    what: area ? area.name : ctx.content().office.shortName,
    url: `${ctx.config.baseUrl}/open${area ? `/${area.id}` : ''}`,
  }
  if (contact.channel === 'web') return { result: { outcome: 'no_push', vars } }
  await addFollow(tx, contact.id, area?.id ?? '', ctx.now())
  return { result: { outcome: contact.channel === 'wechat' ? 'limited' : 'ok', vars } }
}

/** What is still on its way is not sent either. */
export const unfollowItems: Action<'unfollow_items'> = async ({ tx, contact }) => {
  const ended = await removeFollows(tx, [contact.id])
  await cancelUnsent(tx, contact.id, ABOUT_ITEMS)
  return { result: { outcome: ended > 0 ? 'ok' : 'none' } }
}
