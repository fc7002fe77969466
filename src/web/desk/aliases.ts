import express, { type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/errors.ts'
import { may } from '../../domain/policy.ts'
import { lastTraining } from '../../store/router-trainings.ts'
import type { Context } from '../../usecases/context.ts'
import { decideWording, listWordings } from '../../usecases/guide-aliases.ts'
import { wholeNumber } from '../form.ts'
import { sendPage } from '../html.ts'
import { WordingsPage } from '../views/wordings.tsx'
import { deskOf, doneOf } from './desk.ts'
import { officerOf } from './session.ts'

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
