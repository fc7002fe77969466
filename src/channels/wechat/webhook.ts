import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import { sameSecret } from '../../domain/base/secrets.ts'
import type { SignedQueries } from '../../domain/base/signed-queries.ts'
import { CryptoError, decryptWithAny, sign } from './crypto.ts'
import { type OfficialMessage, readMessage } from './official-message.ts'
import { type Passive, passiveXml, sealReply } from './reply.ts'
import type { WebhookClock } from './webhook-clock.ts'
import { MAX_XML_BYTES, readLoosely, readXml, textOf, XmlError, type XmlNode } from './xml.ts'

/**
 * The server URL of an official account (接入指南, 消息加解密说明). Nothing is trusted before its signature is checked, and
 * nothing is acknowledged before `take` has stored it. Refusals are a status and one word.
 *
 * Retries carry the same signature, timestamp and nonce as the first try, so a repeated nonce is not refused; a
 * captured triple is useless after `toleranceSeconds`. In safe mode `msg_signature` covers the message. In plain mode
 * nothing does, so there a signed query is accepted for one message and its retries only (`queries`).
 *
 * A genuine message is never refused for its form: WeChat would send it again, and tell the resident of an outage.
 */
interface WebhookOptions {
  appId: string
  token: string
  /**
   * The current EncodingAESKey and, during a rotation, the previous one. With any key, safe mode: plain bodies are
   * refused.
   */
  aesKeys: readonly string[]
  /** How far a timestamp may be from now; 0 turns the check off. */
  toleranceSeconds: number
  /** Used in plain mode. */
  queries: SignedQueries
  now: () => Date
  log: Logger
  /** Told when genuine requests are refused for their time. */
  clock: WebhookClock
  /** Stores a message; null when nothing is to be answered on this response. Rejects when it is not stored. */
  take(message: OfficialMessage): Promise<Passive | null>
}

/** A refusal: its status and word are sent, its reason is logged. */
class Refused extends Error {
  override readonly name = 'Refused'
  constructor(
    readonly status: 400 | 403,
    readonly reason: string,
  ) {
    super(reason)
  }
}

const WORDS: Record<number, string> = {
  400: 'bad request',
  403: 'forbidden',
  413: 'too large',
  415: 'unsupported',
}

const part = z.string().max(200)
const querySchema = z.object({
  signature: part.optional(),
  msg_signature: part.optional(),
  timestamp: z.string().regex(/^\d{1,10}$/),
  nonce: part,
  encrypt_type: part.optional(),
  echostr: z.string().max(1000).optional(),
})
type Query = z.infer<typeof querySchema>

export function makeWebhook(options: WebhookOptions): Router {
  const { appId, token, aesKeys, toleranceSeconds, queries, now, log, clock, take } = options
  const router = express.Router()

  router.get('/', async (req, res) => {
    const query = readQuery(req)
    if (!signed(query)) throw new Refused(403, 'signature')
    // The same signature would be valid for a message.
    if (aesKeys.length === 0) await useQuery(query, 'check')
    // Always sent as text, never as HTML.
    send(res, 200, query.echostr ?? '')
  })

  router.post(
    '/',
    (req, res, next) => {
      const query = readQuery(req)
      // Checked before the body is read. In safe mode it comes along with msg_signature, which covers the body.
      if (query.signature !== undefined ? !signed(query) : aesKeys.length === 0)
        throw new Refused(403, 'signature')
      res.locals['query'] = query
      next()
    },
    express.raw({ type: () => true, limit: MAX_XML_BYTES, inflate: false }),
    async (req, res) => {
      const posted = Buffer.isBuffer(req.body) ? req.body.toString('utf8') : ''
      const query = res.locals['query'] as Query
      const { message, key } = open(posted, query)
      if (aesKeys.length === 0) await useQuery(query, message.id)
      if (message.unread !== undefined) {
        log.warn(
          { type: message.type },
          'wechat: a message could not be read as it should be; kept for a look',
        )
      }
      // The cause is logged where it failed. Without a 200 WeChat sends the message again.
      const answer = await take(message).catch(() => 'not kept' as const)
      // WeChat has hung up: its retry will be answered instead.
      if (res.destroyed) return
      if (answer === 'not kept') {
        res.status(500).end()
        return
      }
      clock.accepted()
      if (answer === null) return send(res, 200, 'success')
      const at = now()
      const xml = passiveXml(answer, { to: message.from, from: message.to, at })
      const body = key === undefined ? xml : sealReply(xml, { token, appId, aesKey: key }, at)
      send(res, 200, body, 'application/xml')
    },
  )

  const onError: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
    const [status, reason] = refusalOf(error)
    if (status === 500) log.error({ err: error }, 'wechat: the webhook failed')
    else log.warn({ status, reason }, 'wechat: refused')
    if (res.headersSent) res.destroy()
    else send(res, status, WORDS[status] ?? '')
  }
  router.use(onError)
  return router

  function readQuery(req: Request): Query {
    const query = querySchema.safeParse(req.query)
    if (!query.success) throw new Refused(403, 'query')
    const behind = Number(query.data.timestamp) - now().getTime() / 1000
    if (toleranceSeconds > 0 && Math.abs(behind) > toleranceSeconds) {
      if (signed(query.data)) clock.refused(query.data.nonce, behind)
      throw new Refused(403, 'timestamp')
    }
    return query.data
  }

  function signed({ signature, timestamp, nonce }: Query): boolean {
    return sameSecret(signature ?? '', sign(token, timestamp, nonce))
  }

  /** @throws Refused when this query was already used for another message. */
  async function useQuery({ timestamp, nonce }: Query, what: string): Promise<void> {
    const sentAt = timeOf({ timestamp })
    const oldest = toleranceSeconds > 0 ? new Date(now().getTime() - toleranceSeconds * 1000) : undefined
    if (await queries.use({ sentAt, nonce }, what, oldest)) return
    throw new Refused(
      403,
      'this signed query was used for something else; safe mode (WECHAT_AES_KEY) ends such tries',
    )
  }

  /** @returns the message, and the key its answer is sealed with in safe mode. */
  function open(body: string, query: Query): { message: OfficialMessage; key?: string } {
    if (aesKeys.length === 0) {
      const message = readMessage(body, timeOf(query))
      if (
        textOf(message.fields, 'MsgType') === undefined &&
        textOf(message.fields, 'Encrypt') !== undefined
      ) {
        throw new Refused(403, 'encrypted, but WECHAT_AES_KEY is not set')
      }
      return { message }
    }
    const encrypted = textOf(envelope(body), 'Encrypt')
    // Compatible mode sends the message in both forms; only the sealed one is read.
    if (query.encrypt_type !== 'aes' || encrypted === undefined || query.msg_signature === undefined) {
      throw new Refused(403, 'plain body in safe mode')
    }
    const wanted = sign(token, query.timestamp, query.nonce, encrypted)
    if (!sameSecret(query.msg_signature, wanted)) throw new Refused(403, 'msg_signature')
    const { message, key } = decryptWithAny(aesKeys, appId, encrypted)
    return { message: readMessage(message, timeOf(query)), key }
  }
}

/** When WeChat signed it: the same for every retry. */
const timeOf = ({ timestamp }: Pick<Query, 'timestamp'>) => new Date(Number(timestamp) * 1000)

/** The envelope of a sealed message. @throws XmlError when nothing sealed is in it. */
function envelope(body: string): XmlNode {
  try {
    return readXml(body)
  } catch (error) {
    const loose = readLoosely(body)
    if (textOf(loose, 'Encrypt') === undefined) throw error
    return loose
  }
}

/** The status sent to the client for an error, and the reason for the log. */
function refusalOf(error: unknown): [status: number, reason: string] {
  if (error instanceof Refused) return [error.status, error.reason]
  if (error instanceof XmlError) return [400, error.message]
  // The same answer for all: it must not reveal whether the padding or the appid was wrong.
  if (error instanceof CryptoError) return [403, error.message]
  const status = (error as { status?: unknown }).status
  if (status === 413 || status === 415) return [status, 'body']
  // The sender broke off, or lied about the length.
  if (status === 400) return [400, 'body']
  return [500, 'defect']
}

/** Written directly: Express would make an ETag of every answer. */
function send(res: Response, status: number, text: string, type = 'text/plain'): void {
  const body = Buffer.from(text)
  res.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': body.length,
    'x-content-type-options': 'nosniff',
  })
  res.end(body)
}
