import { type Counter, type Limit, tooMany } from '../../usecases/base/limits.ts'

export interface ApiLimits {
  /** Requests of one officer's tokens together. */
  perOfficer: Limit
  /** Wrong tokens from one network; further wrong ones get 429. A valid token is never refused because of them. */
  wrongTokens: Limit
}

export const API_LIMITS: ApiLimits = {
  perOfficer: { points: 600, seconds: 60 },
  wrongTokens: { points: 20, seconds: 300 },
}

const say = (wait: string) => `请求太频繁，请过 ${wait}再试。`

/** Counts a request. @throws Refusal `too_many`. */
export async function countRequest(counter: Counter, key: string): Promise<void> {
  const wait = await counter.take(key)
  if (wait > 0) throw tooMany(wait, say)
}
