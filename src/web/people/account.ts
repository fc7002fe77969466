import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import type { Context } from '../../usecases/base/context.ts'
import { confirmToken, listTokens, revokeToken } from '../../usecases/people/api-tokens.ts'
import { listSessions, revokeSession } from '../../usecases/people/officer-sessions.ts'
import { officerWays } from '../../usecases/people/officer-ways.ts'
import { changeOwnPassword } from '../../usecases/people/officers.ts'
import type { Throttle } from '../../usecases/people/sign-in-throttle.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { attemptOf, officerOf } from '../shell/session.ts'
import { AccountPage } from './account.page.tsx'
import { requirePassword } from './require-password.ts'

interface AccountShown {
  chatCode?: string
  /** The form whose password field shows the problem; several forms of the page have one. */
  form?: string
}

/**
 * Runs the work of a form of the account page; a refusal is shown on the page, with the typed values. Without `work`
 * it only shows the page.
 */
export async function showAccount(
  ctx: Context,
  req: Request,
  res: Response,
  work?: () => Promise<void>,
  shown: AccountShown = {},
): Promise<void> {
  let refused: Refusal | undefined
  try {
    if (work) return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    refused = error
  }
  const by = officerOf(req)
  const [sessions, tokens, routes] = await Promise.all([
    listSessions(ctx, by),
    listTokens(ctx, by.id),
    officerWays(ctx, by),
  ])
  const { name } = ctx.content().office.departments.find(d => d.id === by.departmentId) ?? {}
  const problems = problemsOf(
    refused?.extra.errors?.map(e => (e.path === 'proof' ? { ...e, path: `${shown.form}proof` } : e)),
  )
  const chats = (['wechat', 'telegram'] as const).filter(chat => ctx.channels.has(chat))
  sendPage(
    res,
    h(AccountPage, {
      desk: deskOf(ctx, req),
      department: name,
      sessions,
      tokens,
      ways: {
        ...routes,
        open: { mail: ctx.mail !== undefined, chats },
        chatCode: shown.chatCode,
        typed: { mail: fieldOf(req, 'mail'), ...filled(req, ['from', 'to']) },
      },
      now: ctx.now(),
      notice: doneOf(req),
      problems,
      problem: refused && Object.keys(problems).length === 0 ? refused.detail : undefined,
    }),
    refused?.status ?? 200,
  )
}

const filled = (req: Request, names: readonly string[]) =>
  Object.fromEntries(names.map(name => [name, fieldOf(req, name)] as const).filter(([, v]) => v !== ''))

/**
 * The same for a form that asks for the password again before it does its work.
 * @param form the form's prefix: a wrong password is shown at its `proof` and at no other form's
 */
export const showProved = (
  ctx: Context,
  req: Request,
  res: Response,
  { throttle, form, work }: { throttle: Throttle; form: string; work: () => Promise<void> },
): Promise<void> =>
  showAccount(
    ctx,
    req,
    res,
    async () => {
      await requirePassword(ctx, req, throttle)
      await work()
    },
    { form },
  )

/** An officer's own account: password, sessions, tokens. */
export function accountRouter(ctx: Context, throttle: Throttle): Router {
  const router = express.Router()

  router.get('/account', (req, res) => showAccount(ctx, req, res))

  router.post('/account/password', async (req, res) => {
    const by = officerOf(req)
    await showAccount(ctx, req, res, async () => {
      if (fieldOf(req, 'password') !== fieldOf(req, 'again')) {
        throw new Refusal('invalid_field', '两次输入的密码不一样。', {
          errors: [{ path: 'again', message: '两次输入的密码不一样' }],
        })
      }
      // Limits tries, because somebody at an open browser could guess passwords here.
      const attempt = attemptOf(req)
      await throttle.enter(attempt)
      await changeOwnPassword(
        ctx,
        by,
        { current: fieldOf(req, 'current'), password: fieldOf(req, 'password') },
        by.session,
      )
      await throttle.succeeded(attempt)
      res.redirect(303, '/desk/account?done=password')
    })
  })

  router.post('/account/sessions/:ref/revoke', async (req, res) => {
    await revokeSession(ctx, officerOf(req), req.params.ref)
    res.redirect(303, '/desk/account?done=session')
  })

  router.post('/account/tokens/:id/confirm', async (req, res) => {
    const id = wholeNumber(req.params.id)
    const work = async () => {
      await confirmToken(ctx, id, officerOf(req))
      res.redirect(303, '/desk/account?done=token-confirmed#tokens')
    }
    await showProved(ctx, req, res, { throttle, form: `token${id}.`, work })
  })

  router.post('/account/tokens/:id/revoke', async (req, res) => {
    await revokeToken(ctx, wholeNumber(req.params.id), officerOf(req))
    res.redirect(303, '/desk/account?done=token')
  })

  return router
}
