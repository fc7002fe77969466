import express, { type Express, type RequestHandler } from 'express'
import { Refusal } from '../domain/errors.ts'
import type { Context } from '../usecases/context.ts'
import { api } from './api/routes.ts'
import { assetsRouter } from './assets.ts'
import { bodyDeadline } from './body/deadline.ts'
import { makeUploads } from './body/uploads.ts'
import { CHAT_LIMITS } from './chat/limits.ts'
import { webChat } from './chat/routes.ts'
import { deskRouter } from './desk/mod.ts'
import { errorHandler, notFound } from './errors.ts'
import { watchForwarded } from './forwarded.ts'
import { healthRouter } from './health.ts'
import { publicRatesRouter } from './public/rates.ts'
import { requestLog } from './request-log.ts'
import { residentRouter } from './resident/mod.ts'
import { securityHeaders } from './security.ts'

/** The channels' own doors, when they are configured. */
export interface Doors {
  wechat?: RequestHandler | undefined
  telegram?: RequestHandler | undefined
}

/** The whole of HTTP, a table of what answers where. Each part reads its own bodies, with its own limits. */
export function createApp(ctx: Context, doors: Doors = {}): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', ctx.config.trustProxy)
  // Plain names and values: `?a[b]=c` is a name with brackets, never an object.
  app.set('query parser', 'simple')

  app.use((req, _res, next) => {
    // No database keeps U+0000, and no name or search has it: only somebody who tries what breaks.
    if (/%00/.test(req.originalUrl)) throw new Refusal('malformed', '网址里有不能用的字符。')
    next()
  })
  app.use(healthRouter(ctx))
  app.use(requestLog(ctx.log))
  app.use(watchForwarded(ctx))
  app.use(securityHeaders(ctx.config.baseUrl))
  app.use('/assets', assetsRouter())
  app.use(bodyDeadline())

  if (doors.wechat) app.use('/channels/wechat', doors.wechat)
  if (doors.telegram) app.use('/channels/telegram', doors.telegram)
  const uploads = makeUploads(ctx)
  const chat = webChat(ctx, CHAT_LIMITS, uploads)
  app.use('/channels/web', chat.messages)
  app.use('/chat', chat.page)

  app.use('/api', api(ctx))
  app.use('/desk', deskRouter(ctx, undefined, uploads))
  app.use(residentRouter(ctx))
  app.use(publicRatesRouter(ctx))

  app.use(notFound)
  app.use(errorHandler(ctx))
  return app
}
