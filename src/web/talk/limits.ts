import type { Request, RequestHandler } from 'express'
import { networkOf } from '../../domain/base/network.ts'
import { type Limit, type MakeCounter, makeLimit, takeAll, tooMany } from '../../usecases/base/limits.ts'

export interface ChatLimits {
  /** Messages of one resident. */
  perContact: Limit
  /** Browsers that write for the first time, from one network. */
  newcomers: Limit
  /** Messages from one network: a village hall or a mobile carrier's gateway is many residents. */
  perNetwork: Limit
}

/** Why these numbers: docs/limits.md. */
export const CHAT_LIMITS: ChatLimits = {
  perContact: { points: 30, seconds: 60 },
  newcomers: { points: 300, seconds: 3600 },
  perNetwork: { points: 600, seconds: 60 },
}

const tooFast = (wait: string) => `发得太快了，请过 ${wait}再发。`
const tooManyNew = (wait: string) =>
  `您这个网络上新来的人太多，请过 ${wait}再发，或者打电话。已经在对话的不受影响。`

/**
 * Counts a message. `contactOf` is undefined for a browser that is new. How fast somebody may write is counted by each process,
 * which spares every message two questions to the database; new browsers are rare.
 * @returns a function that throws Refusal `too_many` when a limit is reached
 */
export function messageCounter(
  limits: ChatLimits,
  contactOf: (req: Request) => string | undefined,
  make: MakeCounter,
): (req: Request) => Promise<void> {
  const contacts = makeLimit(limits.perContact)
  const newcomers = make('new browser of network', limits.newcomers)
  const networks = makeLimit(limits.perNetwork)
  return async req => {
    const network = networkOf(req.ip)
    const contact = contactOf(req)
    const own = contact
      ? { counter: contacts, key: contact, words: tooFast }
      : { counter: newcomers, key: network, words: tooManyNew }
    const buckets = [own, { counter: networks, key: network, words: tooFast }]
    const refused = await takeAll(buckets)
    if (refused) throw tooMany(refused.wait, buckets[refused.full]!.words)
  }
}

/** The same before a body is read. */
export function limitMessages(...given: Parameters<typeof messageCounter>): RequestHandler {
  const count = messageCounter(...given)
  return async (req, _res, next) => {
    await count(req)
    next()
  }
}
