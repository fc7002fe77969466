import { randomBytes } from 'node:crypto'
import { messageXml, type OpenedReply, openReply, sealMessage } from '../../channels/wechat/client.ts'
import { nodeOf, readXml, textOf as textIn, type XmlValue } from '../../channels/wechat/xml.ts'
import type { Gesture, Residents } from './residents.ts'

/** What WeChat needs to call a server URL. */
export interface AccountKeys {
  /** The server URL. */
  url: string
  appId: string
  token: string
  aesKey?: string | undefined
  /** The account's own name. */
  account?: string
  now: () => Date
  /** Records the sending windows that messages open. */
  residents?: Residents
}

export interface Delivery {
  status: number
  body: string
  reply: OpenedReply
}

/** One message on its way: the same bytes for every retry, as WeChat sends them. */
export interface Letter {
  deliver(): Promise<Delivery>
}

let messageIds = 20_000_000_000_000

/** WeChat on behalf of one resident: builds, signs and posts messages, and reads the answers. */
export class WeChatResident {
  constructor(
    readonly openId: string,
    readonly keys: AccountKeys,
  ) {}

  text(Content: string): Promise<Delivery> {
    return this.message('text', { Content }).deliver()
  }

  event(Event: string, fields: { [tag: string]: XmlValue } = {}): Promise<Delivery> {
    return this.write('event', { Event, ...fields }).deliver()
  }

  /** A message with a MsgId of its own. */
  message(msgType: string, fields: { [tag: string]: XmlValue }): Letter {
    return this.write(msgType, { ...fields, MsgId: ++messageIds })
  }

  write(msgType: string, fields: { [tag: string]: XmlValue }): Letter {
    const { url, account = 'gh_huiyin', now, residents, ...keys } = this.keys
    const at = now()
    const xml = messageXml({ account, openId: this.openId, at, msgType }, fields)
    const nonce = randomBytes(5).toString('hex')
    const { query, body } = sealMessage({ ...keys, xml, timestamp: Math.floor(at.getTime() / 1000), nonce })
    const address = `${url}?${new URLSearchParams({ ...query, openid: this.openId })}`
    const gesture = gestureOf(msgType, fields['Event'])
    return {
      deliver: async () => {
        if (gesture === 'unfollow') residents?.unfollow(this.openId)
        else if (gesture) residents?.opens(this.openId, gesture, now().getTime())
        if (fields['Event'] === 'subscribe') residents?.follow(this.openId)
        const response = await fetch(address, {
          method: 'POST',
          body,
          headers: { 'content-type': 'text/xml' },
        })
        const answer = await response.text()
        const reply: OpenedReply = response.ok ? openReply(answer, keys) : { type: 'none' }
        return { status: response.status, body: answer, reply }
      },
    }
  }
}

/** The card of a delivery's answer, undefined when it is something else. */
export function cardOf({ reply }: Delivery): { title: string; description: string; url: string } | undefined {
  if (reply.type !== 'other' || reply.msgType !== 'news') return undefined
  const articles = nodeOf(readXml(reply.xml), 'Articles')
  const item = articles && nodeOf(articles, 'item')
  if (!item) throw new Error('a news answer without an article')
  const [title, description, url] = ['Title', 'Description', 'Url'].map(tag => textIn(item, tag))
  if (!title || description === undefined || !url) throw new Error('an article without title or address')
  return { title, description, url }
}

/** The text of an answer; empty when it was a bare acknowledgement. */
export const textOf = ({ reply }: Delivery): string => (reply.type === 'text' ? reply.text : '')

function gestureOf(msgType: string, event: XmlValue | undefined): Gesture | 'unfollow' | undefined {
  if (msgType !== 'event') return 'message'
  if (event === 'unsubscribe') return 'unfollow'
  return event === 'subscribe' || event === 'SCAN' || event === 'CLICK' ? 'gesture' : undefined
}
