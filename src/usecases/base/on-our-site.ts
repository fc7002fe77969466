import type { Outbound } from '../../domain/base/message.ts'
import type { Context } from './context.ts'

/** Dialogues name pages of this site by their path: whoever reads them elsewhere needs the whole address. */
export function onOurSite(ctx: Context, messages: readonly Outbound[]): Outbound[] {
  const whole = (url: string) => (url.startsWith('/') ? `${ctx.config.baseUrl}${url}` : url)
  return messages.map(({ link, card, ...message }) => ({
    ...message,
    ...(link && { link: { ...link, url: whole(link.url) } }),
    ...(card && { card: { ...card, url: whole(card.url) } }),
  }))
}
