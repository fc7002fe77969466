import express, { type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import { may } from '../../domain/people/policy.ts'
import { lastTraining } from '../../store/guides/router-trainings.ts'
import type { Context } from '../../usecases/base/context.ts'
import { decideWording, listWordings } from '../../usecases/guides/guide-aliases.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { WordingsPage } from './wordings.page.tsx'

/** Residents' wordings for guides, for a person to accept or refuse. */
export function aliasesRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/wordings', async (req, res) => {
    const officer = officerOf(req)
    const [pending, accepted, training] = await Promise.all([
      listWordings(ctx, 'pending', officer),
      listWordings(ctx, 'accepted', officer),
      lastTraining(ctx.db.read),
    ])
    sendPage(
      res,
      h(WordingsPage, {
        desk: deskOf(ctx, req),
        pending,
        accepted,
        training,
        now: ctx.now(),
        mayDecide: may(officer, 'reviewWordings'),
        notice: doneOf(req),
      }),
    )
  })

  router.post('/wordings/:id/:status', async (req, res) => {
    const { id, status } = req.params
    if (wholeNumber(id) === 0 || (status !== 'accepted' && status !== 'refused')) {
      throw new Refusal('not_found', '没有这个操作。')
    }
    await decideWording(ctx, wholeNumber(id), status, officerOf(req))
    res.redirect(303, `/desk/wordings?done=${status}`)
  })

  return router
}
