import express, { type Router } from 'express'
import type { Context } from '../usecases/base/context.ts'
import type { Crowded } from '../usecases/cases/moving/case-ceiling.ts'
import { ownCaseRouter } from './cases/own/own-case.ts'
import type { TryLimit } from './cases/own/tries.ts'
import { publishedRouter } from './cases/replies/published.ts'
import { guidesRouter } from './guides/guides.ts'
import { publicRouter } from './numbers/public.ts'
import { publicVisitsRouter } from './numbers/visits/public-visits.ts'
import { commentsRouter } from './publish/comments.ts'
import { openRouter, sitemapRouter } from './publish/open.ts'

/** What anyone may see: home, guides, the public number; and a resident's own case with its code. */
export function residentRouter(
  ctx: Context,
  { tries, crowded }: { tries?: TryLimit; crowded?: (network: string) => Crowded } = {},
): Router {
  const router = express.Router()
  router.use('/c', ownCaseRouter(ctx, tries))
  router.use(guidesRouter(ctx))
  router.use(publishedRouter(ctx))
  router.use(publicRouter(ctx))
  router.use('/open', openRouter(ctx))
  router.use('/open', commentsRouter(ctx, crowded))
  router.use(sitemapRouter(ctx))
  router.use(publicVisitsRouter(ctx))
  return router
}
