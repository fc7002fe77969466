import { setTimeout as sleep } from 'node:timers/promises'
import express, { type Router } from 'express'
import { Api } from 'grammy'
import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import { Refusal } from '../../domain/base/errors.ts'
import type { Channel, Receive } from '../../domain/base/message.ts'
import { sameSecret } from '../../domain/base/secrets.ts'
import { ALLOWED_UPDATES, toInbound } from './inbound.ts'
import { fetchFile } from './media.ts'
import { poll } from './poll.ts'
import { makeSend } from './send.ts'

/**
 * Telegram, through grammY's typed Bot API client. Messages are received by long polling, or by webhook when a secret
 * is set; answers are always sent from the outbox.
 */
export interface TelegramOptions {
  token: string
  /** Without a trailing slash. */
  apiRoot: string
  /** When set, updates are posted to `router` with this secret. */
  webhookSecret?: string | undefined
  /** Where Telegram finds `router`; when given, it is registered at start. */
  webhookUrl?: string | undefined
  log: Logger
  /** For tests: waits between tries. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** A text of 4,096 characters that answers another one, both written as `\uXXXX` and full of links: 100 kB. Only Telegram gets this far. */
const MAX_UPDATE_BYTES = 256 * 1024

const NOT_STORED = '很抱歉，系统出了故障，刚才这条没有收到。请过一会儿再发一次，或者直接打电话给我们。'

export function createTelegram(options: TelegramOptions): Channel & { router?: Router } {
  const { token, apiRoot, webhookSecret, log } = options
  const api = new Api(token, { apiRoot, timeoutSeconds: 60 })
  const send = makeSend(api)
  const stopping = new AbortController()
  const pause = (ms: number) =>
    (options.pause ?? ((wait, signal) => sleep(wait, undefined, { signal })))(ms, stopping.signal).catch(
      () => {},
    )
  let receive: Receive | undefined
  let polling: Promise<void> = Promise.resolve()

  /** Takes one update in; resolves when it is durable. */
  async function handle(update: unknown): Promise<void> {
    const inbound = toInbound(update, new Date())
    if (inbound) {
      if (inbound.unread !== undefined) {
        log.warn(
          { kind: inbound.raw },
          'telegram: an update could not be read as it should be; kept for a look',
        )
      }
      try {
        await receive!(inbound)
      } catch (error) {
        // A message that can never be processed must not hold up the ones after it.
        if (!(error instanceof Refusal) || error.status >= 500 || error.code === 'too_many') throw error
        log.warn({ code: error.code }, 'telegram: message refused')
      }
    }
    // Stops the button's spinner. Only cosmetic, and refused when the press is old.
    const pressed = (update as Partial<Update> | null)?.callback_query
    if (pressed) await api.answerCallbackQuery(pressed.id).catch(() => {})
  }

  async function onGivenUp(update: Update): Promise<void> {
    log.fatal(
      { updateId: update.update_id },
      'telegram: message could not be stored; the resident was asked to send it again',
    )
    const message = update.message ?? update.edited_message
    const chat = message?.chat?.id ?? update.callback_query?.from?.id
    if (chat !== undefined) await api.sendMessage(chat, NOT_STORED).catch(() => {})
  }

  /** Registers webhook or polling with Telegram; tries again until it succeeds. */
  async function register(): Promise<void> {
    for (let tries = 1; !stopping.signal.aborted; tries++) {
      try {
        if (webhookSecret === undefined) await api.deleteWebhook()
        else if (options.webhookUrl) {
          await api.setWebhook(options.webhookUrl, {
            secret_token: webhookSecret,
            allowed_updates: ALLOWED_UPDATES,
          })
        }
        return
      } catch (error) {
        log.warn(
          { code: (error as { error_code?: number }).error_code ?? 'network' },
          'telegram: not reached yet',
        )
        await pause(Math.min(1000 * 2 ** tries, 60_000))
      }
    }
  }

  const channel: Channel = {
    name: 'telegram',
    // Does not wait for Telegram, so that an office with a broken connection still starts its other channels.
    async start(take) {
      receive = take
      const { signal } = stopping
      polling = register().then(() =>
        webhookSecret === undefined && !signal.aborted
          ? poll({ api, log, signal, handle, pause, onGivenUp })
          : undefined,
      )
    },
    async stop() {
      stopping.abort()
      await polling
    },
    send: (to, message, context) => send(to, message, context),
    fetchMedia: ref => fetchFile(api, { apiRoot, token }, ref),
  }
  return webhookSecret === undefined ? channel : { ...channel, router: webhookRouter(webhookSecret) }

  function webhookRouter(secret: string): Router {
    const router = express.Router()
    router.post('/', (req, _res, next) => {
      if (!sameSecret(req.get('x-telegram-bot-api-secret-token') ?? '', secret)) {
        next(new Refusal('unauthenticated', '密钥不对。'))
        return
      }
      next()
    })
    // A request with the secret is Telegram's: an unreadable update is stored and never refused like a forgery.
    const read = express.text({ type: () => true, limit: MAX_UPDATE_BYTES, inflate: false })
    router.post('/', read, async (req, res) => {
      if (!receive) throw new Refusal('unavailable', '还没有准备好。')
      // A throw here becomes a 5xx, and Telegram sends the update again.
      await handle(parsed(req.body))
      res.json({})
    })
    return router
  }
}

/** Parses a body as JSON; returns it unchanged when it is not JSON. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return ''
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
