import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import type { Role } from '../../domain/office/roles.ts'
import type { TokenScope } from '../../domain/people/token-scopes.ts'
import type { Context } from '../../usecases/base/context.ts'
import { createToken } from '../../usecases/people/api-tokens.ts'
import { endSessionOf, sessionsOf } from '../../usecases/people/officer-sessions.ts'
import { createOfficer, disableOfficer, enableOfficer, listOfficers } from '../../usecases/people/officers.ts'
import { passwordLink } from '../../usecases/people/one-time-link.ts'
import { resetFactor } from '../../usecases/people/second-factor.ts'
import { demand, deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, listOf } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { officerOf } from '../shell/session.ts'
import { OfficersPage, type OfficersProps } from './officers.page.tsx'
import { OfficerSessionsPage } from './sessions.tsx'

/** The officers' administration. */
export function officersRouter(ctx: Context): Router {
  const router = express.Router()
  const people = '管理人员'

  async function showOfficers(req: Request, res: Response, shown: Partial<OfficersProps> = {}, status = 200) {
    sendPage(
      res,
      h(OfficersPage, {
        desk: deskOf(ctx, req),
        officers: await listOfficers(ctx),
        departments: ctx.content().office.departments,
        areas: ctx.content().office.areas,
        now: ctx.now(),
        ...shown,
      }),
      status,
    )
  }

  router.get('/officers', async (req, res) => {
    demand(req, 'manageOfficers', people)
    await showOfficers(req, res, { notice: doneOf(req) })
  })

  router.post('/officers', async (req, res) => {
    demand(req, 'manageOfficers', people)
    const typed = {
      login: fieldOf(req, 'login'),
      name: fieldOf(req, 'name'),
      role: fieldOf(req, 'role'),
      departmentId: fieldOf(req, 'departmentId'),
      areaId: fieldOf(req, 'areaId'),
    }
    try {
      const { departmentId, areaId, ...plain } = typed
      const by = officerOf(req)
      const officer = await createOfficer(
        ctx,
        {
          ...plain,
          role: plain.role as Role,
          ...(departmentId && { departmentId }),
          ...(areaId && { areaId }),
        },
        by,
      )
      // A new officer has no password, so the admin gets the link to set one.
      const link = await passwordLink(ctx, officer.login, by)
      await showOfficers(req, res, { shownOnce: { what: 'link', for: officer.name, text: link } })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await showOfficers(
        req,
        res,
        { typed, problems: problemsOf(error.extra.errors), problem: error.detail },
        error.status,
      )
    }
  })

  router.get('/officers/:login/sessions', async (req, res) => {
    demand(req, 'manageOfficers', people)
    const officer = await sessionsOf(ctx, req.params.login, officerOf(req))
    sendPage(
      res,
      h(OfficerSessionsPage, { desk: deskOf(ctx, req), officer, now: ctx.now(), notice: doneOf(req) }),
    )
  })

  router.post('/officers/:login/sessions/:which/end', async (req, res) => {
    demand(req, 'manageOfficers', people)
    const { login, which } = req.params
    await endSessionOf(ctx, login, which, officerOf(req))
    res.redirect(303, `/desk/officers/${encodeURIComponent(login)}/sessions?done=session`)
  })

  /** An admin's action on one officer. Answers with the page, because links and tokens are shown only once. */
  router.post('/officers/:login/:action', async (req, res) => {
    demand(req, 'manageOfficers', people)
    const by = officerOf(req)
    const { login, action } = req.params
    try {
      switch (action) {
        case 'disable':
          await disableOfficer(ctx, login, by)
          return res.redirect(303, '/desk/officers?done=disabled')
        case 'enable':
          await enableOfficer(ctx, login, by)
          return res.redirect(303, '/desk/officers?done=enabled')
        case 'reset-factor':
          await resetFactor(ctx, login, by)
          return res.redirect(303, '/desk/officers?done=factor-reset')
        case 'link':
          return await showOfficers(req, res, {
            shownOnce: { what: 'link', for: login, text: await passwordLink(ctx, login, by) },
          })
        case 'token': {
          const scopes = listOf(req, 'scope') as TokenScope[]
          const days = fieldOf(req, 'days')
          const text = await createToken(
            ctx,
            login,
            { name: fieldOf(req, 'name'), ...(scopes.length > 0 && { scopes }), ...(days && { days }) },
            by,
          )
          return await showOfficers(req, res, { shownOnce: { what: 'token', for: login, text } })
        }
        default:
          throw new Refusal('not_found', '没有这个操作。')
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await showOfficers(req, res, { problem: error.detail }, error.status)
    }
  })

  return router
}
