import express, { type Router } from 'express'
import { parseCaseNumber } from '../../domain/case-number.ts'
import type { Context } from '../../usecases/context.ts'
import { leave, othersOn, STREAM_MS, stayOn } from '../../usecases/presence.ts'
import { queryOf } from '../form.ts'
import { officerOf } from './session.ts'

/** Proxies close what is silent. */
const BEAT_MS = 20_000
/** How soon another process's officers show. */
const LOOK_MS = 4_000

/**
 * Server-sent events. `changed` says that something changed, not what: whoever asks then sees only what they may
 * see. With `?case=NUMBER` also `present`: who else has that case open, from the database, so that several
 * processes see each other.
 */
export function liveRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/live', async (req, res) => {
    const officer = officerOf(req)
    const number = parseCaseNumber(queryOf(req, 'case'))
    if (number) await stayOn(ctx, number, officer, STREAM_MS)
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    })
    res.write('retry: 5000\n\n')
    let waiting: NodeJS.Timeout | undefined
    const stop = ctx.onCaseChanged(() => {
      waiting ??= setTimeout(() => {
        waiting = undefined
        res.write('event: changed\ndata: 1\n\n')
      }, 500)
    })
    let told: string | undefined
    const look = async () => {
      if (!number) return
      const others = await othersOn(ctx, number, officer)
      if (others !== told) res.write(`event: present\ndata: ${JSON.stringify(others)}\n\n`)
      told = others
    }
    // A case that went out of this officer's sight, or a database that is down, ends the stream: the page asks again.
    const orEnd = (work: Promise<void>) => work.catch(() => res.end())
    void orEnd(look())
    const looks = number ? setInterval(() => void orEnd(look()), LOOK_MS) : undefined
    const beat = setInterval(() => {
      res.write(': \n\n')
      if (number) void orEnd(stayOn(ctx, number, officer, STREAM_MS))
    }, BEAT_MS)
    req.on('close', () => {
      stop()
      clearInterval(beat)
      clearInterval(looks)
      clearTimeout(waiting)
      if (number) void leave(ctx, number, officer).catch(() => undefined)
    })
  })
  return router
}
