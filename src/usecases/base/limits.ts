import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../../domain/base/errors.ts'
import type { Context } from './context.ts'

/** A number of tries within some seconds, counted from the first of them. */
export interface Limit {
  points: number
  seconds: number
}

/** Counts tries, each under a key. A refused try is not counted, so that trying again makes nobody wait longer. */
export interface Counter {
  /** Counts a try. @returns 0, or the seconds to wait when the limit is reached. */
  take(key: string, points?: number): Promise<number>
  /** Takes a try back. */
  giveBack(key: string, points?: number): Promise<void>
  /** Seconds to wait, without counting; 0 when there is room. */
  wait(key: string): Promise<number>
  /** How much is counted now. */
  used(key: string): Promise<number>
  forget(key: string): Promise<void>
}

/** Makes a counter. The name tells limits apart whose keys may be the same. */
export type MakeCounter = (name: string, limit: Limit) => Counter

/** Counts in this process: for limits that protect the machine, and on SQLite for all. */
export const makeLimit = (limit: Limit): Counter =>
  counterOf(
    new RateLimiterMemory({ points: limit.points, duration: limit.seconds }),
    limit.points,
    key => key,
  )

export const inThisProcess: MakeCounter = (_name, limit) => makeLimit(limit)

/**
 * Counts for all processes together, where there may be several: for limits that protect a person, an account or a case.
 * The database gets keyed hashes, so that it does not say who tried what from where. While it does not answer, each
 * process counts by itself.
 */
export const amongProcesses =
  ({ db, secrets }: Pick<Context, 'db' | 'secrets'>): MakeCounter =>
  (name, limit) =>
    db.counts
      ? counterOf(db.counts.limiter(limit), limit.points, key => secrets.key(`${name}\n${key}`, 'limit'))
      : makeLimit(limit)

const waitOf = (state: RateLimiterRes) => Math.max(1, Math.ceil(state.msBeforeNext / 1000))

function counterOf(limiter: RateLimiterAbstract, most: number, stored: (key: string) => string): Counter {
  return {
    async take(key, points = 1) {
      try {
        await limiter.consume(stored(key), points)
        return 0
      } catch (spent) {
        if (!(spent instanceof RateLimiterRes)) throw spent
        await limiter.reward(stored(key), points)
        return waitOf(spent)
      }
    },
    async giveBack(key, points = 1) {
      const state = await limiter.get(stored(key))
      if (state && state.consumedPoints > 0)
        await limiter.reward(stored(key), Math.min(points, state.consumedPoints))
    },
    async wait(key) {
      const state = await limiter.get(stored(key))
      return state && state.consumedPoints >= most ? waitOf(state) : 0
    },
    async used(key) {
      return (await limiter.get(stored(key)))?.consumedPoints ?? 0
    },
    async forget(key) {
      await limiter.delete(stored(key))
    },
  }
}

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
