import express, { type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/base/context.ts'
import { aboutLedger, reportLedger } from '../../usecases/numbers/ledger/report-ledger.ts'
import { digestList, getDigest } from '../../usecases/numbers/make-digest.ts'
import { SHARED, sendPage } from '../shell/html.ts'
import { PublicPage } from './public.page.tsx'

/** The number of the last week, for anyone. */
export function publicRouter(ctx: Context): Router {
  return express.Router().get('/public', async (_req, res) => {
    const [last] = (await digestList(ctx, 'week', 1)).periods
    const digest = last ? (await getDigest(ctx, last.period.week, { kind: 'system' })).digest : null
    res.set('Cache-Control', SHARED)
    const [about, ledger] = [await aboutLedger(ctx), digest && (await reportLedger(ctx, digest))]
    const { baseUrl } = ctx.config
    sendPage(res, h(PublicPage, { office: ctx.content().office, digest, about, ledger, baseUrl }))
  })
}
