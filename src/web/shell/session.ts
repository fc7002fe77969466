import { parseCookie } from 'cookie'
import type { Request, RequestHandler, Response } from 'express'
import { Refusal } from '../../domain/base/errors.ts'
import type { Context } from '../../usecases/base/context.ts'
import { DEVICE_SECONDS, rememberDevice } from '../../usecases/people/known-device.ts'
import { officerOfCookie, type SignedIn } from '../../usecases/people/sign-in.ts'
import type { SignInAttempt } from '../../usecases/people/sign-in-throttle.ts'
import { fieldOf } from './form.ts'

/** With the prefix `__Host-` browsers accept the cookie over HTTPS only, and send it to this host only. */
const nameOf = (secure: boolean) => (secure ? '__Host-huiyin' : 'huiyin_desk')
const isSecure = (ctx: Context) => ctx.config.baseUrl.startsWith('https:')

const deviceNameOf = (secure: boolean) => (secure ? '__Secure-huiyin-device' : 'huiyin_device')

/** The raw cookie of a browser that was signed in before. */
export const deviceOf = (ctx: Context, req: Request): string | undefined =>
  parseCookie(req.headers.cookie ?? '')[deviceNameOf(isSecure(ctx))]

/** Signs this browser in, and remembers that this account was used on it. */
export function setSessionCookie(
  ctx: Context,
  req: Request,
  res: Response,
  { cookie, officer }: { cookie: string; officer: { id: number } },
): void {
  const secure = isSecure(ctx)
  // No Max-Age: it ends with the browser; the server ends the session after 12 hours in any case.
  res.cookie(nameOf(secure), cookie, { httpOnly: true, sameSite: 'lax', secure, path: '/' })
  res.cookie(deviceNameOf(secure), rememberDevice(ctx, deviceOf(ctx, req), officer.id), {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/desk',
    maxAge: DEVICE_SECONDS * 1000,
  })
}

export function clearSessionCookie(ctx: Context, res: Response): void {
  const secure = isSecure(ctx)
  res.clearCookie(nameOf(secure), { httpOnly: true, sameSite: 'lax', secure, path: '/' })
}

const officers = new WeakMap<Request, SignedIn>()

/** Who is signed in, for routes behind `identifyOfficer`. */
export const maybeOfficer = (req: Request): SignedIn | undefined => officers.get(req)

/** @throws Refusal `unauthenticated` */
export function officerOf(req: Request): SignedIn {
  const officer = officers.get(req)
  if (!officer) throw new Refusal('unauthenticated', '请先登录。')
  return officer
}

/**
 * A try on a signed-in page: the session itself counts as the known device, so that tries elsewhere do not count
 * here.
 */
export function attemptOf(req: Request): SignInAttempt {
  const { login, session } = officerOf(req)
  return { login, address: req.ip ?? 'unknown', device: `session ${session}` }
}

/** Requests that an open page makes by itself. */
const BY_ITSELF = /^\/(live|views|reminders\/count)$/

/** Reads the cookie; the routes decide whether an officer is required. */
export function identifyOfficer(ctx: Context): RequestHandler {
  const name = nameOf(isSecure(ctx))
  return async (req, _res, next) => {
    const cookie = parseCookie(req.headers.cookie ?? '')[name]
    const officer = await officerOfCookie(ctx, cookie, BY_ITSELF.test(req.path))
    if (officer) officers.set(req, officer)
    next()
  }
}

/** Whether the session of a long response is still valid; it may end before the response does. */
export const stillSignedIn = async (ctx: Context, req: Request): Promise<boolean> =>
  (await officerOfCookie(ctx, parseCookie(req.headers.cookie ?? '')[nameOf(isSecure(ctx))], true)) !== null

/** The token in every form of a session. It is bound to the session, so no other session's token is accepted. */
export const csrfToken = (ctx: Context, officer: SignedIn): string =>
  ctx.secrets.sign(officer.session, 'desk.csrf')

/**
 * Refuses a change from a form that is not ours. Two independent checks: `sameOrigin` checks the Origin header
 * before this one; here the form must carry its session's token (OWASP's synchronizer token pattern, made stateless
 * by signing the session's key).
 */
export function checkCsrf(ctx: Context): RequestHandler {
  return (req, _res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next()
    const officer = officerOf(req)
    const token = fieldOf(req, '_csrf')
    const ours = token !== '' && ctx.secrets.verify(officer.session, token, 'desk.csrf')
    next(ours ? undefined : new Refusal('forbidden', '这个页面开得太久了，请刷新后再试。'))
  }
}

/**
 * Whether this browser is signed in at the desk, on pages that are not the desk's. The check does not extend the
 * session.
 */
export async function holdsDeskSession(ctx: Context, req: Request): Promise<boolean> {
  const cookie = parseCookie(req.headers.cookie ?? '')[nameOf(isSecure(ctx))]
  return (await officerOfCookie(ctx, cookie, true)) !== null
}
