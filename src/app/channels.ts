import { createWebChat } from '../channels/web/mod.ts'
import type { Channel, ChatChannel } from '../domain/base/message.ts'
import { storedMediaIds } from '../store/delivery/channel-media.ts'
import { storedQueries } from '../store/delivery/signed-queries.ts'
import { storedTokens } from '../store/delivery/tokens.ts'
import { storedTroubles } from '../store/office/notices.ts'
import type { Context } from '../usecases/base/context.ts'
import { noteFinished } from '../usecases/publish/articles/note-published.ts'
import type { ChannelRouters } from '../web/app.ts'

/**
 * Opens the channels that this office has configured. Each is imported only when it is used, because Wechaty costs a
 * second and 80 MB.
 * @returns the request handlers of channels that receive messages by HTTP
 */
export async function openChannels(
  ctx: Context,
  channels: Map<ChatChannel, Channel>,
): Promise<ChannelRouters> {
  const { config, db, secrets, now, log } = ctx
  channels.set('web', createWebChat())
  const wechat = config.wechat
    ? (await import('../channels/wechat/mod.ts')).createWeChat({
        ...config.wechat,
        now,
        log,
        tokenStore: storedTokens(db, secrets),
        mediaIds: storedMediaIds(db),
        queries: storedQueries(db, secrets),
        troubles: storedTroubles(db, 'wechat', now),
        published: report => noteFinished(ctx, report),
      })
    : undefined
  if (wechat) channels.set('wechat', wechat)
  if (config.wechatyPuppet) {
    const { createOtherPuppet } = await import('../channels/wechat/other-puppet.ts')
    channels.set('wechat', await createOtherPuppet(config.wechatyPuppet, { now, log }))
  }
  const telegram = config.telegram
    ? (await import('../channels/telegram/mod.ts')).createTelegram({
        ...config.telegram,
        webhookUrl: `${config.baseUrl}/channels/telegram`,
        log,
      })
    : undefined
  if (telegram) channels.set('telegram', telegram)
  return { wechat: wechat?.router, telegram: telegram?.router }
}
