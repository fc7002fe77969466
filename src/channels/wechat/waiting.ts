import type { Outbound } from '../../domain/base/message.ts'
import { type Passive, passiveReplyOf } from './reply.ts'

/** How long an answer can still use the waiting response; WeChat hangs up after 5 s. */
const PASSIVE_MS = 4500
/** When a message that Wechaty never answered is given up: by then WeChat has retried and stopped. */
const GIVE_UP_MS = 30_000
/** More at once than any township sends; each holds a message in memory. Beyond it WeChat is told to retry. */
export const MAX_WAITING = 2000

interface Waiting {
  until: Date
  promise: Promise<Passive | null>
  resolve(answer: Passive | null): void
  reject(error: unknown): void
}

/**
 * Messages whose HTTP response waits for its answer, by message id. A retry that arrives while the first is in
 * progress joins it, and gives it another 4.5 s.
 *
 * How late answers are safe: whether replies ride on the response is decided inside the transaction, by the clock.
 * When the commit then takes so long that WeChat has hung up, its retry finds the message answered and gets the same
 * text again. Only after the third and last retry does nobody ask again: such an answer counts as sent but is not
 * seen. That needs a commit of over half a second right at the end of 20 s of trying.
 */
export class WaitingResponses {
  readonly #waiting = new Map<string, Waiting>()
  readonly #now: () => Date

  constructor(now: () => Date) {
    this.#now = now
  }

  /**
   * Waits for the answer to a message; `begin` is called for the first request.
   * @returns null for an acknowledgement without text. Rejects when the message could not be stored.
   */
  wait(id: string, begin: () => void): Promise<Passive | null> {
    const until = new Date(this.#now().getTime() + PASSIVE_MS)
    const known = this.#waiting.get(id)
    if (known) {
      known.until = until
      return known.promise
    }
    if (this.#waiting.size >= MAX_WAITING) return Promise.reject(new Error('too many messages under way'))
    let resolve!: (answer: Passive | null) => void
    let reject!: (error: unknown) => void
    const promise = new Promise<Passive | null>((yes, no) => {
      resolve = yes
      reject = no
    })
    const timer = setTimeout(() => this.refuse(id, new Error('never answered')), GIVE_UP_MS)
    timer.unref()
    const settle =
      <T>(then: (value: T) => void) =>
      (value: T) => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        then(value)
      }
    this.#waiting.set(id, { until, promise, resolve: settle(resolve), reject: settle(reject) })
    begin()
    return promise
  }

  until(id: string): Date | null {
    return this.#waiting.get(id)?.until ?? null
  }

  answer(id: string, replies: readonly Outbound[]): void {
    this.#waiting.get(id)?.resolve(passiveReplyOf(replies))
  }

  refuse(id: string, error: unknown): void {
    this.#waiting.get(id)?.reject(error)
  }

  /** Resolves when no message is in progress. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#waiting.values()].map(w => w.promise))
  }
}
