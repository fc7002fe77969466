import type { Express } from 'express'
import type { Measures } from '../../usecases/base/measures.ts'

const ROUTE = Symbol('route')
const PATTERN = Symbol('pattern of the route')
/** A request as express sees it. */
interface Matched {
  [ROUTE]?: unknown
  [PATTERN]?: string
  baseUrl: string
}

/** Counts every request of an app by the pattern of the route that answered it, never by its address. */
export function measureRequests(app: Express, measures: Measures): void {
  rememberPatterns(app)
  app.use((req, res, next) => {
    const began = performance.now()
    // `close`, not `finish`: also requests whose client went away.
    res.once('close', () => {
      measures.requestServed({
        method: req.method,
        route: (req as unknown as Matched)[PATTERN],
        status: res.statusCode,
        seconds: (performance.now() - began) / 1000,
      })
    })
    next()
  })
}

/**
 * Keeps the pattern at the moment when express matches a route: later, when a handler has thrown, the folder of its router
 * (`baseUrl`) is gone. The folder is as the visitor typed it, so it is lowered: `/DESK` must not be a label of its own.
 */
function rememberPatterns(app: Express): void {
  Object.defineProperty(app.request, 'route', {
    configurable: true,
    get(this: Matched) {
      return this[ROUTE]
    },
    set(this: Matched, route: { path?: unknown } | undefined) {
      this[ROUTE] = route
      if (!route) return
      const path = typeof route.path === 'string' ? route.path : '/…'
      this[PATTERN] = this.baseUrl.toLowerCase() + path
    },
  })
}
