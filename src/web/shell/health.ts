import express, { type Router } from 'express'
import { databaseWorks, diskWorks } from '../../store/base/alive.ts'
import type { Context } from '../../usecases/base/context.ts'
import { makeProbe } from '../../usecases/base/probe.ts'
import { lateLanes } from '../../usecases/delivery/watch-outbox.ts'

/** A probe is asked at most this often, and a proxy or monitor is answered within this time. */
const PROBE = { patienceMs: 2000, keptMs: 2000 }

/** A background worker that has been at one round for this long hangs: its rounds take seconds, at most minutes. */
const HANGS_MS = 15 * 60_000

/**
 * `/healthz`: the process answers. `/readyz`: it can do its work: the database reads and writes, the disk takes files,
 * the office's content is loaded, and no background worker hangs. Each probe has a time limit.
 *
 * Messages that wait too long raise an alarm (`checks.outbox`, with channels, times and reasons under `outbox`) but do
 * not make the service unready: the desk and the pages work while WeChat is down. A worker that hangs does: a restart
 * helps, and nothing else would.
 */
export function healthRouter(ctx: Context): Router {
  const router = express.Router()
  const database = makeProbe(() => databaseWorks(ctx.db), PROBE)
  const disk = makeProbe(() => diskWorks(ctx.config.dataDir), PROBE)
  const late = makeLateProbe(ctx)

  router.get('/healthz', (_req, res) => {
    res.set('Cache-Control', 'no-store').type('text').send('ok\n')
  })
  router.get('/readyz', async (_req, res) => {
    const [db, files] = await Promise.all([database.ask(), disk.ask()])
    const content = ctx.content().flows.length > 0
    const hanging = (ctx.workers?.() ?? [])
      .filter(worker => worker.busyMs > HANGS_MS)
      .map(worker => worker.name)
    const outbox = db.works ? await late() : []
    const ready = db.works && files.works && content && hanging.length === 0
    if (!ready)
      ctx.log.warn({ database: codeOf(db.error), disk: codeOf(files.error), content, hanging }, 'not ready')
    res
      .set('Cache-Control', 'no-store')
      .status(ready ? 200 : 503)
      .json({
        ready,
        checks: {
          database: db.works,
          disk: files.works,
          content,
          workers: hanging.length === 0,
          outbox: outbox.length === 0,
        },
        outbox,
      })
  })
  return router
}

/** The channels that are late, or none when the database does not say so in time. */
function makeLateProbe(ctx: Context) {
  let found: Awaited<ReturnType<typeof lateLanes>> = []
  const probe = makeProbe(
    async () => {
      found = await lateLanes(ctx)
    },
    { ...PROBE, keptMs: 0 },
  )
  return async () => ((await probe.ask()).works ? found : [])
}

/** The code of an error, for the log; its message may have an address of the database in it. */
const codeOf = (error: unknown): string | undefined =>
  error === undefined ? undefined : String((error as { code?: unknown }).code ?? (error as Error).name)
