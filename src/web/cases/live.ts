import express, { type Router } from 'express'
import { parseCaseNumber } from '../../domain/base/text/case-number.ts'
import type { Context } from '../../usecases/base/context.ts'
import { endPresence, notePresence, othersPresent, STREAM_MS } from '../../usecases/cases/shown/presence.ts'
import { queryOf } from '../shell/form.ts'
import { officerOf, stillSignedIn } from '../shell/session.ts'

/** Proxies close silent connections, so a comment is sent this often. */
const BEAT_MS = 20_000
/** How soon officers and ended sessions of other processes are noticed. */
const LOOK_MS = 4_000

/**
 * Server-sent events. `changed` says that something changed, not what; the page then fetches only what the officer
 * may see. With `?case=NUMBER` also `present`: who else has that case open, from the database, so that several
 * processes see each other.
 */
export function liveRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/live', async (req, res) => {
    const officer = officerOf(req)
    const number = parseCaseNumber(queryOf(req, 'case'))
    if (number) await notePresence(ctx, number, officer, STREAM_MS)
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
        if (!res.writableEnded) res.write('event: changed\ndata: 1\n\n')
      }, 500)
    })
    // Signed out, disabled, another password: the stream ends with the session, not with the next request. By any
    // process at once; what the command line changes is seen at the next check.
    const orLeave = async () => {
      if (!(await stillSignedIn(ctx, req))) res.end()
    }
    const stopListening = ctx.onAccessEnded(id => {
      if (id === officer.id) void orEnd(orLeave())
    })
    // The process stops: the page reconnects, to another process or to the next one.
    const onStop = () => res.end()
    ctx.stopping?.addEventListener('abort', onStop)
    let told: string | undefined
    const look = async () => {
      if (!number || res.writableEnded) return
      const others = await othersPresent(ctx, number, officer)
      if (others !== told) res.write(`event: present\ndata: ${JSON.stringify(others)}\n\n`)
      told = others
    }
    // The stream ends when the officer may no longer see the case, or the database is down; the page reconnects.
    const orEnd = (work: Promise<void>) => work.catch(() => res.end())
    void orEnd(orLeave().then(look))
    const looks = setInterval(() => void orEnd(orLeave().then(look)), LOOK_MS)
    const beat = setInterval(() => {
      if (res.writableEnded) return
      res.write(': \n\n')
      if (number) void orEnd(notePresence(ctx, number, officer, STREAM_MS))
    }, BEAT_MS)
    req.on('close', () => {
      stop()
      stopListening()
      ctx.stopping?.removeEventListener('abort', onStop)
      clearInterval(beat)
      clearInterval(looks)
      clearTimeout(waiting)
      if (number) void endPresence(ctx, number, officer).catch(() => undefined)
    })
  })
  return router
}
