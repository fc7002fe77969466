import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import { scopeOf } from '../../domain/people/policy.ts'
import type { Context } from '../../usecases/base/context.ts'
import { cannedReplies, dropCanned, saveCanned } from '../../usecases/cases/shown/canned-replies.ts'
import { demand, deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { officerOf } from '../shell/session.ts'
import { CannedPage, type CannedProps } from './canned.page.tsx'

/** Canned replies (常用语): a list that clerks use, and that reviewers and managers edit for their department. */
export function cannedRouter(ctx: Context): Router {
  const router = express.Router()

  async function show(req: Request, res: Response, shown: Partial<CannedProps> = {}, status = 200) {
    const officer = officerOf(req)
    sendPage(
      res,
      h(CannedPage, {
        desk: deskOf(ctx, req),
        replies: await cannedReplies(ctx, officer),
        departments: ctx.content().office.departments,
        scope: scopeOf(officer),
        ...shown,
      }),
      status,
    )
  }

  router.get('/canned', async (req, res) => {
    demand(req, 'useCanned', '看常用语')
    await show(req, res, { notice: doneOf(req) })
  })

  router.post(['/canned', '/canned/:id'], async (req, res) => {
    demand(req, 'keepCanned', '管常用语')
    const given = {
      title: fieldOf(req, 'title'),
      text: fieldOf(req, 'text'),
      departmentId: fieldOf(req, 'departmentId'),
    }
    const id = req.params['id'] === undefined ? undefined : idOf(req)
    try {
      await saveCanned(ctx, officerOf(req), given, id)
      res.redirect(303, '/desk/canned?done=canned')
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'not_found') throw error
      const typed = { id: id ?? null, ...given, problems: problemsOf(error.extra.errors) }
      await show(req, res, { typed, problem: error.detail }, error.status)
    }
  })

  router.post('/canned/:id/remove', async (req, res) => {
    demand(req, 'keepCanned', '管常用语')
    await dropCanned(ctx, officerOf(req), idOf(req))
    res.redirect(303, '/desk/canned?done=uncanned')
  })

  return router
}

function idOf(req: Request): number {
  const id = wholeNumber(req.params['id'])
  if (id === 0) throw new Refusal('not_found', '没有这条常用语。')
  return id
}
