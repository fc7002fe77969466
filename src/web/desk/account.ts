import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/errors.ts'
import { listTokens, revokeToken } from '../../usecases/api-tokens.ts'
import type { Context } from '../../usecases/context.ts'
import { changeOwnPassword } from '../../usecases/officers.ts'
import { listSessions, revokeSession, type Throttle } from '../../usecases/sign-in.ts'
import { fieldOf } from '../form.ts'
import { sendPage } from '../html.ts'
import { AccountPage } from '../views/account.tsx'
import { type Problems, problemsOf } from '../views/field.tsx'
import { deskOf, doneOf } from './desk.ts'
import { officerOf } from './session.ts'

/** What an officer looks after for themselves: password, sign-ins, tokens. */
export function accountRouter(ctx: Context, throttle: Throttle): Router {
  const router = express.Router()

  async function show(
    req: Request,
    res: Response,
    shown: { problems?: Problems; problem?: string } = {},
    status = 200,
  ) {
    const by = officerOf(req)
    const [sessions, tokens] = await Promise.all([listSessions(ctx, by), listTokens(ctx, by.id)])
    const { name } = ctx.content().office.departments.find(d => d.id === by.departmentId) ?? {}
    sendPage(
      res,
      h(AccountPage, {
        desk: deskOf(ctx, req),
        department: name,
        sessions,
        tokens,
        now: ctx.now(),
        notice: doneOf(req),
        ...shown,
      }),
      status,
    )
  }

  router.get('/account', (req, res) => show(req, res))

  router.post('/account/password', async (req, res) => {
    const by = officerOf(req)
    const address = req.ip ?? 'unknown'
    try {
      if (fieldOf(req, 'password') !== fieldOf(req, 'again')) {
        throw new Refusal('invalid_field', '两次输入的密码不一样。', {
          errors: [{ path: 'again', message: '两次输入的密码不一样' }],
        })
      }
      // Whoever sits down at an open browser must not try passwords here without end.
      await throttle.enter(by.login, address)
      await changeOwnPassword(
        ctx,
        by,
        { current: fieldOf(req, 'current'), password: fieldOf(req, 'password') },
        by.session,
      )
      await throttle.succeeded(by.login, address)
      res.redirect(303, '/desk/account?done=password')
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const problems = problemsOf(error.extra.errors)
      await show(
        req,
        res,
        { problems, ...(Object.keys(problems).length === 0 && { problem: error.detail }) },
        error.status,
      )
    }
  })

  router.post('/account/sessions/:ref/revoke', async (req, res) => {
    await revokeSession(ctx, officerOf(req), req.params.ref)
    res.redirect(303, '/desk/account?done=session')
  })

  router.post('/account/tokens/:id/revoke', async (req, res) => {
    await revokeToken(ctx, Number(req.params.id) || 0, officerOf(req))
    res.redirect(303, '/desk/account?done=token')
  })

  return router
}
