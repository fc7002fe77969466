import express, { type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../../usecases/base/context.ts'
import { publicVisits } from '../../../usecases/numbers/visits/public-visits.ts'
import { queryOf } from '../../shell/form.ts'
import { SHARED, sendPage } from '../../shell/html.ts'
import { PublicVisitsPage } from './public-visits.page.tsx'

/** Visits that a manager chose to show, for anyone. */
export function publicVisitsRouter(ctx: Context): Router {
  return express.Router().get('/public/visits', async (req, res) => {
    const page = await publicVisits(ctx, queryOf(req, 'before'))
    res.set('Cache-Control', SHARED)
    sendPage(res, h(PublicVisitsPage, { office: ctx.content().office, ...page }))
  })
}
