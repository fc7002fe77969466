import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../../domain/errors.ts'

export interface ApiLimits {
  /** Requests of one officer's tokens together. */
  perOfficer: { points: number; seconds: number }
  /** Wrong tokens from one address. */
  wrongTokens: { points: number; seconds: number }
}

export const API_LIMITS: ApiLimits = {
  perOfficer: { points: 600, seconds: 60 },
  wrongTokens: { points: 20, seconds: 300 },
}

export const makeLimiter = ({ points, seconds }: { points: number; seconds: number }) =>
  new RateLimiterMemory({ points, duration: seconds })

const tooMany = (spent: RateLimiterRes) => {
  const seconds = Math.max(1, Math.ceil(spent.msBeforeNext / 1000))
  return new Refusal('too_many', `请求太频繁，请过 ${seconds} 秒再试。`, { retryAfterSeconds: seconds })
}

/** Takes a point. @throws Refusal `too_many`. */
export async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  await limiter.consume(key).catch((spent: RateLimiterRes) => {
    throw tooMany(spent)
  })
}

/** @throws Refusal `too_many` when no point is left, without taking one. */
export async function refuseSpent(limiter: RateLimiterMemory, key: string): Promise<void> {
  const state = await limiter.get(key)
  if (state && state.remainingPoints <= 0) throw tooMany(state)
}
