import express, { type Router } from 'express'
import type { Context } from '../usecases/context.ts'

/** `/healthz`: the process answers. `/readyz`: the database does too, and the office's content is loaded. */
export function healthRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').type('text').send('ok\n')
  })
  router.get('/readyz', async (_req, res) => {
    const checks: Record<string, boolean> = {
      database: await ctx.db.read.counter.count().then(
        () => true,
        () => false,
      ),
      content: ctx.content().flows.length > 0,
    }
    const ready = Object.values(checks).every(Boolean)
    res
      .set('Cache-Control', 'no-store')
      .status(ready ? 200 : 503)
      .json({ ready, checks })
  })
  return router
}
