import express, { type RequestHandler, type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../usecases/base/context.ts'
import { amongProcesses } from '../usecases/base/limits.ts'
import { makeThrottle, type Throttle } from '../usecases/people/sign-in-throttle.ts'
import { assistRouter } from './cases/assist.ts'
import { boardRouter } from './cases/board.ts'
import { cannedRouter } from './cases/canned.ts'
import { casesRouter } from './cases/case.ts'
import { editorRouter } from './cases/editor.ts'
import { liveRouter } from './cases/live.ts'
import { newCaseRouter } from './cases/new-case.ts'
import { queueRouter } from './cases/queue.ts'
import { replyReviewRouter } from './cases/replies/review.ts'
import { reproRouter } from './cases/repro.ts'
import { REPLY_PHOTOS, readUploads, uploadRefusals } from './cases/uploads.ts'
import { aliasesRouter } from './guides/wordings.ts'
import { remindersRouter } from './notify/reminders.ts'
import { annualRouter } from './numbers/annual.ts'
import { dashboardRouter } from './numbers/dashboard.ts'
import { digestsRouter } from './numbers/digests.ts'
import { marksRouter } from './numbers/marks/marks.ts'
import { reportsRouter } from './numbers/reports.ts'
import { samplesRouter } from './numbers/samples.ts'
import { VISIT_PHOTOS, visitsRouter } from './numbers/visits/visits.ts'
import { qrRouter } from './office/scene-codes.ts'
import { settingsRouter } from './office/settings.ts'
import { accountRouter } from './people/account.ts'
import { auditRouter } from './people/audit.ts'
import { officersRouter } from './people/officers.ts'
import { requireSecondFactor, secondFactorRouter } from './people/second-factor.ts'
import { SignInPage } from './people/sign-in.page.tsx'
import { signInRouter } from './people/sign-in.ts'
import { recordViewings } from './people/viewings.ts'
import { waysRouter } from './people/ways.ts'
import { countsRouter } from './publish/counts.ts'
import { editItemRouter } from './publish/edit-item.ts'
import { itemRouter } from './publish/item.ts'
import { itemUploadRefusals, readItemUploads } from './publish/item-uploads.ts'
import { itemsRouter } from './publish/items.ts'
import { makeUploads, type Uploads } from './shell/body/uploads.ts'
import { countItems, countReminders } from './shell/desk.ts'
import { readForm } from './shell/form.ts'
import { sendPage } from './shell/html.ts'
import { keepTyped } from './shell/kept.ts'
import { safeNext } from './shell/next.ts'
import { sameOrigin } from './shell/same-origin.ts'
import { checkCsrf, identifyOfficer, maybeOfficer } from './shell/session.ts'
import { blocksRouter } from './talk/blocks.ts'
import { conversationsRouter } from './talk/conversations.ts'
import { firstMessagesRouter } from './talk/first-messages.ts'

/**
 * The desk, a list of gates: another site's forms are refused, the cookie is read, the form is parsed; then the
 * routes without sign-in; then everything else, only for an officer with their session's token.
 */
export function deskRouter(
  ctx: Context,
  throttle: Throttle = makeThrottle({}, amongProcesses(ctx)),
  uploads: Uploads = makeUploads(ctx),
): Router {
  const router = express.Router()
  router.use(
    noStore,
    changesOnly(sameOrigin(ctx.config.baseUrl)),
    identifyOfficer(ctx),
    readForm,
    readUploads(uploads, REPLY_PHOTOS),
    readUploads(uploads, VISIT_PHOTOS),
    readItemUploads(uploads),
  )
  router.use(signInRouter(ctx, throttle))
  router.use(requireOfficer(ctx), recordViewings(ctx, maybeOfficer), checkCsrf(ctx), requireSecondFactor(ctx))
  router.use(async (req, _res, next) => {
    await Promise.all([countReminders(ctx, req), countItems(ctx, req)])
    next()
  })
  router.use(queueRouter(ctx))
  router.use(remindersRouter(ctx))
  router.use(liveRouter(ctx))
  router.use(editorRouter(ctx))
  router.use(cannedRouter(ctx))
  router.use(boardRouter(ctx))
  router.use(replyReviewRouter(ctx))
  router.use(auditRouter(ctx))
  router.use(conversationsRouter(ctx))
  router.use(blocksRouter(ctx))
  router.use(samplesRouter(ctx))
  router.use(visitsRouter(ctx))
  router.use(marksRouter(ctx))
  router.use(newCaseRouter(ctx))
  router.use(casesRouter(ctx))
  router.use(reproRouter(ctx))
  router.use(assistRouter(ctx))
  router.use(countsRouter(ctx))
  router.use(annualRouter(ctx))
  router.use(reportsRouter(ctx))
  router.use(digestsRouter(ctx))
  router.use(dashboardRouter(ctx))
  router.use(officersRouter(ctx))
  router.use(settingsRouter(ctx))
  router.use(itemsRouter(ctx))
  router.use(editItemRouter(ctx))
  router.use(itemRouter(ctx))
  router.use(aliasesRouter(ctx))
  router.use(firstMessagesRouter(ctx))
  router.use(qrRouter(ctx))
  router.use(accountRouter(ctx, throttle))
  router.use(waysRouter(ctx, throttle))
  router.use(secondFactorRouter(ctx, throttle))
  router.use(itemUploadRefusals, uploadRefusals)
  return router
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store')
  next()
}

/** Applies only to requests that change something; following a link from another site does not. */
const changesOnly =
  (gate: RequestHandler): RequestHandler =>
  (req, res, next) =>
    req.method === 'GET' || req.method === 'HEAD' ? next() : gate(req, res, next)

/** Redirects to the sign-in page and back. The text of a form whose session has ended is kept. */
function requireOfficer(ctx: Context): RequestHandler {
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
