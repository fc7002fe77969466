import express, { type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/context.ts'
import { digestList, getDigest } from '../../usecases/make-digest.ts'
import { namesOf } from '../../usecases/open-case.ts'
import { seriesOf } from '../../usecases/report/series.ts'
import { seriesTables } from '../../usecases/report/tables.ts'
import { queryOf } from '../form.ts'
import { sendPage } from '../html.ts'
import { DigestPage } from '../views/digest.tsx'
import { DigestListPage } from '../views/digest-list.tsx'
import { demand, deskOf } from './desk.ts'
import { officerOf } from './session.ts'

export function digestsRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/digests', async (req, res) => {
    demand(req, 'seeDigest', '看周报')
    const lists = [
      await digestList(ctx, 'week'),
      await digestList(ctx, 'month', 24),
      await digestList(ctx, 'quarter', 12),
    ]
    sendPage(res, h(DigestListPage, { desk: deskOf(ctx, req), lists }))
  })

  router.get('/digests/:week', async (req, res) => {
    const department = queryOf(req, 'department') || null
    const stored = await getDigest(ctx, req.params.week, officerOf(req), department ?? 'office')
    const { period } = stored.digest
    const shown = seriesTables(await seriesOf(ctx, period, department ?? undefined), period)
    const names = namesOf(ctx.content())
    sendPage(res, h(DigestPage, { desk: deskOf(ctx, req), stored, names, department, shown }))
  })

  return router
}
