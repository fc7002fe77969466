import express, { type Router } from 'express'
import { h } from 'preact'
import { givenDate } from '../../domain/base/given-date.ts'
import type { Context } from '../../usecases/base/context.ts'
import { listAudit } from '../../usecases/people/list-audit.ts'
import { deskOf } from '../shell/desk.ts'
import { queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { ACTIONS, AuditPage } from './audit.page.tsx'

export function auditRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/audit', async (req, res) => {
    const login = queryOf(req, 'login').trim().toLowerCase().slice(0, 64)
    const before = wholeNumber(queryOf(req, 'before'))
    const day = (name: string) => givenDate().safeParse(queryOf(req, name)).data
    const action = queryOf(req, 'action').slice(0, 40)
    const target = queryOf(req, 'target').trim().slice(0, 120)
    const [first, last] = [day('from'), day('to')]
    const filter = {
      ...(login && { login }),
      ...(Object.hasOwn(ACTIONS, action) && { action }),
      ...(target && { target }),
      ...(first && { from: first }),
      ...(last && { to: last }),
    }
    const page = await listAudit(ctx, officerOf(req), {
      ...filter,
      ...(before > 0 && { before }),
    })
    sendPage(res, h(AuditPage, { desk: deskOf(ctx, req), now: ctx.now(), filter, ...page }))
  })
  return router
}
