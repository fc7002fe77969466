import { sameSecret } from '../../domain/base/secrets.ts'
import { decrypt, encrypt, sign } from './crypto.ts'
import { readXml, textOf, writeXml, type XmlValue } from './xml.ts'

/**
 * WeChat's side of the webhook: how WeChat posts a resident's message and reads the answer. For the demo, the replay
 * command and the tests. Pure.
 */

interface Sealing {
  xml: string
  token: string
  /** When given, safe mode. */
  aesKey?: string | undefined
  appId: string
  /** Seconds. */
  timestamp: number
  nonce: string
  /** The account's own name, on the outside of the envelope. Read from the message when it is not given. */
  to?: string
}

/** A message as WeChat would post it: the query of the server URL, and the body. */
interface SealedMessage {
  query: Record<string, string>
  body: string
}

/** Signs a message, and encrypts it in safe mode. */
export function sealMessage({ xml, token, aesKey, appId, timestamp, nonce, to }: Sealing): SealedMessage {
  const time = String(timestamp)
  const query = { signature: sign(token, time, nonce), timestamp: time, nonce }
  if (aesKey === undefined) return { query, body: xml }
  const Encrypt = encrypt(aesKey, appId, xml)
  const ToUserName = to ?? textOf(readXml(xml), 'ToUserName') ?? ''
  return {
    query: { ...query, encrypt_type: 'aes', msg_signature: sign(token, time, nonce, Encrypt) },
    body: writeXml({ ToUserName, Encrypt }),
  }
}

/** The account's answer, as the resident's WeChat would read it. */
export type OpenedReply =
  | { type: 'none' }
  | { type: 'text'; text: string; to: string; from: string; createTime: number }
  | { type: 'other'; msgType: string; xml: string }

/**
 * Reads an answer of the server URL.
 * @throws Error when WeChat would refuse it: no message, wrong signature, missing fields.
 */
export function openReply(
  body: string,
  { token, aesKey, appId }: { token: string; aesKey?: string | undefined; appId: string },
): OpenedReply {
  if (body === '' || body === 'success') return { type: 'none' }
  const xml = aesKey === undefined ? body : openEnvelope(body, { token, aesKey, appId })
  const node = readXml(xml)
  const need = (tag: string) => {
    const value = textOf(node, tag)
    if (value === undefined) throw new Error(`the answer has no ${tag}`)
    return value
  }
  const createTime = Number(need('CreateTime'))
  if (!Number.isInteger(createTime) || createTime > 9_999_999_999)
    throw new Error('CreateTime is not in seconds')
  const [to, from, msgType] = [need('ToUserName'), need('FromUserName'), need('MsgType')]
  if (msgType !== 'text') return { type: 'other', msgType, xml }
  return { type: 'text', text: need('Content'), to, from, createTime }
}

function openEnvelope(body: string, keys: { token: string; aesKey: string; appId: string }): string {
  const node = readXml(body)
  const [sealed, signature, time, nonce] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map(t =>
    textOf(node, t),
  )
  if (!sealed || !signature || !time || !nonce) throw new Error('not an encrypted answer')
  if (!/^\d{10}$/.test(time)) throw new Error('TimeStamp is not in seconds')
  if (!sameSecret(signature, sign(keys.token, time, nonce, sealed))) throw new Error('wrong MsgSignature')
  return decrypt(keys.aesKey, keys.appId, sealed)
}

/** A resident's message in WeChat's XML. `fields` follow the four that every message has. */
export function messageXml(
  head: { account: string; openId: string; at: Date; msgType: string },
  fields: { [tag: string]: XmlValue },
): string {
  return writeXml({
    ToUserName: head.account,
    FromUserName: head.openId,
    CreateTime: Math.floor(head.at.getTime() / 1000),
    MsgType: head.msgType,
    ...fields,
  })
}
