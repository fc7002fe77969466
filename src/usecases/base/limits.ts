import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../../domain/base/errors.ts'

/** A number of tries within some seconds, counted from the first of them. */
export interface Limit {
  points: number
  seconds: number
}

/**
 * One count per key, in this process: several processes beside each other each keep their own. A refused try is not
 * counted, so that repeated tries (a browser, an attacker) do not make anybody wait longer.
 */
export function makeLimit({ points, seconds }: Limit) {
  const counter = new RateLimiterMemory({ points, duration: seconds })
  const waitOf = (state: RateLimiterRes) => Math.max(1, Math.ceil(state.msBeforeNext / 1000))
  return {
    /** Counts a try. @returns 0, or the seconds to wait when the limit is reached. */
    async take(key: string): Promise<number> {
      try {
        await counter.consume(key)
        return 0
      } catch (spent) {
        if (!(spent instanceof RateLimiterRes)) throw spent
        await counter.reward(key)
        return waitOf(spent)
      }
    },
    /** Takes a try back. */
    async giveBack(key: string): Promise<void> {
      const state = await counter.get(key)
      if (state && state.consumedPoints > 0) await counter.reward(key)
    },
    /** Seconds to wait, without counting; 0 when there is room. */
    async wait(key: string): Promise<number> {
      const state = await counter.get(key)
      return state && state.consumedPoints >= points ? waitOf(state) : 0
    },
    async forget(key: string): Promise<void> {
      await counter.delete(key)
    },
  }
}
export type Counter = ReturnType<typeof makeLimit>

/** `40 秒`, `15 分钟`, `2 小时`. */
const sayWait = (seconds: number): string =>
  seconds <= 90
    ? `${seconds} 秒`
    : seconds <= 5400
      ? `${Math.ceil(seconds / 60)} 分钟`
      : `${Math.ceil(seconds / 3600)} 小时`

/** @param say the whole sentence, given how long to wait in words. */
export const tooMany = (seconds: number, say: (wait: string) => string): Refusal =>
  new Refusal('too_many', say(sayWait(seconds)), { retryAfterSeconds: seconds })

/**
 * Counts a try at each of these limits, or at none of them when one is reached.
 * @returns which limit was reached and how long to wait; undefined when none was.
 */
export async function takeAll(
  buckets: readonly { counter: Counter; key: string }[],
): Promise<{ full: number; wait: number } | undefined> {
  for (const [i, { counter, key }] of buckets.entries()) {
    const wait = await counter.take(key)
    if (wait === 0) continue
    for (const taken of buckets.slice(0, i)) await taken.counter.giveBack(taken.key)
    return { full: i, wait }
  }
  return undefined
}
