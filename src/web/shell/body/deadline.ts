import type { RequestHandler } from 'express'

/** Enough for 64 kB over a very slow connection. Forms with files have their own timeout. */
const BODY_MS = 30_000

/** Ends a request whose body does not arrive, because it would hold memory without limit. */
export const bodyDeadline =
  (ms = BODY_MS): RequestHandler =>
  (req, res, next) => {
    const hasBody =
      req.headers['content-length'] !== undefined || req.headers['transfer-encoding'] !== undefined
    if (!hasBody || req.complete || req.is('multipart/form-data')) return next()
    const timer = setTimeout(() => {
      if (!req.complete) req.socket.destroy()
    }, ms)
    timer.unref()
    req.once('end', () => clearTimeout(timer))
    res.once('close', () => clearTimeout(timer))
    next()
  }
