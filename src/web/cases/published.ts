import express, { type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/base/context.ts'
import { publishedReplies } from '../../usecases/cases/public/published-replies.ts'
import { queryOf, wholeNumber } from '../shell/form.ts'
import { SHARED, sendPage } from '../shell/html.ts'
import { PublishedPage } from './published.page.tsx'

/** Answers that the office published, for anyone. */
export function publishedRouter(ctx: Context): Router {
  return express.Router().get('/public/replies', async (req, res) => {
    const before = wholeNumber(queryOf(req, 'before'))
    const page = await publishedReplies(ctx, before || undefined)
    res.set('Cache-Control', SHARED)
    sendPage(res, h(PublishedPage, { office: ctx.content().office, ...page }))
  })
}
