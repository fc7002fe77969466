import type { Logger } from 'pino'
import type { Puppet } from 'wechaty-puppet'
import { ConfigError } from '../../config.ts'
import { Refusal } from '../../domain/base/errors.ts'
import type { Channel } from '../../domain/base/message.ts'
import { renderPlain } from '../../domain/base/text/message-text.ts'
import type { AccountAbilities } from './account-abilities.ts'
import { adapt } from './adapter.ts'

/**
 * Any other Wechaty puppet (WECHATY_PUPPET) instead of our own for official accounts. Its differences are in
 * `plainAbilities` and nowhere else.
 */
function plainAbilities(puppet: Puppet): AccountAbilities {
  return {
    // Wechaty's own message has all fields.
    details: () => ({}),
    // No response waits: everything is sent from the outbox.
    sendsPictures: false,
    answerUntil: () => null,
    answer: () => {},
    refuse: () => {},
    // No window and no other route: sends one text, and retries later when it fails.
    async deliver(to, message) {
      try {
        const id = await puppet.messageSendText(to, renderPlain(message))
        return { outcome: 'sent', via: 'wechaty', ...(typeof id === 'string' && { externalId: id }) }
      } catch {
        return { outcome: 'retry', via: 'wechaty', code: 'puppet', detail: '没有发出去，稍后自动再发。' }
      }
    },
    async fetchMedia(ref) {
      const file = await puppet.messageFile(ref).catch(() => {
        throw new Refusal('unavailable', '暂时取不到。')
      })
      return { bytes: await file.toBuffer(), mime: file.mediaType, name: file.name }
    },
  }
}

export function channelOf(puppet: Puppet, options: { now: () => Date; log: Logger }): Channel {
  const abilities = plainAbilities(puppet)
  const adapter = adapt({ puppet, abilities, ...options })
  return {
    name: 'wechat',
    start: receive => adapter.start(receive),
    stop: () => adapter.stop(),
    send: (to, message, context) => abilities.deliver(to, message, context),
    fetchMedia: ref => abilities.fetchMedia(ref),
  }
}

/**
 * Loads a puppet by its npm name; it reads its own settings (WECHATY_PUPPET_…) itself.
 * @throws ConfigError when it is not installed or is no puppet.
 */
export async function createOtherPuppet(
  name: string,
  options: { now: () => Date; log: Logger },
): Promise<Channel> {
  const loaded: unknown = await import(name).catch(() => {
    throw new ConfigError([`WECHATY_PUPPET：没有安装 ${name}，请先运行 npm install ${name}`])
  })
  const Made = puppetClass(loaded)
  if (!Made) throw new ConfigError([`WECHATY_PUPPET：${name} 不是 Wechaty puppet`])
  return channelOf(new Made(), options)
}

/** Its default export; older packages wrap it once more. */
function puppetClass(loaded: unknown): (new () => Puppet) | undefined {
  const first = (loaded as { default?: unknown }).default
  const Made = typeof first === 'function' ? first : (first as { default?: unknown } | undefined)?.default
  const isPuppet = typeof Made === 'function' && typeof Made.prototype?.messageSendText === 'function'
  return isPuppet ? (Made as new () => Puppet) : undefined
}
