import express, { type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/base/context.ts'
import { viewCase } from '../../usecases/cases/shown/view-case.ts'
import { suggestReply, suggestSummary } from '../../usecases/guides/assist.ts'
import { deskOf } from '../shell/desk.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { AssistPage } from './assist.page.tsx'

/** A draft from the language model, on a page of its own: it becomes a draft only when the officer saves it. */
export function assistRouter(ctx: Context): Router {
  const router = express.Router()
  router.post('/cases/:number/assist', async (req, res) => {
    const officer = officerOf(req)
    const { number } = req.params
    const [reply, summary] = await Promise.all([
      suggestReply(ctx, number, officer),
      suggestSummary(ctx, number, officer),
    ])
    // Read last, because the draft is saved against its version.
    const view = await viewCase(ctx, number, officer)
    sendPage(res, h(AssistPage, { desk: deskOf(ctx, req), view, reply, summary }))
  })
  return router
}
