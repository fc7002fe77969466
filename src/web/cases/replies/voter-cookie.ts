import { randomBytes } from 'node:crypto'
import { parseCookie } from 'cookie'
import type { Request, Response } from 'express'
import { DAY } from '../../../domain/base/civil-date.ts'
import type { Context } from '../../../usecases/base/context.ts'

/**
 * By what a browser is known that said of a reply whether it was useful: a random value, which says nothing of anybody and
 * is sent to these pages only. It is set with the first vote, never for reading.
 */
const COOKIE = 'huiyin_voter'
const FORM = /^[\w-]{22}$/

export function voterOf(ctx: Context, req: Request, res: Response): string {
  const known = parseCookie(req.headers.cookie ?? '')[COOKIE] ?? ''
  const voter = FORM.test(known) ? known : randomBytes(16).toString('base64url')
  res.cookie(COOKIE, voter, {
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.config.baseUrl.startsWith('https:'),
    path: '/public/replies',
    maxAge: 365 * DAY,
  })
  return voter
}
