import { type Api, GrammyError } from 'grammy'
import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import { ALLOWED_UPDATES } from './inbound.ts'

/** Long polling: how long Telegram holds an empty answer. */
const HOLD_SECONDS = 25

interface PollOptions {
  api: Api
  log: Logger
  signal: AbortSignal
  /** Resolves when the update is durable or not for us. A throw means that it is tried again. */
  handle(update: Update): Promise<void>
  /** Waits; ends early when `signal` fires. Passed in so that tests do not wait. */
  pause(ms: number): Promise<void>
  /** Called when an update could not be processed in `GIVE_UP_AFTER` tries. */
  onGivenUp(update: Update): Promise<void>
}

/** Tries for one update; with the pauses below about an hour. */
export const GIVE_UP_AFTER = 70

const backoffMs = (tries: number) => Math.min(1000 * 2 ** (tries - 1), 60_000)

/**
 * Receives updates, in order, until `signal` fires.
 *
 * Telegram forgets an update as soon as a later `offset` is requested. So `offset` moves past an update only when its
 * `handle` resolved: when the process dies in between, Telegram sends the update again and the message's external id
 * finds it. grammY's own loop is not used: it counts an update as done before its handler ends, and confirms it on
 * `stop()` even when the handler was failing. An update that fails is tried again in its place, with growing pauses,
 * before any later one.
 */
export async function poll({ api, log, signal, handle, pause, onGivenUp }: PollOptions): Promise<void> {
  let offset = 0
  let failures = 0
  while (!signal.aborted) {
    let updates: Update[]
    try {
      updates = await api.getUpdates(
        { offset, timeout: HOLD_SECONDS, allowed_updates: ALLOWED_UPDATES },
        signal as never, // grammY's types name the abort-controller package's own signal
      )
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      failures++
      log.warn({ code: codeOf(error), failures }, adviceFor(error))
      const wait = error instanceof GrammyError ? error.parameters.retry_after : undefined
      await pause(wait === undefined ? backoffMs(failures) : wait * 1000)
      continue
    }
    for (const update of updates) {
      for (let tries = 1; !signal.aborted; tries++) {
        try {
          await handle(update)
          break
        } catch (error) {
          log.error(
            { code: (error as { code?: unknown }).code, name: (error as Error).name, tries },
            'telegram: message not stored, trying again',
          )
          if (tries >= GIVE_UP_AFTER) {
            await onGivenUp(update)
            break
          }
          await pause(backoffMs(tries))
        }
      }
      if (signal.aborted) return
      offset = update.update_id + 1
    }
  }
}

const codeOf = (error: unknown) => (error instanceof GrammyError ? error.error_code : 'network')

function adviceFor(error: unknown): string {
  if (!(error instanceof GrammyError)) return 'telegram: cannot reach the Bot API'
  if (error.error_code === 401 || error.error_code === 404) {
    return 'telegram: the token is refused; check TELEGRAM_BOT_TOKEN'
  }
  if (error.error_code === 409) {
    return 'telegram: another process polls with this token, or a webhook is set; stop it, or set TELEGRAM_WEBHOOK_SECRET'
  }
  return 'telegram: getUpdates was refused'
}
