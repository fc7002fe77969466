import type { RequestHandler } from 'express'
import type { Measures } from '../../usecases/base/measures.ts'
import { patternOf } from './route-pattern.ts'

/** Counts every request by the pattern of the route that answered it, never by its address. */
export function measureRequests(measures: Measures): RequestHandler {
  return (req, res, next) => {
    const began = performance.now()
    // `close`, not `finish`: also requests whose client went away.
    res.once('close', () => {
      measures.requestServed({
        method: req.method,
        route: patternOf(req),
        status: res.statusCode,
        seconds: (performance.now() - began) / 1000,
      })
    })
    next()
  }
}
