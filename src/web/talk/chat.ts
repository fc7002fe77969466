import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import multer from 'multer'
import { render } from 'preact-render-to-string'
import { Refusal } from '../../domain/base/errors.ts'
import type { Outbound, Received } from '../../domain/base/message.ts'
import { networkOf } from '../../domain/base/network.ts'
import type { Context } from '../../usecases/base/context.ts'
import { amongProcesses } from '../../usecases/base/limits.ts'
import { type Crowded, networkCeilingOf } from '../../usecases/cases/moving/case-ceiling.ts'
import { receiveMessage } from '../../usecases/talk/receive-message.ts'
import { conversationOf, newMessagesFor, ownAttachment } from '../../usecases/talk/web-conversation.ts'
import { makeByteBudget } from '../shell/body/byte-budget.ts'
import { readJson } from '../shell/body/json.ts'
import { makeUploads, type Uploads } from '../shell/body/uploads.ts'
import { sameOrigin } from '../shell/same-origin.ts'
import { sendAttachment } from '../shell/send-attachment.ts'
import { holdsDeskSession } from '../shell/session.ts'
import { ChatLog, ChatPage } from './chat.page.tsx'
import { type MessageInput, PHOTO_FORM, readFormMessage, readJsonMessage, toInbound } from './input.ts'
import { CHAT_LIMITS, type ChatLimits, limitMessages } from './limits.ts'
import { keepVisitor, visitorOf } from './visitor.ts'

/** The most text of one network in a minute: a text of 20,000 characters takes a tenth of a second to process. */
const TEXT_BYTES = 1024 * 1024

/** The web chat: `page` at /chat, `messages` at /channels/web. */
export function webChat(
  ctx: Context,
  limits: ChatLimits = CHAT_LIMITS,
  uploads: Uploads = makeUploads(ctx),
  crowded: (network: string) => Crowded = networkCeilingOf(ctx),
): { page: Router; messages: Router } {
  const visitor = (req: Request) => visitorOf(req, ctx.secrets)
  const secure = ctx.config.baseUrl.startsWith('https:')
  const form = uploads.form({ ...PHOTO_FORM, contactOf: visitor })
  const json = express.Router().use(uploads.charge(visitor), readJson())
  const texts = makeByteBudget(TEXT_BYTES, 60_000)
  const gates: RequestHandler[] = [
    sameOrigin(ctx.config.baseUrl),
    limitMessages(limits, visitor, amongProcesses(ctx)),
  ]

  async function take(req: Request, res: Response, input: MessageInput): Promise<Received> {
    const wait = texts.take(networkOf(req.ip), Buffer.byteLength(input.text ?? ''))
    if (wait > 0)
      throw new Refusal('too_many', `发得太多了，请过 ${wait} 秒再发。`, { retryAfterSeconds: wait })
    const id = keepVisitor(req, res, ctx.secrets, secure)
    const inbound = toInbound(input, id, ctx.now())
    const atDesk = (await holdsDeskSession(ctx, req)) && { atDesk: true as const }
    // The page fetches the replies itself, so nothing is left for the outbox.
    return receiveMessage(
      ctx,
      { ...inbound, ...atDesk },
      {
        passive: replies => replies.length,
        crowded: crowded(networkOf(req.ip)),
      },
    )
  }

  const messages = express.Router()
  messages.use(noStore)
  messages.post('/messages', ...gates, bodyOf({ json, form }), async (req, res) => {
    const received = await take(req, res, req.is('json') ? readJsonMessage(req) : readFormMessage(req))
    res.json({ replies: received.replies.map(toReply) })
  })
  messages.get('/messages', async (req, res) => {
    const after = wholeNumber(req.query['after'])
    const shown =
      after === undefined
        ? (await conversationOf(ctx, visitor(req))).messages
        : await newMessagesFor(ctx, visitor(req), after)
    res.json({ messages: shown })
  })
  messages.get('/attachments/:id', async (req, res) => {
    const id = wholeNumber(req.params.id) ?? 0
    sendAttachment(req, res, await ownAttachment(ctx, visitor(req), id))
  })
  messages.use(multerRefusals)

  const page = express.Router()
  page.use(noStore)
  page.get('/', async (req, res) => {
    await show(req, res)
  })
  page.get('/log', async (req, res) => {
    const after = wholeNumber(req.query['after']) ?? 0
    const news = await newMessagesFor(ctx, visitor(req), after)
    if (news.length === 0) res.status(204).end()
    else res.send(render(ChatLog({ messages: news })))
  })
  page.post('/', ...gates, bodyOf({ form }), async (req, res) => {
    await take(req, res, readFormMessage(req))
    res.redirect(303, '/chat#end')
  })
  page.use(multerRefusals)
  // Without JavaScript a refusal is a page too, with what was typed still in the field.
  const showRefusal: ErrorRequestHandler = async (error, req, res, next) => {
    if (!(error instanceof Refusal) || req.method !== 'POST') return next(error)
    if (error.extra.retryAfterSeconds) res.set('Retry-After', String(error.extra.retryAfterSeconds))
    const typed = (req.body as { text?: unknown } | undefined)?.text
    res.status(error.status)
    await show(req, res, {
      problem: error.extra.errors?.[0]?.message ?? error.detail,
      ...(typeof typed === 'string' && { draft: typed }),
    })
  }
  page.use(showRefusal)
  return { page, messages }

  async function show(
    req: Request,
    res: Response,
    more: { problem?: string; draft?: string } = {},
  ): Promise<void> {
    const before = wholeNumber(req.query['before'])
    const conversation = await conversationOf(ctx, visitor(req), before === undefined ? {} : { before })
    res.send(`<!doctype html>${render(ChatPage({ office: ctx.content().office, ...conversation, ...more }))}`)
  }
}

/** Personal content, so it is not cached. */
const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
}

/** Only the listed kinds of body; a browser cannot send JSON across sites without asking first. */
function bodyOf(parsers: { json?: RequestHandler; form: RequestHandler }): RequestHandler {
  return (req, res, next) => {
    const parser = req.is('json') ? parsers.json : req.is('multipart/form-data') ? parsers.form : undefined
    if (parser) return parser(req, res, next)
    next(new Refusal('unsupported_type', '请用 JSON 或表单发送。'))
  }
}

const multerRefusals: ErrorRequestHandler = (error, _req, _res, next) => {
  if (!(error instanceof multer.MulterError)) return next(error)
  const tooLarge = error.code === 'LIMIT_FILE_SIZE'
  next(
    new Refusal(
      tooLarge || error.code.startsWith('LIMIT') ? 'too_large' : 'malformed',
      tooLarge ? '照片太大，每张不超过 10 MB。' : '一次发得太多了，请分几次发。',
    ),
  )
}

const toReply = ({ text, choices, link }: Outbound) => ({
  text,
  ...(choices && { choices }),
  ...(link && { link }),
})

const wholeNumber = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined
