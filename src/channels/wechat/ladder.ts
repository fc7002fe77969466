import { shanghaiDate } from '../../domain/civil-date.ts'
import type { Outbound, SendContext, SendResult } from '../../domain/message.ts'
import { byteLength, clipBytes, renderPlain, splitBytes } from '../../domain/message-text.ts'
import type { WeChatApi } from './api.ts'
import { WeChatError } from './errors.ts'
import { MAX_TEXT_BYTES } from './reply.ts'
import { fillTemplate, parseTemplate, type Template } from './templates.ts'

export type Account = 'service' | 'subscription' | 'unverified'
type RungName = 'custom' | 'subscribe' | 'template'

/**
 * The ways out that each kind of account has, best first (接口权限说明). When none is open, the message waits for the
 * resident's next contact and goes out on that response. An unverified account can only ever answer.
 */
export const LADDER: Record<Account, readonly RungName[]> = {
  service: ['custom', 'subscribe', 'template'],
  subscription: ['custom'],
  unverified: [],
}

interface Message {
  to: string
  outbound: Outbound
  context: SendContext
  now: Date
}

interface Rung {
  /** Why this way is not open for this message, undefined when it is. */
  shut(message: Message, ways: Senders): SendResult | undefined
  /** One try. @throws WeChatError */
  send(message: Message, ways: Senders): Promise<void>
}

export interface Senders {
  api: WeChatApi
  /** One text by message/custom/send; goes through the puppet. */
  sendText(to: string, text: string): Promise<void>
  templates: { reply?: Template; subscribeReply?: Template }
  /** Parts of long texts that have arrived, by the outbox row's key. */
  sentParts: Map<string, number>
}

const held = (via: string, code: string, detail: string): SendResult => ({
  outcome: 'held',
  via,
  code,
  detail,
})

/** Only an answer or a notice about a case is worth a notification; chat is not, and WeChat forbids it. */
const notifies = ({ context }: Message) => context.purpose !== 'dialogue' && context.caseNumber !== undefined

export const RUNGS: Record<RungName, Rung> = {
  /** 客服消息: 5 within 48 h of a message, 3 within 1 minute of a click, follow or scan. */
  custom: {
    shut({ context: { window }, now }) {
      if (!window) return undefined
      if (window.until <= now) return held('custom', '45015', '对方超过 48 小时没有发消息，微信不让主动发。')
      if (window.left <= 0) return held('custom', '45047', '这次能发的条数用完了，要等对方再发消息。')
      return undefined
    },
    async send({ to, outbound, context }, { sendText, sentParts }) {
      const parts = partsOf(outbound, context)
      for (let i = sentParts.get(context.key) ?? 0; i < parts.length; i++) {
        await sendText(to, parts[i]!)
        remember(sentParts, context.key, i + 1)
      }
      sentParts.delete(context.key)
    },
  },

  /** 订阅通知: once per consent; long-term consent only for public services such as 政务民生. */
  subscribe: {
    shut: (message, { templates }) =>
      templates.subscribeReply && notifies(message)
        ? undefined
        : held('subscribe', 'no_template', '没有设置订阅通知。'),
    async send({ to, outbound, context, now }, { api, templates }) {
      await api.post('/cgi-bin/message/subscribe/bizsend', {
        touser: to,
        ...fillTemplate(templates.subscribeReply!, outbound.text, context, shanghaiDate(now)),
        ...(context.casePageUrl && { page: context.casePageUrl }),
      })
    },
  },

  /** 模板消息: verified service accounts, approved templates, only about something the resident asked for. */
  template: {
    shut: (message, { templates }) =>
      templates.reply && notifies(message)
        ? undefined
        : held('template', 'no_template', '没有设置模板消息。'),
    async send({ to, outbound, context, now }, { api, templates }) {
      await api.post('/cgi-bin/message/template/send', {
        touser: to,
        ...fillTemplate(templates.reply!, outbound.text, context, shanghaiDate(now)),
        ...(context.casePageUrl && { url: context.casePageUrl }),
        // WeChat itself sends one of these only once in ten minutes.
        client_msg_id: context.key.slice(0, 64),
      })
    },
  },
}

/**
 * Climbs down the ladder: the first way that is open and takes the message. A way that turns out shut leads to the next; any other
 * failure ends here, to be tried again or given up. `spread` is a number in [0, 1).
 */
export async function climb(
  account: Account,
  message: Message,
  senders: Senders,
  spread: () => number,
): Promise<SendResult> {
  let result = held('none', 'unverified', '没有认证的公众号不能主动发消息，要等对方再发消息。')
  for (const [i, via] of LADDER[account].entries()) {
    const failure = RUNGS[via].shut(message, senders) ?? (await attempt(via, message, senders, spread))
    if (failure.outcome !== 'held') return failure
    // The first rung tells the officer most about why it waits.
    if (i === 0) result = failure
  }
  return result
}

async function attempt(
  via: RungName,
  message: Message,
  senders: Senders,
  spread: () => number,
): Promise<SendResult> {
  try {
    await RUNGS[via].send(message, senders)
    return { outcome: 'sent', via }
  } catch (error) {
    if (!(error instanceof WeChatError)) throw error
    return resultOf(via, error, spread())
  }
}

/** What a failed try means for the outbox, by the table of errors. */
export function resultOf(via: string, error: WeChatError, spread: number): SendResult {
  const { outcome, detail, afterMs = error.afterMs } = error.rule
  const code = String(error.code)
  switch (outcome) {
    case 'closed':
      return held(via, code, detail)
    case 'undeliverable':
      return { outcome, via, code, detail }
    case 'token':
    case 'retry':
    case 'operations': {
      // Spread by a quarter, so that many do not come back at once.
      const later = afterMs !== undefined && Math.round(afterMs * (1 + spread / 4))
      return { outcome: 'retry', via, code, detail, ...(later && { afterMs: later }) }
    }
  }
}

/** The texts one message needs. One that is too long for what the window has left becomes its beginning and the case page. */
function partsOf(outbound: Outbound, { window, casePageUrl }: SendContext): string[] {
  const text = renderPlain(outbound)
  const parts = splitBytes(text, MAX_TEXT_BYTES)
  if (!window || parts.length <= window.left || !casePageUrl) return parts
  const more = `\n\n（内容较长，全文请点开查看）\n${casePageUrl}`
  return [`${clipBytes(text, MAX_TEXT_BYTES - byteLength(more))}${more}`]
}

/** More messages under way than this are no township's. */
const REMEMBERED = 1000

function remember(map: Map<string, number>, key: string, parts: number): void {
  map.delete(key)
  map.set(key, parts)
  if (map.size > REMEMBERED) map.delete(map.keys().next().value!)
}

export const templatesOf = (settings: {
  reply?: string | undefined
  subscribeReply?: string | undefined
}) => ({
  ...(settings.reply && { reply: parseTemplate(settings.reply) }),
  ...(settings.subscribeReply && { subscribeReply: parseTemplate(settings.subscribeReply) }),
})
