import { randomBytes } from 'node:crypto'
import { Agent, request } from 'undici'
import { messageXml, openReply, sealMessage } from '../../channels/wechat/client.ts'

/** The settings of an account that WeChat has. */
export interface Account {
  /** The service's address, without /channels/wechat. */
  url: string
  token: string
  aesKey?: string | undefined
  appId: string
}

export interface Delivered {
  ms: number
  /** The text in the response; undefined for a bare acknowledgement. */
  text: string | undefined
}

/** The response was refused or invalid: WeChat would try again, and then tell the resident of an outage. */
export class NotAccepted extends Error {
  override readonly name = 'NotAccepted'
}

/** WeChat's side of the server URL. */
export function webhook(account: Account) {
  const agent = new Agent({ connections: 64, bodyTimeout: 30_000, headersTimeout: 30_000 })
  const address = `${account.url.replace(/\/+$/, '')}/channels/wechat`
  return {
    /** Posts a text message once. @throws NotAccepted, or an error of the connection */
    async deliver(message: { openId: string; msgId: string; text: string; at: Date }): Promise<Delivered> {
      const xml = messageXml(
        { account: 'gh_replay', openId: message.openId, at: message.at, msgType: 'text' },
        { Content: message.text, MsgId: message.msgId },
      )
      const { query, body } = sealMessage({
        ...account,
        xml,
        timestamp: Math.floor(message.at.getTime() / 1000),
        nonce: randomBytes(5).toString('hex'),
      })
      const begun = performance.now()
      const response = await request(`${address}?${new URLSearchParams(query)}`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml' },
        body,
        dispatcher: agent,
      })
      const answer = await response.body.text()
      const ms = performance.now() - begun
      if (response.statusCode !== 200) throw new NotAccepted(`HTTP ${response.statusCode}`)
      const reply = openReply(answer, account)
      return { ms, text: reply.type === 'text' ? reply.text : undefined }
    },
    close: () => agent.close(),
  }
}

export type Webhook = ReturnType<typeof webhook>
