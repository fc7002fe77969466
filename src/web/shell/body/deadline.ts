import type { RequestHandler } from 'express'

/** 64 kB over the worst of lines. Forms with files have a watch of their own. */
const BODY_MS = 30_000

/** Ends a request whose body does not arrive: it would hold its memory as long as it likes. */
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
