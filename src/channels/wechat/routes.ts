import { shanghaiDate } from '../../domain/base/civil-date.ts'
import type { Attempt, Outbound, SendContext, SendReport, SendResult } from '../../domain/base/message.ts'
import { byteLength, clipBytes, renderPlain, splitBytes } from '../../domain/base/text/message-text.ts'
import type { WeChatApi } from './api.ts'
import { WeChatError } from './errors.ts'
import { isRich, MAX_TEXT_BYTES, passiveReplyOf } from './reply.ts'
import { fillTemplate, parseTemplate, type Template } from './templates.ts'

export type Account = 'service' | 'subscription' | 'unverified'
type RouteName = 'custom' | 'subscribe' | 'template'

/**
 * The routes that each kind of account has, best first (接口权限说明). When none is open, the message waits for the
 * resident's next contact and is sent on that response. An unverified account can only ever answer.
 */
export const ROUTES_BY_ACCOUNT: Record<Account, readonly RouteName[]> = {
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

interface Route {
  /** Why this route is closed for this message; undefined when it is open. */
  whyClosed(message: Message, senders: Senders): Held | undefined
  /** One attempt. @throws WeChatError */
  send(message: Message, senders: Senders, sent: Sent): Promise<void>
}

/** What was sent so far in this attempt, also when it fails halfway. */
interface Sent {
  /** Messages used from the sending window. */
  messages: number
  /** WeChat's id of a notification, which its later delivery report names. */
  externalId?: string
  textArrived?: true
  /** Pictures that WeChat will never accept; they are on the case page. */
  leftOut: WeChatError[]
}

const NEVER_AGAIN: ReadonlySet<string> = new Set(['closed', 'undeliverable'])

interface Senders {
  api: WeChatApi
  /** One text by message/custom/send; goes through the puppet. */
  sendText(to: string, text: string): Promise<void>
  /** One picture by message/custom/send. */
  sendPicture(to: string, hash: string, context: SendContext): Promise<void>
  templates: { reply?: Template; subscribeReply?: Template }
}

type Held = SendResult & { outcome: 'held' }
const held = (via: string, code: string, detail: string): Held => ({ outcome: 'held', via, code, detail })

/** Only an answer or a notice about a case may be a notification; WeChat forbids them for chat. */
const notifies = ({ context }: Message) => context.purpose !== 'dialogue' && context.caseNumber !== undefined

const ROUTES: Record<RouteName, Route> = {
  /** 客服消息: 5 within 48 h of a message, 3 within 1 minute of a click, follow or scan. */
  custom: {
    whyClosed({ context: { window }, now }) {
      if (!window) return undefined
      if (window.until <= now) return held('custom', '45015', '对方超过 48 小时没有发消息，微信不让主动发。')
      if (window.left <= 0) return held('custom', '45047', '这次能发的条数用完了，要等对方再发消息。')
      return undefined
    },
    async send({ to, outbound, context }, { api, sendText, sendPicture }, sent) {
      if (await sendRich(api, to, outbound)) {
        sent.messages++
        return
      }
      const { parts, arrived, whole } = partsOf(outbound, context)
      const pictures = outbound.pictures ?? []
      const total = whole + pictures.length
      for (const [i, part] of parts.entries()) {
        await sendText(to, part)
        sent.messages++
        if (total > 1) await context.partArrived?.(arrived[i]!)
      }
      if (pictures.length > 0) sent.textArrived = true
      for (const [i, hash] of pictures.entries()) {
        if (whole + i < (context.partsSent ?? 0)) continue
        // Parts that the window has no room for are on the case page, and the text says so.
        if (context.window && sent.messages >= context.window.left) return
        try {
          await sendPicture(to, hash, context)
        } catch (error) {
          if (!(error instanceof WeChatError) || !NEVER_AGAIN.has(error.rule.outcome)) throw error
          sent.leftOut.push(error)
          continue
        }
        sent.messages++
        await context.partArrived?.(whole + i + 1)
      }
    },
  },

  /** 订阅通知: once per consent; long-term consent only for public services such as 政务民生. */
  subscribe: {
    whyClosed: (message, { templates }) =>
      templates.subscribeReply && notifies(message)
        ? undefined
        : held('subscribe', 'no_template', '没有设置订阅通知。'),
    async send({ to, outbound, context, now }, { api, templates }, sent) {
      const answer = await api.post('/cgi-bin/message/subscribe/bizsend', {
        touser: to,
        ...fillTemplate(templates.subscribeReply!, outbound.text, context, shanghaiDate(now)),
        ...(context.casePageUrl && { page: context.casePageUrl }),
      })
      keepId(sent, answer)
    },
  },

  /** 模板消息: verified service accounts, approved templates, only about something the resident asked for. */
  template: {
    whyClosed: (message, { templates }) =>
      templates.reply && notifies(message)
        ? undefined
        : held('template', 'no_template', '没有设置模板消息。'),
    async send({ to, outbound, context, now }, { api, templates }, sent) {
      const answer = await api.post('/cgi-bin/message/template/send', {
        touser: to,
        ...fillTemplate(templates.reply!, outbound.text, context, shanghaiDate(now)),
        ...(context.casePageUrl && { url: context.casePageUrl }),
        // WeChat sends one of these at most every ten minutes.
        client_msg_id: context.key.slice(0, 64),
      })
      keepId(sent, answer)
    },
  },
}

/** @returns false when there is only text, or WeChat no longer has the media (three days): then the text is sent. */
async function sendRich(api: WeChatApi, touser: string, outbound: Outbound): Promise<boolean> {
  const passive = isRich(outbound) ? passiveReplyOf([outbound]) : null
  if (!passive || passive.type === 'text') return false
  const { type: msgtype } = passive
  const content =
    passive.type === 'news'
      ? { articles: passive.articles.map(({ picUrl, ...rest }) => ({ ...rest, picurl: picUrl })) }
      : { media_id: passive.mediaId }
  try {
    await api.post('/cgi-bin/message/custom/send', { touser, msgtype, [msgtype]: content })
    return true
  } catch (error) {
    if (error instanceof WeChatError && error.code === 40007) return false
    throw error
  }
}

function keepId(sent: Sent, { msgid }: Record<string, unknown>): void {
  if (typeof msgid === 'string' || typeof msgid === 'number') sent.externalId = String(msgid)
}

/**
 * Sends by the first route that is open and accepts the message. A route that turns out closed leads to the next; any
 * other failure ends the attempt, which is retried or given up. `spread` is a number in [0, 1).
 */
export async function sendByRoutes(
  account: Account,
  message: Message,
  senders: Senders,
  spread: () => number,
): Promise<SendResult> {
  const sent: Sent = { messages: 0, leftOut: [] }
  const asked: Tried[] = []
  let result: SendResult = held('none', 'unverified', '没有认证的公众号不能主动发消息，要等对方再发消息。')
  for (const [i, via] of ROUTES_BY_ACCOUNT[account].entries()) {
    const closed = ROUTES[via].whyClosed(message, senders)
    const tried: SendResult = closed ?? (await attempt(via, message, senders, sent, spread, asked))
    if (tried.outcome !== 'held') {
      result = tried
      break
    }
    // The text arrived in an earlier attempt, so a route that closed since then only costs a picture.
    if (i === 0 && textWasSent(message)) {
      result = { outcome: 'sent', via }
      break
    }
    // The first route's reason tells the officer most about why the message waits.
    if (i === 0) result = tried
  }
  return { ...result, ...reportOf(asked, sent), ...restOf(account, result, asked) }
}

const textWasSent = ({ outbound, context }: Message): boolean =>
  (outbound.pictures?.length ?? 0) > 0 && (context.partsSent ?? 0) >= partsOf(outbound, context).whole

interface Tried {
  attempt: Attempt
  error?: WeChatError
}

async function attempt(
  via: RouteName,
  message: Message,
  senders: Senders,
  sent: Sent,
  spread: () => number,
  asked: Tried[],
): Promise<SendResult> {
  try {
    await ROUTES[via].send(message, senders, sent)
    for (const error of sent.leftOut) {
      const { code, rule } = error
      const words = { code: String(code), detail: rule.detail }
      asked.push({ attempt: { via, outcome: 'undeliverable', ...words }, error })
    }
    asked.push({ attempt: { via, outcome: 'sent' } })
    return { outcome: 'sent', via, ...(sent.externalId && { externalId: sent.externalId }) }
  } catch (error) {
    if (!(error instanceof WeChatError)) throw error
    const result = resultOf(via, error, spread())
    // No call was made while the circuit is open.
    if (error.code === 'circuit') return result
    asked.push({ attempt: { via, outcome: result.outcome, ...wordsOf(result) }, error })
    return result
  }
}

const wordsOf = (result: SendResult) =>
  result.outcome === 'sent' ? {} : { code: result.code, detail: result.detail }

/** The report of the whole attempt for the outbox and the administrators. */
function reportOf(asked: readonly Tried[], { messages, textArrived }: Sent): SendReport {
  const errors = asked.flatMap(({ attempt, error }) => (error ? [{ via: attempt.via, error }] : []))
  // Uploads report their own troubles (api).
  const stopped = errors.find(({ error }) => error.stops !== undefined && !error.path.includes('/media/'))
  const last = asked.at(-1)?.error
  const nobody = asked.length === 0
  const codes = errors.map(({ error }) => error.code)
  const shut = codes.includes(45015) ? 'over' : codes.includes(45047) ? 'usedUp' : undefined
  return {
    attempts: asked.map(({ attempt }) => attempt),
    ...(messages > 0 && { messages }),
    ...(textArrived && { textArrived }),
    ...(shut && { windowShut: shut }),
    ...((nobody || last?.isOutage || last?.rule.notItsFault || last?.rule.outcome === 'operations') && {
      notItsFault: true,
    }),
    ...(stopped && {
      trouble: {
        about: stopped.error.stops === 'way' ? stopped.via : 'account',
        code: String(stopped.error.code),
        detail: stopped.error.advice,
      },
    }),
  }
}

/** Messages are sent by the first route, so only a failure of that one stops them all. */
function restOf(
  account: Account,
  result: SendResult,
  asked: readonly Tried[],
): Pick<SendReport, 'channelRestsMs'> {
  if (result.outcome !== 'retry' || result.via !== ROUTES_BY_ACCOUNT[account][0]) return {}
  // No call was made while the circuit is open; its error says for how long.
  const restsMs = asked.length === 0 ? result.afterMs : asked.at(-1)?.error?.restsMs
  return restsMs === undefined ? {} : { channelRestsMs: restsMs }
}

/** The outbox's result of a failed attempt, by the table of errors. */
function resultOf(via: string, error: WeChatError, spread: number): SendResult {
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
      // Spread by a quarter, so that many messages do not retry at once.
      const later = afterMs !== undefined && Math.round(afterMs * (1 + spread / 4))
      return { outcome: 'retry', via, code, detail, ...(later && { afterMs: later }) }
    }
  }
}

/**
 * The texts still to be sent, each with how many parts have arrived once it is sent, and the number of parts. A text
 * too long for the messages left in the window is cut and ends with the link to the case page, which a text about a
 * case always contains.
 */
function partsOf(
  outbound: Outbound,
  { window, casePageUrl, purpose, partsSent = 0 }: SendContext,
): { parts: string[]; arrived: number[]; whole: number } {
  const plain = renderPlain(outbound)
  const linked = purpose === 'dialogue' || !casePageUrl || plain.includes(casePageUrl)
  const text = linked ? plain : `${plain}\n\n查看全部经过：${casePageUrl}`
  const all = splitBytes(text, MAX_TEXT_BYTES)
  const parts = all.slice(partsSent)
  if (!window || parts.length <= window.left || !casePageUrl) {
    return { parts, arrived: parts.map((_, i) => partsSent + i + 1), whole: all.length }
  }
  const more = `\n\n（内容较长，全文请点开查看）\n${casePageUrl}`
  const beginning = clipBytes(parts.join(''), MAX_TEXT_BYTES - byteLength(more))
  return { parts: [`${beginning}${more}`], arrived: [all.length], whole: all.length }
}

export const templatesOf = (settings: {
  reply?: string | undefined
  subscribeReply?: string | undefined
}) => ({
  ...(settings.reply && { reply: parseTemplate(settings.reply) }),
  ...(settings.subscribeReply && { subscribeReply: parseTemplate(settings.subscribeReply) }),
})
