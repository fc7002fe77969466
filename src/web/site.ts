import express, { type Router } from 'express'
import type { Context } from '../usecases/base/context.ts'
import { ownCaseRouter } from './cases/own/own-case.ts'
import type { TryLimit } from './cases/own/tries.ts'
import { publishedRouter } from './cases/replies/published.ts'
import { guidesRouter } from './guides/guides.ts'
import { publicRouter } from './numbers/public.ts'
import { openRouter, sitemapRouter } from './publish/open.ts'

/** What anyone may see: home, guides, the public number; and a resident's own case with its code. */
export function residentRouter(ctx: Context, tries?: TryLimit): Router {
  const router = express.Router()
  router.use('/c', ownCaseRouter(ctx, tries))
  router.use(guidesRouter(ctx))
  router.use(publishedRouter(ctx))
  router.use(publicRouter(ctx))
  router.use('/open', openRouter(ctx))
  router.use(sitemapRouter(ctx))
  return router
}
