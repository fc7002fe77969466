import express, { type Router } from 'express'
import { h } from 'preact'
import { weekNamed } from '../../../domain/base/week.ts'
import type { Context } from '../../../usecases/base/context.ts'
import { digestList } from '../../../usecases/numbers/make-digest.ts'
import { sendPage } from '../../shell/html.ts'
import { VerifyPage } from './verify.page.tsx'

/** As many weeks as anybody scrolls through. */
const WEEKS = 60

/** `/public/verify`: checks the published ledger in the browser. */
export function verifyRouter(ctx: Context): Router {
  return express.Router().get('/public/verify', async (_req, res) => {
    const { periods } = await digestList(ctx, 'week', WEEKS)
    const weeks = periods.flatMap(({ period }) => weekNamed(period.week) ?? [])
    res.set('Cache-Control', 'public, max-age=300')
    sendPage(res, h(VerifyPage, { office: ctx.content().office, weeks, baseUrl: ctx.config.baseUrl }))
  })
}
