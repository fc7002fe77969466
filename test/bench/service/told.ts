import { openReply } from '../../../src/channels/wechat/client.ts'
import type { Answer, Letter, Target } from './job.ts'

/** What residents who wrote one message each were told, by the waiting response or by the customer-service interface. */
export interface Told {
  /** All that each was told, in the order of the letters. */
  heard: string[][]
  /** Answered in the response. */
  passive: number
  /** Acknowledged there, and answered later. */
  later: number
  /** Who was told nothing at all. */
  lost: string[]
  /** Who was told the same words twice. */
  doubled: string[]
  /** Whose message was not acknowledged, however often WeChat posted it. */
  refused: string[]
}

export function told(
  letters: readonly Letter[],
  answers: readonly Answer[],
  sent: readonly { openId: string; text: string }[],
  target: Target,
): Told {
  const pushed = new Map<string, string[]>()
  for (const { openId, text } of sent) pushed.set(openId, [...(pushed.get(openId) ?? []), text])
  const result: Told = { heard: [], passive: 0, later: 0, lost: [], doubled: [], refused: [] }
  for (const [i, { openId }] of letters.entries()) {
    const answer = answers[i]!
    const reply = answer.status === 200 ? openReply(answer.body, target) : undefined
    if (!reply) result.refused.push(openId)
    const words = reply?.type === 'text' ? [reply.text] : reply?.type === 'other' ? [reply.xml] : []
    const heard = [...words, ...(pushed.get(openId) ?? [])]
    result.heard.push(heard)
    if (words.length > 0) result.passive++
    else if (heard.length > 0) result.later++
    else result.lost.push(openId)
    if (new Set(heard).size < heard.length) result.doubled.push(openId)
  }
  return result
}
