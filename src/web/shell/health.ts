import express, { type Router } from 'express'
import { databaseAnswers } from '../../store/base/alive.ts'
import type { Context } from '../../usecases/base/context.ts'
import { lateLanes } from '../../usecases/delivery/watch-outbox.ts'

/**
 * `/healthz`: the process answers. `/readyz`: the database does too, and the office's content is loaded. Messages
 * that wait too long raise an alarm (`checks.outbox`, with channels, times and reasons under `outbox`) but do not
 * make the service unready: the desk and the pages work while WeChat is down.
 */
export function healthRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').type('text').send('ok\n')
  })
  router.get('/readyz', async (_req, res) => {
    const database = await databaseAnswers(ctx.db.read)
    const content = ctx.content().flows.length > 0
    const outbox = database ? await lateLanes(ctx).catch(() => []) : []
    const ready = database && content
    res
      .set('Cache-Control', 'no-store')
      .status(ready ? 200 : 503)
      .json({ ready, checks: { database, content, outbox: outbox.length === 0 }, outbox })
  })
  return router
}
