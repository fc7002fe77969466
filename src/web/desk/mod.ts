import express, { type RequestHandler, type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/context.ts'
import { makeThrottle, type Throttle } from '../../usecases/sign-in-throttle.ts'
import { makeUploads, type Uploads } from '../body/uploads.ts'
import { sameOrigin } from '../chat/same-origin.ts'
import { readForm } from '../form.ts'
import { sendPage } from '../html.ts'
import { recordLooks } from '../looks.ts'
import { SignInPage } from '../views/sign-in.tsx'
import { accountRouter } from './account.ts'
import { adminRouter } from './admin.ts'
import { aliasesRouter } from './aliases.ts'
import { assistRouter } from './assist.ts'
import { auditRouter } from './audit.ts'
import { boardRouter } from './board.ts'
import { cannedRouter } from './canned.ts'
import { casesRouter } from './cases.ts'
import { conversationsRouter } from './conversations.ts'
import { dashboardRouter } from './dashboard.ts'
import { countReminders } from './desk.ts'
import { digestsRouter } from './digests.ts'
import { editorRouter } from './editor.ts'
import { keepTyped } from './kept.ts'
import { liveRouter } from './live.ts'
import { newCaseRouter } from './new-case.ts'
import { safeNext } from './next.ts'
import { qrRouter } from './qr.ts'
import { queueRouter } from './queue.ts'
import { remindersRouter } from './reminders.ts'
import { reportsRouter } from './reports.ts'
import { reproRouter } from './repro.ts'
import { samplesRouter } from './samples.ts'
import { needFactor, secondFactorRouter } from './second-factor.ts'
import { checkCsrf, knowOfficer, maybeOfficer } from './session.ts'
import { doorRouter } from './sign-in.ts'
import { readUploads, uploadRefusals } from './uploads.ts'
import { waysRouter } from './ways.ts'

/**
 * The desk, a list of gates: another site's forms are refused, the cookie is read, the form is parsed; then the
 * door for those who are not signed in; then everything else only with an officer and with their session's token.
 */
export function deskRouter(
  ctx: Context,
  throttle: Throttle = makeThrottle(),
  uploads: Uploads = makeUploads(ctx),
): Router {
  const router = express.Router()
  router.use(
    noStore,
    changesOnly(sameOrigin(ctx.config.baseUrl)),
    knowOfficer(ctx),
    readForm,
    readUploads(uploads),
  )
  router.use(doorRouter(ctx, throttle))
  router.use(needOfficer(ctx), recordLooks(ctx, maybeOfficer), checkCsrf(ctx), needFactor(ctx))
  router.use(async (req, _res, next) => {
    await countReminders(ctx, req)
    next()
  })
  router.use(queueRouter(ctx))
  router.use(remindersRouter(ctx))
  router.use(liveRouter(ctx))
  router.use(editorRouter(ctx))
  router.use(cannedRouter(ctx))
  router.use(boardRouter(ctx))
  router.use(auditRouter(ctx))
  router.use(conversationsRouter(ctx))
  router.use(samplesRouter(ctx))
  router.use(newCaseRouter(ctx))
  router.use(casesRouter(ctx))
  router.use(reproRouter(ctx))
  router.use(assistRouter(ctx))
  router.use(reportsRouter(ctx))
  router.use(digestsRouter(ctx))
  router.use(dashboardRouter(ctx))
  router.use(adminRouter(ctx))
  router.use(aliasesRouter(ctx))
  router.use(qrRouter(ctx))
  router.use(accountRouter(ctx, throttle))
  router.use(waysRouter(ctx, throttle))
  router.use(secondFactorRouter(ctx, throttle))
  router.use(uploadRefusals)
  return router
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
}

/** Following a link from another site is no change. */
const changesOnly =
  (gate: RequestHandler): RequestHandler =>
  (req, res, next) =>
    req.method === 'GET' || req.method === 'HEAD' ? next() : gate(req, res, next)

/** To the sign-in page and back again. A form whose session has ended keeps its text on the way. */
function needOfficer(ctx: Context): RequestHandler {
  return (req, res, next) => {
    if (maybeOfficer(req)) return next()
    const asked =
      req.method === 'GET' ? req.originalUrl : req.originalUrl.replace(/\/(moves\/\w+|resume)$/, '')
    const target = safeNext(asked)
    if (req.get('hx-request')) return void res.set('HX-Refresh', 'true').status(401).end()
    if (req.method === 'GET' && !/^\/(live|views|reminders\/count)/.test(req.path)) {
      const query = target === '/desk' ? '' : `?next=${encodeURIComponent(target)}`
      return res.redirect(303, `/desk/sign-in${query}`)
    }
    sendPage(
      res,
      h(SignInPage, {
        office: ctx.content().office.shortName,
        next: target,
        problem: '登录已过期，请重新登录。',
        kept: keepTyped(req),
      }),
      401,
    )
  }
}
