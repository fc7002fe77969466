import { setTimeout as sleep } from 'node:timers/promises'
import { CHAT_CHANNELS, type ChatChannel } from '../../domain/base/message.ts'

/** A channel's lane in the outbox. `''`: rows without a channel. */
export type LaneName = ChatChannel | ''
export const LANES: readonly LaneName[] = [...CHAT_CHANNELS, '']

interface Rate {
  /** Messages being sent at once. */
  atOnce: number
  /** Messages started per second. */
  perSecond: number
}

/**
 * The sending rate of each channel. WeChat publishes daily caps but no rate for customer-service messages and answers
 * 45011 when they are too fast; this is well below the rate at which that was observed. Telegram takes 30 messages a
 * second from a bot (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
 */
export const RATES: Record<LaneName, Rate> = {
  wechat: { atOnce: 8, perSecond: 30 },
  telegram: { atOnce: 4, perSecond: 25 },
  web: { atOnce: 20, perSecond: 1000 },
  '': { atOnce: 4, perSecond: 100 },
}

/** A channel that is down is tried again after at most this long, whatever it asked for. */
const LONGEST_REST_MS = 5 * 60_000

interface LaneClock {
  /** Elapsed milliseconds, independent of the wall clock. */
  elapsed: () => number
  sleep: (ms: number) => Promise<unknown>
}

const MACHINE: LaneClock = { elapsed: () => performance.now(), sleep: ms => sleep(ms) }

/** The sending state of one channel in this process: whether it pauses, and when the next message may start. */
export class Lane {
  readonly #rate: Rate
  readonly #clock: LaneClock
  #restsUntil = 0
  /** After a pause one message is sent first; the others follow when it succeeded. */
  #probing = false
  #nextStart = 0

  constructor(rate: Rate, clock: LaneClock = MACHINE) {
    this.#rate = rate
    this.#clock = clock
  }

  /** How many messages may be claimed now: none during a pause, one after it. */
  room(limit: number): number {
    if (this.#clock.elapsed() < this.#restsUntil) return 0
    return this.#probing ? Math.min(1, limit) : limit
  }

  /** Whether the next message is the first after a pause. */
  get probing(): boolean {
    return this.#probing
  }

  get atOnce(): number {
    return this.#rate.atOnce
  }

  /** Resolves when the next message may start. */
  async turn(): Promise<void> {
    const now = this.#clock.elapsed()
    const start = Math.max(now, this.#nextStart)
    this.#nextStart = start + 1000 / this.#rate.perSecond
    if (start > now) await this.#clock.sleep(start - now)
  }

  /** Pauses the channel for this long. */
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

/** Lanes without state and without waiting, for one delivery by hand. */
export const freeLanes = (): Lanes =>
  Object.fromEntries(
    LANES.map(name => [name, new Lane({ ...RATES[name], perSecond: Number.POSITIVE_INFINITY })]),
  ) as Lanes
