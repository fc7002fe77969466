import type { RequestHandler } from 'express'
import type { Context } from '../../usecases/base/context.ts'
import { noteProxy } from '../../usecases/office/note-proxy.ts'

const AGAIN_MS = 3_600_000
const HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip'] as const

/** Detects requests that a proxy forwarded (`noteProxy`), at most once an hour. No request waits for it. */
export function watchForwarded(ctx: Context): RequestHandler {
  let nextAt = 0
  return (req, _res, next) => {
    next()
    const header = HEADERS.find(name => req.get(name) !== undefined)
    const now = ctx.now().getTime()
    if (!header || now < nextAt) return
    nextAt = now + AGAIN_MS
    noteProxy(ctx, header).catch(error => ctx.log.error({ err: error }, 'noting a forwarded request failed'))
  }
}
