import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import { ERRORS, Refusal } from '../../domain/base/errors.ts'
import { outageOf } from '../../store/base/outage.ts'
import { requestIdOf } from './request-id.ts'

/** Converts an error of express or its parsers to a refusal; undefined for a defect. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  const { type, status } = (error ?? {}) as { type?: string; status?: number }
  if (type === 'entity.too.large' || type === 'parameters.too.many')
    return new Refusal('too_large', '内容太大。')
  if (type === 'entity.screened') return new Refusal('malformed', 'JSON 嵌套太深，或项目太多。')
  if (type === 'entity.parse.failed') return new Refusal('malformed', '不是有效的 JSON。')
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return new Refusal('unsupported_type', '不支持这种编码。')
  }
  // Broken percent signs in an address, an aborted upload and the like.
  if (status !== undefined && status >= 400 && status < 500) return new Refusal('malformed', '请求格式不对。')
  return undefined
}

/** The disk is full, the database locked or down: what is told, whatever it was. A retry may work. */
const OUTAGE = new Refusal(
  'unavailable',
  '系统现在存不了东西，这一次没有办成。请过一会儿再试；急事请打电话。',
  {
    retryAfterSeconds: 30,
  },
)

/** The logger of a request, whose lines carry its id. */
export const logOf = (req: object, log: Logger): Logger => log.child({ request: requestIdOf(req) })

/** The refusal for an error; a defect, or something missing under the service, is logged and its details are not shown. */
export function refusalLogged(error: unknown, log: Logger, internal: string): Refusal {
  const known = refusalOf(error)
  if (known) return known
  const outage = outageOf(error)
  log.error({ err: error, ...(outage && { outage }) }, 'request failed')
  return outage ? OUTAGE : new Refusal('internal', internal)
}

/** The most problems in one answer, which also limits how much of the input is sent back. */
const MOST_ERRORS = 50
const LONGEST = 1000
export const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

/** A refusal as problem details (RFC 9457). */
function problemOf(refusal: Refusal) {
  const { reason } = refusal.extra
  const errors = refusal.extra.errors?.slice(0, MOST_ERRORS)
  return {
    type: 'about:blank',
    status: refusal.status,
    code: refusal.code,
    title: ERRORS[refusal.code].title,
    detail: cut(refusal.detail),
    ...(errors && { errors }),
    ...(reason && { reason }),
  }
}

/** Answers every error as problem+json. Defects are logged and their details are not shown. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) return next(error)
    const refusal = refusalLogged(error, logOf(req, log), '系统出错了，已经记录。请稍后再试。')
    if (refusal.extra.retryAfterSeconds) res.set('Retry-After', String(refusal.extra.retryAfterSeconds))
    if (refusal.code === 'unauthenticated') res.set('WWW-Authenticate', 'Bearer')
    res
      .status(refusal.status)
      .type('application/problem+json')
      .send(JSON.stringify(problemOf(refusal)))
  }
}
