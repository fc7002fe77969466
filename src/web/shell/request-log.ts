import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'

/** Requests made every few seconds, and static files; not logged. */
const QUIET = /^\/(assets\/|healthz|readyz|metrics|favicon|chat\/log|desk\/live)/

/**
 * One line for each request: method, path, status, time. No query (a resident's code, a search, a one-time
 * token may be in it), no headers, no address, no body.
 */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    autoLogging: { ignore: req => QUIET.test(req.url ?? '') },
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    // Without the `err` that pino-http would add: the error handler has logged the defect.
    customErrorObject: (
      _req,
      _res,
      _error,
      value: { responseTime?: number; req?: unknown; res?: unknown },
    ) => ({
      req: value.req,
      res: value.res,
      responseTime: value.responseTime,
    }),
    serializers: {
      req: (req: { method: string; raw: { originalUrl?: string; url?: string } }) => ({
        method: req.method,
        path: (req.raw.originalUrl ?? req.raw.url ?? '').split('?')[0]!.slice(0, 200),
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
  }) as RequestHandler
}
