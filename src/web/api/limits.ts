import { type Counter, type Limit, tooMany } from '../../usecases/base/limits.ts'

export interface ApiLimits {
  /** Requests of one officer's tokens together. */
  perOfficer: Limit
  /** Wrong tokens from one network: after that the next wrong ones are 429. A right one is never refused for them. */
  wrongTokens: Limit
}

export const API_LIMITS: ApiLimits = {
  perOfficer: { points: 600, seconds: 60 },
  wrongTokens: { points: 20, seconds: 300 },
}

const say = (wait: string) => `请求太频繁，请过 ${wait}再试。`

/** Counts one. @throws Refusal `too_many`. */
export async function take(counter: Counter, key: string): Promise<void> {
  const wait = await counter.take(key)
  if (wait > 0) throw tooMany(wait, say)
}
