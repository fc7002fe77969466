import { RateLimiterMemory } from 'rate-limiter-flexible'
import { Refusal } from '../../domain/errors.ts'

/** Wrong codes one address may try: a code has 8 × 10^14 forms, so a few tries are for people, not for machines. */
export interface TryLimit {
  points: number
  seconds: number
}
export const CODE_TRIES: TryLimit = { points: 20, seconds: 600 }

/** Runs `open`, counting its `not_found` against the address. @throws Refusal `too_many` once there were too many. */
export function limitTries({ points, seconds }: TryLimit) {
  const limiter = new RateLimiterMemory({ points, duration: seconds })
  return async <T>(address: string, open: () => Promise<T>): Promise<T> => {
    const state = await limiter.get(address)
    if (state && state.consumedPoints >= points) {
      const wait = Math.max(1, Math.ceil(state.msBeforeNext / 1000))
      throw new Refusal('too_many', `试的次数太多了，请过 ${Math.ceil(wait / 60)} 分钟再查，或打电话问。`, {
        retryAfterSeconds: wait,
      })
    }
    try {
      return await open()
    } catch (error) {
      if (error instanceof Refusal && error.code === 'not_found') await limiter.penalty(address)
      throw error
    }
  }
}
