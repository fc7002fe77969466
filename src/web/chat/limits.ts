import type { RequestHandler } from 'express'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from '../../domain/errors.ts'

export interface ChatLimits {
  /** Messages of one resident. */
  perContact: { points: number; seconds: number }
  /** Messages from one address: a village hall or a mobile carrier's gateway is many residents. */
  perAddress: { points: number; seconds: number }
}

export const CHAT_LIMITS: ChatLimits = {
  perContact: { points: 30, seconds: 60 },
  perAddress: { points: 240, seconds: 60 },
}

/** Takes one point from a limiter. @throws Refusal `too_many` saying when to come again. */
async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (spent) {
    const seconds = Math.max(1, Math.ceil((spent as RateLimiterRes).msBeforeNext / 1000))
    throw new Refusal('too_many', `发得太快了，请过 ${seconds} 秒再发。`, { retryAfterSeconds: seconds })
  }
}

/** Counts a message before its body is read. `contactOf` is undefined for a browser that is new. */
export function limitMessages(
  limits: ChatLimits,
  contactOf: (req: Parameters<RequestHandler>[0]) => string | undefined,
): RequestHandler {
  const make = ({ points, seconds }: { points: number; seconds: number }) =>
    new RateLimiterMemory({ points, duration: seconds })
  const [contacts, addresses] = [make(limits.perContact), make(limits.perAddress)]
  return async (req, _res, next) => {
    await take(addresses, req.ip ?? 'unknown')
    const contact = contactOf(req)
    if (contact) await take(contacts, contact)
    next()
  }
}
