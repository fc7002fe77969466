import type { ErrorRequestHandler, RequestHandler } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import type { Context } from '../../usecases/base/context.ts'
import { sendPage } from './html.ts'
import { RefusalPage } from './parts/refusal-page.tsx'
import { logOf, problemHandler, refusalLogged } from './problem.ts'
import { requestIdOf } from './request-id.ts'

const forPrograms = (path: string) => /^\/(api|channels|open311)(\/|$)/.test(path)

export const notFound: RequestHandler = (_req, _res, next) => {
  next(new Refusal('not_found', '没有这个页面。地址可能抄错了，或页面已经搬走。'))
}

/** Problem details for programs, a page for people. A defect is logged and its details are not shown. */
export function errorHandler(ctx: Context): ErrorRequestHandler {
  const problem = problemHandler(ctx.log)
  return (error, req, res, next) => {
    if (res.headersSent || forPrograms(req.path)) return problem(error, req, res, next)
    const refusal = refusalLogged(error, logOf(req, ctx.log), '系统出错了，已经记录。请过一会儿再试。')
    if (refusal.extra.retryAfterSeconds) res.set('Retry-After', String(refusal.extra.retryAfterSeconds))
    const { office } = ctx.content()
    const back = req.path.startsWith('/desk')
      ? { href: '/desk', text: '回到办件台' }
      : { href: '/', text: '回到首页' }
    // Whoever calls about it reads out the id, by which the log has the line.
    const id = refusal.status >= 500 ? requestIdOf(req) : undefined
    sendPage(res, h(RefusalPage, { refusal, office, back, id }), refusal.status)
  }
}
