import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import type { Context } from '../../usecases/base/context.ts'
import { amongProcesses } from '../../usecases/base/limits.ts'
import { confirmMailbox, readMailboxLink } from '../../usecases/people/officer-ways.ts'
import { readLink, redeemLink } from '../../usecases/people/one-time-link.ts'
import {
  challengeOf,
  finishSignIn,
  type SignedIn,
  signIn,
  signOut,
  startSession,
} from '../../usecases/people/sign-in.ts'
import type { Throttle } from '../../usecases/people/sign-in-throttle.ts'
import { fieldOf, queryOf } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { keptOf, resumeAt } from '../shell/kept.ts'
import { HOME, safeNext } from '../shell/next.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import type { Kept } from '../shell/parts/kept.tsx'
import {
  checkCsrf,
  clearSessionCookie,
  csrfToken,
  deviceOf,
  maybeOfficer,
  setSessionCookie,
} from '../shell/session.ts'
import { limitLinks } from './link-tries.ts'
import { SecondStepPage } from './second-factor.page.tsx'
import { ConfirmMailPage, OpenLinkPage, ResumePage, SetUpPage, SignInPage } from './sign-in.page.tsx'

const address = (req: Request) => req.ip ?? 'unknown'

/** Sign-in, set-up links and sign-out: the desk's routes that need no officer. */
export function signInRouter(ctx: Context, throttle: Throttle): Router {
  const router = express.Router()
  const office = () => ctx.content().office.shortName
  const links = limitLinks(amongProcesses(ctx))
  const browserOf = (req: Request) => ({
    address: address(req),
    agent: req.get('user-agent'),
    device: deviceOf(ctx, req),
  })

  /** Signs in and continues: with the text being written when the session ended, or to the page requested. */
  function enter(
    req: Request,
    res: Response,
    signed: { cookie: string; officer: SignedIn },
    next: string,
    kept: Kept | undefined,
  ): void {
    setSessionCookie(ctx, req, res, signed)
    const action = kept && resumeAt(next)
    if (action)
      sendPage(res, h(ResumePage, { office: office(), csrf: csrfToken(ctx, signed.officer), action, kept }))
    else res.redirect(303, next)
  }

  router.get('/sign-in', (req, res) => {
    const next = safeNext(queryOf(req, 'next'))
    if (maybeOfficer(req)) return res.redirect(303, next)
    sendPage(res, h(SignInPage, { office: office(), next }))
  })

  router.post('/sign-in', async (req, res) => {
    const next = safeNext(fieldOf(req, 'next'))
    const login = fieldOf(req, 'login')
    const kept = keptOf(req)
    try {
      const signed = await signIn(
        ctx,
        { login, password: fieldOf(req, 'password'), ...browserOf(req) },
        throttle,
      )
      if (signed.challenge !== undefined) {
        const { challenge } = signed
        return sendPage(res, h(SecondStepPage, { office: office(), challenge, next, kept }))
      }
      enter(req, res, signed, next, kept)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.extra.retryAfterSeconds) res.set('Retry-After', String(error.extra.retryAfterSeconds))
      sendPage(
        res,
        h(SignInPage, { office: office(), next, login, problem: error.detail, kept }),
        error.status,
      )
    }
  })

  router.post('/sign-in/code', async (req, res) => {
    const next = safeNext(fieldOf(req, 'next'))
    const challenge = fieldOf(req, 'challenge')
    const kept = keptOf(req)
    const code = fieldOf(req, 'code')
    try {
      const given = { challenge, code, ...browserOf(req) }
      enter(req, res, await finishSignIn(ctx, given, throttle), next, kept)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.extra.retryAfterSeconds) res.set('Retry-After', String(error.extra.retryAfterSeconds))
      const shown = { office: office(), next, kept, problem: error.detail }
      if (error.extra.reason === 'again') return sendPage(res, h(SignInPage, shown), error.status)
      sendPage(res, h(SecondStepPage, { ...shown, challenge }), error.status)
    }
  })

  router.post('/sign-out', checkCsrf(ctx), async (req, res) => {
    const officer = maybeOfficer(req)
    if (officer) await signOut(ctx, officer)
    clearSessionCookie(ctx, res)
    res.set('Clear-Site-Data', '"cache"').redirect(303, '/desk/sign-in')
  })

  // The secret of a link stands behind its #, so no server and no log on the way sees it. The page's script sends it
  // here as a form; without script it is pasted. The officer then presses a button, because mail scanners open every
  // link.
  router.get('/confirm-mail', (_req, res) => {
    sendPage(res, h(OpenLinkPage, { office: office(), title: '确认邮箱', action: '/desk/confirm-mail/open' }))
  })

  router.post('/confirm-mail/open', async (req, res) => {
    const token = fieldOf(req, 'token')
    await links(req, () => readMailboxLink(ctx, token))
    sendPage(res, h(ConfirmMailPage, { office: office(), token }))
  })

  router.post('/confirm-mail', async (req, res) => {
    await links(req, () => confirmMailbox(ctx, fieldOf(req, 'token')))
    sendPage(res, h(ConfirmMailPage, { office: office(), token: null }))
  })

  router.get('/set-up', (_req, res) => {
    sendPage(res, h(OpenLinkPage, { office: office(), title: '打开链接', action: '/desk/set-up/open' }))
  })

  router.post('/set-up/open', async (req, res) => {
    const token = fieldOf(req, 'token')
    const { officer } = await links(req, () => readLink(ctx, token))
    sendPage(res, h(SetUpPage, { office: office(), token, officer }))
  })

  router.post('/set-up', async (req, res) => {
    const token = fieldOf(req, 'token')
    const typed = { login: fieldOf(req, 'login'), name: fieldOf(req, 'name') }
    const password = fieldOf(req, 'password')
    const { officer } = await links(req, () => readLink(ctx, token))
    try {
      if (password !== fieldOf(req, 'again')) {
        throw new Refusal('invalid_field', '两次输入的密码不一样。', {
          errors: [{ path: 'again', message: '两次输入的密码不一样' }],
        })
      }
      const who = await redeemLink(ctx, token, { ...typed, password })
      // A link sets the password; it does not replace the second step.
      const challenge = challengeOf(ctx, who)
      if (challenge) return sendPage(res, h(SecondStepPage, { office: office(), challenge, next: HOME }))
      setSessionCookie(ctx, req, res, await startSession(ctx, who, address(req), req.get('user-agent')))
      res.redirect(303, HOME)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'not_found') throw error
      const problems = problemsOf(error.extra.errors)
      const problem = Object.keys(problems).length > 0 ? undefined : error.detail
      sendPage(
        res,
        h(SetUpPage, { office: office(), token, officer, typed, problems, problem }),
        error.status,
      )
    }
  })

  return router
}
