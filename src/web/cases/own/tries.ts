import type { Request } from 'express'
import { Refusal } from '../../../domain/base/errors.ts'
import { networkOf } from '../../../domain/base/network.ts'
import { parseCaseNumber } from '../../../domain/base/text/case-number.ts'
import { type Limit, type MakeCounter, tooMany } from '../../../usecases/base/limits.ts'

/**
 * Wrong codes. A code has 8 × 10^14 forms, so a few tries are enough for people. A guesser must not lock out others
 * behind the same proxy.
 */
export interface TryLimit {
  /** One case from one network; beyond it even the right code must wait, but only on that network. */
  pair: Limit
  /** Any cases from one network; beyond it wrong codes get 429. The right code still opens its case. */
  network: Limit
}

export const CODE_TRIES: TryLimit = {
  pair: { points: 10, seconds: 600 },
  network: { points: 100, seconds: 600 },
}

const say = (wait: string) => `试的次数太多了，请过 ${wait}再查，或打电话问。`

/**
 * Runs `open`, counting its `not_found` against this case and this network.
 * @throws Refusal `too_many` after too many wrong codes
 */
export function limitTries(limits: TryLimit, make: MakeCounter) {
  const pairs = make('case code of case and network', limits.pair)
  const networks = make('case code of network', limits.network)
  return async <T>(req: Request, number: string, open: () => Promise<T>): Promise<T> => {
    const network = networkOf(req.ip)
    // Normalises the number, so that every spelling counts as the same case.
    const pair = `${parseCaseNumber(number) ?? number.slice(0, 40)} ${network}`
    const shut = await pairs.wait(pair)
    if (shut > 0) throw tooMany(shut, say)
    try {
      return await open()
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'not_found') throw error
      await pairs.take(pair)
      const wait = await networks.take(network)
      throw wait > 0 ? tooMany(wait, say) : error
    }
  }
}
