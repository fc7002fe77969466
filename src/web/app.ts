import express, { type Express, type RequestHandler } from 'express'
import { Refusal } from '../domain/base/errors.ts'
import type { Context } from '../usecases/base/context.ts'
import { networkCeilingOf } from '../usecases/cases/moving/case-ceiling.ts'
import { api } from './api/routes.ts'
import { deskRouter } from './desk.ts'
import { ledgerFilesRouter } from './numbers/ledger-files.ts'
import { ledgerLookupRouter } from './numbers/ledger-lookup.ts'
import { publicRatesRouter } from './numbers/public-rates.ts'
import { verifyRouter } from './numbers/verify/verify.ts'
import { witnessRouter } from './numbers/witness.ts'
import { securityTxtRouter } from './office/security-txt.ts'
import { assetsRouter } from './shell/assets.ts'
import { bodyDeadline } from './shell/body/deadline.ts'
import { makeUploads } from './shell/body/uploads.ts'
import { errorHandler, notFound } from './shell/errors.ts'
import { watchForwarded } from './shell/forwarded.ts'
import { healthRouter } from './shell/health.ts'
import { measureRequests } from './shell/measure-requests.ts'
import { metricsRouter } from './shell/metrics.ts'
import { nameRequests } from './shell/request-id.ts'
import { requestLog } from './shell/request-log.ts'
import { rememberPatterns } from './shell/route-pattern.ts'
import { securityHeaders } from './shell/security.ts'
import { residentRouter } from './site.ts'
import { webChat } from './talk/chat.ts'
import { CHAT_LIMITS } from './talk/limits.ts'

/** The channels' own routers, when they are configured. */
export interface ChannelRouters {
  wechat?: RequestHandler | undefined
  telegram?: RequestHandler | undefined
}

/** The whole HTTP app: a table of routers. Each parses its own bodies, with its own limits. */
export function createApp(ctx: Context, doors: ChannelRouters = {}): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', ctx.config.trustProxy)
  // Plain names and values: `?a[b]=c` is a name with brackets, never an object.
  app.set('query parser', 'simple')

  rememberPatterns(app)
  app.use(nameRequests(ctx.config.trustProxy))
  if (ctx.measures) app.use(measureRequests(ctx.measures))
  app.use((req, _res, next) => {
    // Databases cannot store U+0000, and no name or search contains it; only attackers send it.
    if (/%00/.test(req.originalUrl)) throw new Refusal('malformed', '网址里有不能用的字符。')
    next()
  })
  app.use(healthRouter(ctx))
  app.use(metricsRouter(ctx))
  app.use(requestLog(ctx.log))
  app.use(watchForwarded(ctx))
  app.use(bodyDeadline())
  // Before the headers for browsers: these requests come by the thousand, and the router answers its own errors.
  if (doors.wechat) app.use('/channels/wechat', doors.wechat)
  app.use(securityHeaders(ctx.config.baseUrl))
  app.use('/assets', assetsRouter())

  if (doors.telegram) app.use('/channels/telegram', doors.telegram)
  const uploads = makeUploads(ctx)
  // New cases of the chat and comments on published information come from the same networks.
  const crowded = networkCeilingOf(ctx)
  const chat = webChat(ctx, CHAT_LIMITS, uploads, crowded)
  app.use('/channels/web', chat.messages)
  app.use('/chat', chat.page)

  app.use('/api', api(ctx))
  app.use('/desk', deskRouter(ctx, undefined, uploads))
  app.use(residentRouter(ctx, { crowded }))
  app.use(securityTxtRouter(ctx))
  app.use(publicRatesRouter(ctx))
  app.use(ledgerLookupRouter(ctx))
  app.use(ledgerFilesRouter(ctx))
  app.use(witnessRouter(ctx))
  app.use(verifyRouter(ctx))

  app.use(notFound)
  app.use(errorHandler(ctx))
  return app
}
