import { randomBytes } from 'node:crypto'
import type { Outbound } from '../../domain/base/message.ts'
import { byteLength, renderPlain } from '../../domain/base/text/message-text.ts'
import { encrypt, sign } from './crypto.ts'
import { writeXml } from './xml.ts'

/**
 * WeChat refuses longer texts (45002); the limit is undocumented for customer-service messages and 2,048 bytes
 * for passive ones.
 */
export const MAX_TEXT_BYTES = 2048

/** Between answers in one response. */
const JOINT = '\n\n'

/**
 * How many of these replies, from the first, fit into one answer. `pushes`: the account has other routes, so replies
 * with pictures or after a card can be sent there; without them everything must be sent now, cards as their text and
 * link.
 */
export function countFitting(replies: readonly Outbound[], pushes = false): number {
  const apart = ({ media, card, pictures }: Outbound) =>
    media !== undefined || (pushes && (card !== undefined || pictures !== undefined))
  // A response carries one picture, voice or card, or one text.
  if (replies[0] && isRich(replies[0]) && (apart(replies[0]) || replies.length === 1)) return 1
  let size = 0
  let count = 0
  for (const reply of replies) {
    if (apart(reply)) break
    size += byteLength(renderPlain(reply)) + (count > 0 ? JOINT.length : 0)
    if (size > MAX_TEXT_BYTES) break
    count++
  }
  return count
}

/** Whether a message is more than text. */
export const isRich = ({ media, card }: Outbound): boolean => media !== undefined || card !== undefined

/** The replies as the one answer of the response; null when there are none. */
export function passiveReplyOf(replies: readonly Outbound[]): Passive | null {
  const [first] = replies
  if (!first) return null
  if (first.media) {
    return { type: first.media.kind === 'photo' ? 'image' : 'voice', mediaId: first.media.mediaId }
  }
  if (first.card && replies.length === 1) {
    // WeChat shows a card without a picture as title and words; the field itself must be there.
    return { type: 'news', articles: [{ picUrl: '', ...first.card }] }
  }
  return { type: 'text', text: replies.map(renderPlain).join(JOINT) }
}

/** What the waiting response can carry (被动回复消息). */
export type Passive =
  | { type: 'text'; text: string }
  | { type: 'image' | 'voice'; mediaId: string }
  | { type: 'news'; articles: { title: string; description: string; picUrl: string; url: string }[] }

/** Sender and recipient: the two names of the inbound message, swapped. `at` is written in whole seconds. */
interface Envelope {
  to: string
  from: string
  at: Date
}

/** @returns the XML of a passive answer. */
export function passiveXml(answer: Passive, { to, from, at }: Envelope): string {
  const head = { ToUserName: to, FromUserName: from, CreateTime: Math.floor(at.getTime() / 1000) }
  switch (answer.type) {
    case 'text':
      return writeXml({ ...head, MsgType: 'text', Content: answer.text })
    case 'image':
      return writeXml({ ...head, MsgType: 'image', Image: { MediaId: answer.mediaId } })
    case 'voice':
      return writeXml({ ...head, MsgType: 'voice', Voice: { MediaId: answer.mediaId } })
    case 'news':
      return writeXml({
        ...head,
        MsgType: 'news',
        ArticleCount: answer.articles.length,
        Articles: answer.articles.map(a => ({
          item: { Title: a.title, Description: a.description, PicUrl: a.picUrl, Url: a.url },
        })),
      })
  }
}

/** Seals an answer for safe mode. The word "success" and an empty body are sent unsealed. */
export function sealReply(
  xml: string,
  keys: { token: string; aesKey: string; appId: string },
  at: Date,
): string {
  const Encrypt = encrypt(keys.aesKey, keys.appId, xml)
  const TimeStamp = Math.floor(at.getTime() / 1000)
  const Nonce = randomBytes(8).toString('hex')
  const MsgSignature = sign(keys.token, String(TimeStamp), Nonce, Encrypt)
  return writeXml({ Encrypt, MsgSignature, TimeStamp, Nonce })
}
