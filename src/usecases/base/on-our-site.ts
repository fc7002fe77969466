import type { Outbound } from '../../domain/base/message.ts'
import type { Context } from './context.ts'

/** Makes links absolute: dialogues link to pages of this site by path, which does not work in other channels. */
export function onOurSite(ctx: Context, messages: readonly Outbound[]): Outbound[] {
  const whole = (url: string) => (url.startsWith('/') ? `${ctx.config.baseUrl}${url}` : url)
  return messages.map(({ link, card, ...message }) => ({
    ...message,
    ...(link && { link: { ...link, url: whole(link.url) } }),
    ...(card && { card: { ...card, url: whole(card.url) } }),
  }))
}
