import type { Request } from 'express'
import { Refusal } from '../../domain/base/errors.ts'
import { networkOf } from '../../domain/base/network.ts'
import { type MakeCounter, tooMany } from '../../usecases/base/limits.ts'

/** Invalid links from one network. A valid link always works. */
const LINK_TRIES = { points: 30, seconds: 600 }

/** Runs what a one-time link opens. @throws Refusal `too_many` in place of `not_found` when there were too many. */
export function limitLinks(make: MakeCounter) {
  const networks = make('link of network', LINK_TRIES)
  return async <T>(req: Request, open: () => Promise<T>): Promise<T> => {
    try {
      return await open()
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'not_found') throw error
      const wait = await networks.take(networkOf(req.ip))
      throw wait > 0 ? tooMany(wait, words => `打不开的链接试得太多了，请过 ${words}再试。`) : error
    }
  }
}
