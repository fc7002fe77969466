import type { Express } from 'express'

const ROUTE = Symbol('route')
const PATTERN = Symbol('pattern of the route')
/** A request as express sees it. */
interface Matched {
  [ROUTE]?: unknown
  [PATTERN]?: string
  baseUrl: string
}

/**
 * Keeps the pattern at the moment when express matches a route: later, when a handler has thrown, the folder of its router
 * (`baseUrl`) is gone. The folder is as the visitor typed it, so it is lowered: `/DESK` must not be a pattern of its own.
 */
export function rememberPatterns(app: Express): void {
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

/** The pattern of the route that a request matched (`/desk/cases/:number`); undefined: none. */
export const patternOf = (req: object): string | undefined => (req as Matched)[PATTERN]
