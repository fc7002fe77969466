import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import { requestIdOf } from './request-id.ts'
import { patternOf } from './route-pattern.ts'

/** Requests made every few seconds, and static files; not logged. */
const QUIET = /^\/(assets\/|healthz|readyz|metrics|favicon|chat\/log|desk\/live)/

/**
 * One line for each request: its id, method, route, status, time. The route is a pattern (`/desk/officers/:login/:action`),
 * because a path names people and cases. No query (a resident's code, a search, a one-time token may be in it), no
 * headers, no address, no body.
 */
export function requestLog(log: Logger): RequestHandler {
  /** Asked for when the answer is sent: only then is the route known. */
  const line = (req: IncomingMessage, res: ServerResponse, { responseTime }: { responseTime?: number }) => ({
    method: req.method,
    route: patternOf(req) ?? null,
    status: res.statusCode,
    ms: responseTime,
  })
  return pinoHttp({
    logger: log,
    autoLogging: { ignore: req => QUIET.test(req.url ?? '') },
    // The logger of a request holds its id and nothing else of it.
    quietReqLogger: true,
    quietResLogger: true,
    genReqId: req => requestIdOf(req) ?? '',
    customAttributeKeys: { reqId: 'request' },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: line,
    // Without the `err` that pino-http would add: the error handler has logged the defect.
    customErrorObject: (req, res, _error, value) => line(req, res, value),
  }) as RequestHandler
}
