import express, { type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/context.ts'
import { listAudit } from '../../usecases/list-audit.ts'
import { queryOf, wholeNumber } from '../form.ts'
import { sendPage } from '../html.ts'
import { AuditPage } from '../views/audit.tsx'
import { deskOf } from './desk.ts'
import { officerOf } from './session.ts'

export function auditRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/audit', async (req, res) => {
    const login = queryOf(req, 'login').trim().toLowerCase().slice(0, 64)
    const before = wholeNumber(queryOf(req, 'before'))
    const page = await listAudit(ctx, officerOf(req), {
      ...(login && { login }),
      ...(before > 0 && { before }),
    })
    sendPage(res, h(AuditPage, { desk: deskOf(ctx, req), now: ctx.now(), login, ...page }))
  })
  return router
}
