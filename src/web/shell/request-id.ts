import { randomBytes } from 'node:crypto'
import type { RequestHandler } from 'express'

const ID = Symbol('id of the request')
interface Named {
  [ID]?: string
}

/** What a proxy may name a request: nginx's `$request_id`, a UUID. */
const FROM_PROXY = /^[A-Za-z0-9-]{8,64}$/

/**
 * Gives each request an id, which stands in its log lines, in `X-Request-Id` and on the page of a defect. One from outside is
 * only taken from our own proxy: a visitor could otherwise write into the log, and give two requests one name.
 */
export function nameRequests(trustProxy: number): RequestHandler {
  return (req, res, next) => {
    const given = trustProxy > 0 ? req.get('x-request-id') : undefined
    const id = given !== undefined && FROM_PROXY.test(given) ? given : randomBytes(8).toString('hex')
    ;(req as Named)[ID] = id
    res.set('X-Request-Id', id)
    next()
  }
}

/** The id of a request. */
export const requestIdOf = (req: object): string | undefined => (req as Named)[ID]
