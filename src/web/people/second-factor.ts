import express, { type Request, type RequestHandler, type Response, type Router } from 'express'
import { h } from 'preact'
import { toString as qrSvg } from 'qrcode'
import { Refusal } from '../../domain/base/errors.ts'
import { needsSecondFactor } from '../../domain/office/office.ts'
import type { Context } from '../../usecases/base/context.ts'
import {
  beginFactor,
  confirmFactor,
  newRecoveryCodes,
  secondFactor,
  turnOffFactor,
} from '../../usecases/people/second-factor.ts'
import type { Throttle } from '../../usecases/people/sign-in-throttle.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { attemptOf, officerOf } from '../shell/session.ts'
import { requirePassword } from './require-password.ts'
import { SecondFactorPage } from './second-factor.page.tsx'

const HERE = '/account/second-factor'

/** Requires officers to set up a second factor first, where the office demands one. */
export function requireSecondFactor(ctx: Context): RequestHandler {
  return (req, res, next) => {
    const officer = officerOf(req)
    if (officer.secondFactor || !needsSecondFactor(ctx.content().office, officer.role)) return next()
    if (req.path === HERE || req.path.startsWith(`${HERE}/`)) return next()
    if (req.get('hx-request')) return void res.set('HX-Redirect', `/desk${HERE}`).status(403).end()
    if (req.method === 'GET') return res.redirect(303, `/desk${HERE}`)
    next(new Refusal('forbidden', '请先设好两步登录。'))
  }
}

export function secondFactorRouter(ctx: Context, throttle: Throttle): Router {
  const router = express.Router()

  /** Runs the work of a form; a refusal is shown beside its field. */
  async function show(
    req: Request,
    res: Response,
    work?: () => Promise<readonly string[] | undefined>,
    form = '',
  ): Promise<void> {
    const by = officerOf(req)
    let refused: Refusal | undefined
    let codes: readonly string[] | undefined
    try {
      codes = await work?.()
      if (res.headersSent) return
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refused = error
    }
    const factor = await secondFactor(ctx, by)
    const problems = problemsOf(
      refused?.extra.errors?.map(e => ({ ...e, path: e.path === 'code' ? `${form}${e.path}` : e.path })),
    )
    sendPage(
      res,
      h(SecondFactorPage, {
        desk: deskOf(ctx, req),
        factor,
        qr: factor.pending ? await qrSvg(factor.pending.uri, { type: 'svg', margin: 2 }) : undefined,
        codes,
        now: ctx.now(),
        problems,
        problem: refused && Object.keys(problems).length === 0 ? refused.detail : undefined,
        notice: doneOf(req),
      }),
      refused?.status ?? 200,
    )
  }

  /** Limits tries of codes and passwords, because somebody at an open browser could guess them. */
  async function tried<T>(req: Request, work: () => Promise<T>): Promise<T> {
    const attempt = attemptOf(req)
    await throttle.enter(attempt)
    const result = await work()
    await throttle.succeeded(attempt)
    return result
  }

  router.get(HERE, (req, res) => show(req, res))

  router.post(`${HERE}/begin`, (req, res) =>
    show(req, res, async () => {
      // Replacing a pending key grants no new access.
      if (!(await secondFactor(ctx, officerOf(req))).pending) await requirePassword(ctx, req, throttle)
      await beginFactor(ctx, officerOf(req))
      res.redirect(303, `/desk${HERE}`)
      return undefined
    }),
  )

  router.post(`${HERE}/confirm`, (req, res) =>
    show(req, res, () => tried(req, () => confirmFactor(ctx, officerOf(req), fieldOf(req, 'code')))),
  )

  router.post(`${HERE}/codes`, (req, res) =>
    show(
      req,
      res,
      () => tried(req, () => newRecoveryCodes(ctx, officerOf(req), fieldOf(req, 'code'))),
      'codes.',
    ),
  )

  router.post(`${HERE}/off`, (req, res) =>
    show(
      req,
      res,
      () =>
        tried(req, async () => {
          const given = { password: fieldOf(req, 'password'), code: fieldOf(req, 'code') }
          await turnOffFactor(ctx, officerOf(req), given)
          res.redirect(303, `/desk${HERE}?done=factor-off`)
          return undefined
        }),
      'off.',
    ),
  )

  return router
}
