import { shanghaiDate } from '../../domain/base/civil-date.ts'
import type { Attempt, Outbound, SendContext, SendReport, SendResult } from '../../domain/base/message.ts'
import { byteLength, clipBytes, renderPlain, splitBytes } from '../../domain/base/text/message-text.ts'
import type { WeChatApi } from './api.ts'
import { WeChatError } from './errors.ts'
import { isRich, MAX_TEXT_BYTES, passiveOf } from './reply.ts'
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
  shut(message: Message, ways: Senders): Held | undefined
  /** One try. @throws WeChatError */
  send(message: Message, ways: Senders, sent: Sent): Promise<void>
}

/** What went out so far in this try, also when it breaks off. */
interface Sent {
  /** Taken out of the sending window. */
  messages: number
  /** WeChat's id of a notification: it tells later whether it arrived. */
  externalId?: string
  textArrived?: true
  /** Pictures that WeChat will never take: they stand on the case page. */
  leftOut: WeChatError[]
}

const NEVER_AGAIN: ReadonlySet<string> = new Set(['closed', 'undeliverable'])

export interface Senders {
  api: WeChatApi
  /** One text by message/custom/send; goes through the puppet. */
  sendText(to: string, text: string): Promise<void>
  /** One picture by message/custom/send. */
  sendPicture(to: string, hash: string, context: SendContext): Promise<void>
  templates: { reply?: Template; subscribeReply?: Template }
}

type Held = SendResult & { outcome: 'held' }
const held = (via: string, code: string, detail: string): Held => ({ outcome: 'held', via, code, detail })

/** Only an answer or a notice about a case is worth a notification; chat is not, and WeChat forbids it. */
const notifies = ({ context }: Message) => context.purpose !== 'dialogue' && context.caseNumber !== undefined

const RUNGS: Record<RungName, Rung> = {
  /** 客服消息: 5 within 48 h of a message, 3 within 1 minute of a click, follow or scan. */
  custom: {
    shut({ context: { window }, now }) {
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
        // What the window has no room for stands on the case page, and the text says so.
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
    shut: (message, { templates }) =>
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
    shut: (message, { templates }) =>
      templates.reply && notifies(message)
        ? undefined
        : held('template', 'no_template', '没有设置模板消息。'),
    async send({ to, outbound, context, now }, { api, templates }, sent) {
      const answer = await api.post('/cgi-bin/message/template/send', {
        touser: to,
        ...fillTemplate(templates.reply!, outbound.text, context, shanghaiDate(now)),
        ...(context.casePageUrl && { url: context.casePageUrl }),
        // WeChat itself sends one of these only once in ten minutes.
        client_msg_id: context.key.slice(0, 64),
      })
      keepId(sent, answer)
    },
  },
}

/** @returns false when there is no more than text, or WeChat no longer has it (three days): then the text is sent. */
async function sendRich(api: WeChatApi, touser: string, outbound: Outbound): Promise<boolean> {
  const passive = isRich(outbound) ? passiveOf([outbound]) : null
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
 * Climbs down the ladder: the first way that is open and takes the message. A way that turns out shut leads to the next; any other
 * failure ends here, to be tried again or given up. `spread` is a number in [0, 1).
 */
export async function climb(
  account: Account,
  message: Message,
  senders: Senders,
  spread: () => number,
): Promise<SendResult> {
  const sent: Sent = { messages: 0, leftOut: [] }
  const asked: Tried[] = []
  let result: SendResult = held('none', 'unverified', '没有认证的公众号不能主动发消息，要等对方再发消息。')
  for (const [i, via] of LADDER[account].entries()) {
    const shut = RUNGS[via].shut(message, senders)
    const tried: SendResult = shut ?? (await attempt(via, message, senders, sent, spread, asked))
    if (tried.outcome !== 'held') {
      result = tried
      break
    }
    // The text came in an earlier try; that the way shut since then is only a picture's loss.
    if (i === 0 && textWasSent(message)) {
      result = { outcome: 'sent', via }
      break
    }
    // The first rung tells the officer most about why it waits.
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
  via: RungName,
  message: Message,
  senders: Senders,
  sent: Sent,
  spread: () => number,
  asked: Tried[],
): Promise<SendResult> {
  try {
    await RUNGS[via].send(message, senders, sent)
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
    // Nobody was asked while the circuit is open.
    if (error.code === 'circuit') return result
    asked.push({ attempt: { via, outcome: result.outcome, ...wordsOf(result) }, error })
    return result
  }
}

const wordsOf = (result: SendResult) =>
  result.outcome === 'sent' ? {} : { code: result.code, detail: result.detail }

/** What the whole try tells the outbox and the administrators. */
function reportOf(asked: readonly Tried[], { messages, textArrived }: Sent): SendReport {
  const errors = asked.flatMap(({ attempt, error }) => (error ? [{ via: attempt.via, error }] : []))
  // Uploads tell of themselves (api).
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

/** The first way is the one that messages go out on: only what stops that one stops them all. */
function restOf(
  account: Account,
  result: SendResult,
  asked: readonly Tried[],
): Pick<SendReport, 'channelRestsMs'> {
  if (result.outcome !== 'retry' || result.via !== LADDER[account][0]) return {}
  // Nobody was asked while the circuit is open: it says itself how long.
  const restsMs = asked.length === 0 ? result.afterMs : asked.at(-1)?.error?.restsMs
  return restsMs === undefined ? {} : { channelRestsMs: restsMs }
}

/** What a failed try means for the outbox, by the table of errors. */
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
      // Spread by a quarter, so that many do not come back at once.
      const later = afterMs !== undefined && Math.round(afterMs * (1 + spread / 4))
      return { outcome: 'retry', via, code, detail, ...(later && { afterMs: later }) }
    }
  }
}

/**
 * The texts that are still to be sent, for each how many parts of the whole have arrived with it, and how many there are. What is too
 * long for what the window has left becomes its beginning and the case page. About a case, the page is always in it.
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
