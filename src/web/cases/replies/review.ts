import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../../domain/base/errors.ts'
import { contentDisposition } from '../../../domain/base/media/file-name.ts'
import type { Context } from '../../../usecases/base/context.ts'
import {
  listReviewed,
  oneReviewed,
  REVIEW_STATES,
} from '../../../usecases/cases/reply-review/list-reviewed.ts'
import {
  beginGuide,
  confirmReply,
  coverReply,
  draftOf,
  retireReply,
} from '../../../usecases/cases/reply-review/review-reply.ts'
import { deskOf, doneOf } from '../../shell/desk.ts'
import { fieldOf, queryOf, wholeNumber } from '../../shell/form.ts'
import { sendPage } from '../../shell/html.ts'
import { problemsOf } from '../../shell/parts/field.tsx'
import { officerOf } from '../../shell/session.ts'
import { DraftPage, ReplyReviewPage, ReviewedReplyPage } from './review.page.tsx'

/** Public replies as officers keep them: which are due for review, whether one still holds, a guide made of one. */
export function replyReviewRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/replies', async (req, res) => {
    const asked = queryOf(req, 'state')
    const state = REVIEW_STATES.find(one => one === asked) ?? 'review'
    const page = await listReviewed(
      ctx,
      officerOf(req),
      state,
      wholeNumber(queryOf(req, 'after')) || undefined,
    )
    sendPage(
      res,
      h(ReplyReviewPage, { desk: deskOf(ctx, req), now: ctx.now(), notice: doneOf(req), state, ...page }),
    )
  })

  router.get('/replies/:id', (req, res) => show(req, res))

  async function show(req: Request<{ id: string }>, res: Response, refusal?: Refusal): Promise<void> {
    const reply = await oneReviewed(ctx, officerOf(req), wholeNumber(req.params.id))
    const typed = { reason: fieldOf(req, 'reason'), guideId: fieldOf(req, 'guideId') }
    const guides = [...ctx.content().guides.values()].map(({ id, title }) => ({ id, title }))
    const problems = problemsOf(refusal?.extra.errors)
    const problem = refusal && Object.keys(problems).length === 0 ? refusal.detail : undefined
    const page = { desk: deskOf(ctx, req), now: ctx.now(), notice: doneOf(req), reply, guides, typed }
    sendPage(res, h(ReviewedReplyPage, { ...page, problems, problem }), refusal?.status ?? 200)
  }

  /** Does something; a refusal that the officer can mend is shown with what they typed. */
  const act =
    (done: string, work: (req: Request<{ id: string }>, id: number) => Promise<void>) =>
    async (req: Request<{ id: string }>, res: Response): Promise<void> => {
      const id = wholeNumber(req.params.id)
      try {
        await work(req, id)
        res.redirect(303, `/desk/replies/${id}${done}`)
      } catch (error) {
        if (!(error instanceof Refusal) || !['invalid_field', 'move_refused'].includes(error.code))
          throw error
        await show(req, res, error)
      }
    }

  router.post(
    '/replies/:id/confirm',
    act('?done=reply-confirmed', (req, id) => confirmReply(ctx, officerOf(req), id)),
  )
  router.post(
    '/replies/:id/retire',
    act('?done=reply-retired', (req, id) =>
      retireReply(ctx, officerOf(req), id, { reason: fieldOf(req, 'reason') }),
    ),
  )
  router.post(
    '/replies/:id/guide',
    act('?done=reply-covered', (req, id) => coverReply(ctx, officerOf(req), id, fieldOf(req, 'guideId'))),
  )
  router.post(
    '/replies/:id/draft',
    act('/draft', (req, id) => beginGuide(ctx, officerOf(req), id)),
  )

  router.get('/replies/:id/draft', async (req, res) => {
    const id = wholeNumber(req.params.id)
    sendPage(res, h(DraftPage, { desk: deskOf(ctx, req), id, ...(await draftOf(ctx, officerOf(req), id)) }))
  })
  router.get('/replies/:id/draft.yaml', async (req, res) => {
    const { file, draft } = await draftOf(ctx, officerOf(req), wholeNumber(req.params.id))
    res.set('Content-Disposition', contentDisposition('attachment', file))
    res.type('application/yaml; charset=utf-8').send(draft)
  })
  return router
}
