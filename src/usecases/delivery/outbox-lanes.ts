import { setTimeout as sleep } from 'node:timers/promises'
import { CHAT_CHANNELS, type ChatChannel } from '../../domain/base/message.ts'

/** A channel's own way through the outbox. `''`: rows that name no channel. */
export type LaneName = ChatChannel | ''
export const LANES: readonly LaneName[] = [...CHAT_CHANNELS, '']

export interface Rate {
  /** Messages on their way at once. */
  atOnce: number
  /** Messages begun in a second. */
  perSecond: number
}

/**
 * How fast each channel is sent to. WeChat publishes daily caps but no rate for customer-service messages and answers
 * 45011 when it is too fast: well below what has been seen to draw it. Telegram takes 30 messages a second from a bot
 * (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
 */
export const RATES: Record<LaneName, Rate> = {
  wechat: { atOnce: 8, perSecond: 30 },
  telegram: { atOnce: 4, perSecond: 25 },
  web: { atOnce: 20, perSecond: 1000 },
  '': { atOnce: 4, perSecond: 100 },
}

/** A channel that is down is asked again after at most this long, whatever it said. */
const LONGEST_REST_MS = 5 * 60_000

export interface LaneClock {
  /** Milliseconds that have passed, whatever becomes of the clock on the wall. */
  elapsed: () => number
  sleep: (ms: number) => Promise<unknown>
}

const MACHINE: LaneClock = { elapsed: () => performance.now(), sleep: ms => sleep(ms) }

/** The state of one channel's sending in this process: whether it rests, and when the next message may begin. */
export class Lane {
  readonly #rate: Rate
  readonly #clock: LaneClock
  #restsUntil = 0
  /** After a rest one message goes ahead; the others follow when it came through. */
  #probing = false
  #nextStart = 0

  constructor(rate: Rate, clock: LaneClock = MACHINE) {
    this.#rate = rate
    this.#clock = clock
  }

  /** How many messages may be claimed now: none while the channel rests, one after a rest. */
  room(limit: number): number {
    if (this.#clock.elapsed() < this.#restsUntil) return 0
    return this.#probing ? Math.min(1, limit) : limit
  }

  /** After a rest. */
  get probing(): boolean {
    return this.#probing
  }

  get atOnce(): number {
    return this.#rate.atOnce
  }

  /** Resolves when the next message may begin. */
  async turn(): Promise<void> {
    const now = this.#clock.elapsed()
    const start = Math.max(now, this.#nextStart)
    this.#nextStart = start + 1000 / this.#rate.perSecond
    if (start > now) await this.#clock.sleep(start - now)
  }

  /** The channel takes nothing for so long. */
  rest(ms: number): void {
    this.#restsUntil = this.#clock.elapsed() + Math.min(ms, LONGEST_REST_MS)
    this.#probing = true
  }

  get rests(): boolean {
    return this.#clock.elapsed() < this.#restsUntil
  }

  /** A message got an answer from the channel. */
  works(): void {
    this.#probing = false
  }
}

export type Lanes = Record<LaneName, Lane>

/** Lanes that keep each channel's rate. */
export const makeLanes = (clock: LaneClock = MACHINE): Lanes =>
  Object.fromEntries(LANES.map(name => [name, new Lane(RATES[name], clock)])) as Lanes

/** Lanes that remember nothing and wait for nothing: for one delivery by hand. */
export const freeLanes = (): Lanes =>
  Object.fromEntries(
    LANES.map(name => [name, new Lane({ ...RATES[name], perSecond: Number.POSITIVE_INFINITY })]),
  ) as Lanes
