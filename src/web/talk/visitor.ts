import { randomBytes } from 'node:crypto'
import { parseCookie, stringifySetCookie } from 'cookie'
import type { Request, Response } from 'express'
import type { Secrets } from '../../domain/base/secrets.ts'

const COOKIE = 'huiyin_chat'
/** With the prefix browsers accept the cookie over HTTPS only, and send it to this host only. */
const SECURE_COOKIE = `__Host-${COOKIE}`
const YEAR_SECONDS = 365 * 24 * 3600

/** A browser, as a contact: 128 random bits in a signed cookie. Signed, so that it cannot be forged. */
export function visitorOf(req: Request, secrets: Secrets): string | undefined {
  const cookies = parseCookie(req.get('cookie') ?? '')
  // Browsers of before have the name without the prefix.
  const [id, signature] = (cookies[SECURE_COOKIE] ?? cookies[COOKIE] ?? '').split('.')
  return id && signature && secrets.verify(id, signature, 'web.contact') ? id : undefined
}

const newId = (): string => randomBytes(16).toString('base64url')

/**
 * The browser's id, a new one on the first message. The cookie lasts a year from the last message.
 * @param makeId of a browser that is new
 */
export function keepVisitor(
  req: Request,
  res: Response,
  secrets: Secrets,
  secure: boolean,
  makeId: () => string = newId,
): string {
  const id = visitorOf(req, secrets) ?? makeId()
  res.append(
    'Set-Cookie',
    stringifySetCookie(secure ? SECURE_COOKIE : COOKIE, `${id}.${secrets.sign(id, 'web.contact')}`, {
      httpOnly: true,
      sameSite: 'lax',
      secure,
      path: '/',
      maxAge: YEAR_SECONDS,
    }),
  )
  return id
}
