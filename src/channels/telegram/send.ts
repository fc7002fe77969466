import { type Api, GrammyError, InputFile } from 'grammy'
import type { Outbound, SendContext, SendResult } from '../../domain/base/message.ts'
import { withoutChoiceLines } from '../../domain/base/text/choice-lines.ts'
import { callbackData } from './inbound.ts'

/** Telegram refuses longer texts; it counts UTF-16 units after formatting, and we send none. */
const TEXT_LIMIT = 4096

/** Splits on code points, at a line end where there is one in the last quarter. */
export function splitText(text: string, limit = TEXT_LIMIT): string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > limit) {
    const line = rest.lastIndexOf('\n', limit)
    let end = line > limit * 0.75 ? line : limit
    if (/[\uD800-\uDBFF]/.test(rest[end - 1]!)) end--
    parts.push(rest.slice(0, end))
    rest = rest.slice(end).replace(/^\n/, '')
  }
  return [...parts, rest]
}

/** The result of a refused call, by Telegram's code. Descriptions contain no names and no token. */
function failure(error: unknown): SendResult {
  const via = 'telegram'
  if (!(error instanceof GrammyError)) {
    const detail = '连不上 Telegram，稍后再发。'
    return { outcome: 'retry', via, code: 'network', detail, notItsFault: true, channelRestsMs: 15_000 }
  }
  const code = String(error.error_code)
  switch (error.error_code) {
    case 429: {
      const seconds = error.parameters.retry_after ?? 5
      const detail = 'Telegram 要求放慢，稍后再发。'
      const afterMs = seconds * 1000
      // It may concern this chat only, so other messages try again soon.
      const channelRestsMs = Math.min(afterMs, 10_000)
      return { outcome: 'retry', via, code, detail, afterMs, notItsFault: true, channelRestsMs }
    }
    case 403:
      return { outcome: 'undeliverable', via, code, detail: '对方停用了机器人，Telegram 上送不到。' }
    case 400:
      return { outcome: 'undeliverable', via, code, detail: `Telegram 不收这条消息：${error.description}` }
    // The token is wrong or revoked: the message waits until an administrator repairs it.
    case 401:
    case 404:
      return {
        outcome: 'retry',
        via,
        code,
        detail: 'TELEGRAM_BOT_TOKEN 不对或已停用，请管理员检查。',
        afterMs: 300_000,
        notItsFault: true,
        channelRestsMs: 60_000,
      }
    default:
      return {
        outcome: 'retry',
        via,
        code,
        detail: `Telegram 暂时出错（${code}），稍后再发。`,
        ...(error.error_code >= 500 && { notItsFault: true }),
      }
  }
}

/**
 * Sends a message, in parts when it is long. A retry continues after the last part that arrived, also after a
 * restart.
 */
export function makeSend(api: Api) {
  return async (to: string, message: Outbound, context: SendContext): Promise<SendResult> => {
    const { picture, partArrived, partsSent = 0 } = context
    const said = withoutChoiceLines(message)
    const text = message.link ? `${said}\n\n${message.link.label}：${message.link.url}` : said
    const parts = splitText(text)
    const keyboard = message.choices?.length && {
      inline_keyboard: message.choices.map((choice, i) => [
        { text: choice.label, callback_data: callbackData(choice.value, i + 1) },
      ]),
    }
    const total = parts.length + (message.pictures?.length ?? 0)
    let lastId: number | undefined
    for (let i = partsSent; i < parts.length; i++) {
      try {
        const sent = await api.sendMessage(to, parts[i]!, {
          ...(i === parts.length - 1 && keyboard && { reply_markup: keyboard }),
          link_preview_options: { is_disabled: true },
        })
        lastId = sent.message_id
      } catch (error) {
        return failure(error)
      }
      if (total > 1) await partArrived?.(i + 1)
    }
    for (const [i, hash] of (message.pictures ?? []).entries()) {
      if (parts.length + i < partsSent) continue
      const bytes = await picture?.(hash)
      try {
        if (bytes) await api.sendPhoto(to, new InputFile(bytes, `${i + 1}.jpg`))
      } catch (error) {
        const failed = failure(error)
        // Pictures that Telegram will never accept are on the case page, and the text says so.
        if (failed.outcome === 'retry') return { ...failed, textArrived: true }
      }
      await partArrived?.(parts.length + i + 1)
    }
    return { outcome: 'sent', via: 'telegram', ...(lastId !== undefined && { externalId: String(lastId) }) }
  }
}
