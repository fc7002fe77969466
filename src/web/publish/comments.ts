import { randomUUID } from 'node:crypto'
import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import { networkOf } from '../../domain/base/network.ts'
import { isItemNumber } from '../../domain/publish/item.ts'
import type { Context } from '../../usecases/base/context.ts'
import { amongProcesses } from '../../usecases/base/limits.ts'
import { type Crowded, networkCeilingOf } from '../../usecases/cases/moving/case-ceiling.ts'
import { commentableItem, commentOnItem, registeredComment } from '../../usecases/publish/comment-on-item.ts'
import { itemTalk } from '../../usecases/publish/item-talk.ts'
import { fieldOf, readForm } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { sameOrigin } from '../shell/same-origin.ts'
import { CHAT_LIMITS, type ChatLimits, messageCounter } from '../talk/limits.ts'
import { keepVisitor, visitorOf } from '../talk/visitor.ts'
import type { TypedComment } from './comment-form.tsx'
import { CommentsPage, RegisteredPage } from './comments.page.tsx'

/** Why these numbers: docs/limits.md. */
const COMMENT_LIMITS: ChatLimits = {
  perContact: { points: 6, seconds: 60 },
  newcomers: CHAT_LIMITS.newcomers,
  perNetwork: { points: 120, seconds: 60 },
}

/** A key for one form: of each page its own, so that sending it twice registers one comment. */
export const newSubmission = (): string => randomUUID()

const SUBMISSION = /^[0-9a-f-]{36}$/

/** Refusals after which the form is shown again with what was typed. */
const STAYS: readonly string[] = ['invalid_field', 'move_refused', 'too_many', 'unavailable']

/** Comments on published information. The browser that comments is a contact of the web chat: the answer arrives there, too. */
export function commentsRouter(
  ctx: Context,
  crowded: (network: string) => Crowded = networkCeilingOf(ctx),
  limits: ChatLimits = COMMENT_LIMITS,
): Router {
  const router = express.Router()
  const visitor = (req: Request) => visitorOf(req, ctx.secrets)
  const secure = ctx.config.baseUrl.startsWith('https:')
  const count = messageCounter(limits, visitor, amongProcesses(ctx))

  async function show(
    req: Request<{ number: string }>,
    res: Response,
    refused?: { typed: TypedComment; submission: string; refusal: Refusal },
  ): Promise<void> {
    const { item, door, title } = await commentableItem(ctx, numberIn(req))
    const { refusal, ...form } = refused ?? {}
    if (refusal?.extra.retryAfterSeconds) res.set('Retry-After', String(refusal.extra.retryAfterSeconds))
    const page = {
      office: ctx.content().office,
      number: item.number,
      title,
      door,
      // What was said below a page that is taken down is taken down with it.
      talk: door === 'withdrawn' ? null : await itemTalk(ctx, item),
      now: ctx.now(),
      submission: newSubmission(),
      ...form,
      ...(refusal && {
        problem: refusal.code === 'invalid_field' ? '有内容需要改正，见下面的红字。' : refusal.detail,
        problems: problemsOf(refusal.extra.errors),
      }),
    }
    sendPage(res, h(CommentsPage, page), refusal?.status)
  }

  router.get('/item/:number/comments', (req, res) => show(req, res))

  router.post(
    '/item/:number/comments',
    sameOrigin(ctx.config.baseUrl),
    readForm,
    async (req: Request<{ number: string }>, res) => {
      const number = numberIn(req)
      const [kind, text, name, phone] = ['kind', 'text', 'name', 'phone'].map(field => fieldOf(req, field))
      const typed = { kind, text, name, phone } as TypedComment
      const given = fieldOf(req, 'submission')
      const submission = SUBMISSION.test(given) ? given : newSubmission()
      try {
        await count(req)
        const from = keepVisitor(req, res, ctx.secrets, secure, () =>
          // A new browser that presses twice has no cookie yet with the second press: the form says that it is the same.
          ctx.secrets.key(submission, 'comment.newcomer'),
        )
        const made = await commentOnItem(
          ctx,
          number,
          { ...typed, kind: kind as 'inquiry', ordinary: fieldOf(req, 'ordinary') === 'yes' },
          { from, submission, crowded: crowded(networkOf(req.ip)) },
        )
        res.redirect(303, `/open/item/${number}/comments/${made}`)
      } catch (error) {
        if (!(error instanceof Refusal) || !STAYS.includes(error.code)) throw error
        await show(req, res, { typed, submission, refusal: error })
      }
    },
  )

  router.get('/item/:number/comments/:case', async (req, res) => {
    const item = numberIn(req)
    const comment = await registeredComment(ctx, req.params.case, visitor(req))
    const { office } = ctx.content()
    sendPage(res, h(RegisteredPage, { office, item, comment, now: ctx.now() }))
  })

  return router
}

/** @throws Refusal `not_found` for what is no item's number */
function numberIn(req: Request<{ number: string }>): string {
  const { number } = req.params
  if (!isItemNumber(number)) throw new Refusal('not_found', '没有这条公开信息。')
  return number
}
