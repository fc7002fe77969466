import type { Inbound, Receive, ReceiveOptions } from '../../domain/base/message.ts'
import type { Context } from '../base/context.ts'
import { makeLimit } from '../base/limits.ts'
import { expectsAnswer } from './receive/kept.ts'
import { receiveMessage } from './receive-message.ts'

/** One and a half messages a second for a whole minute; ten albums of nine photos are as many. */
export const FLOOD = { points: 90, seconds: 60 } as const

/** How often somebody who floods is told so. */
const TOLD = { points: 1, seconds: 60 } as const

/**
 * Receives the messages of a channel whose residents have an identity, and slows down whoever sends more of them than
 * anybody types: they are all kept, but the dialogue does not go on, and the bot says so once a minute. (The web chat
 * refuses such requests: web/talk/limits.)
 */
export function receiveCalmly(ctx: Context): Receive {
  const [messages, told] = [makeLimit(FLOOD), makeLimit(TOLD)]
  async function floodOf(inbound: Inbound): Promise<ReceiveOptions['flood']> {
    if (!expectsAnswer(inbound)) return undefined
    const key = `${inbound.channel}:${ctx.secrets.key(inbound.from, 'flood')}`
    if ((await messages.take(key)) === 0) return undefined
    return (await told.take(key)) === 0 ? 'say' : 'keep'
  }
  return async (inbound, options) => {
    const flood = await floodOf(inbound)
    return receiveMessage(ctx, inbound, { ...options, ...(flood && { flood }) })
  }
}
