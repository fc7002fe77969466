import express, { type Router } from 'express'
import { addDays, shanghaiDate } from '../../domain/base/civil-date.ts'
import type { Context } from '../../usecases/base/context.ts'

/** RFC 9116 recommends less than a year; a copy that somebody keeps is soon known to be old. */
const VALID_DAYS = 90

/** `/.well-known/security.txt` (RFC 9116): whom to tell about a vulnerability of this office's service. */
export function securityTxtRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/.well-known/security.txt', (_req, res, next) => {
    const { contact } = ctx.content().office.security
    if (contact === undefined) return next()
    const expires = addDays(shanghaiDate(ctx.now()), VALID_DAYS)
    const canonical = new URL('/.well-known/security.txt', ctx.config.baseUrl)
    res
      .set('Cache-Control', 'public, max-age=3600')
      .type('text/plain; charset=utf-8')
      .send(
        [
          `Contact: ${contact}`,
          `Expires: ${expires}T00:00:00.000Z`,
          'Preferred-Languages: zh, en',
          `Canonical: ${canonical}`,
          '',
        ].join('\n'),
      )
  })
  return router
}
