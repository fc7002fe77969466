import express, { type Router } from 'express'
import { h } from 'preact'
import { periodOf } from '../../domain/base/period.ts'
import type { Context } from '../../usecases/base/context.ts'
import { namesOf } from '../../usecases/cases/moving/open-case.ts'
import { reportLedger } from '../../usecases/numbers/ledger/report-ledger.ts'
import { digestList, getDigest } from '../../usecases/numbers/make-digest.ts'
import { seriesOf } from '../../usecases/numbers/report/series.ts'
import { seriesTables } from '../../usecases/numbers/report/tables.ts'
import { demand, deskOf } from '../shell/desk.ts'
import { queryOf } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { DigestPage } from './digest.page.tsx'
import { DigestListPage } from './digest-list.page.tsx'

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
    const period = periodOf(stored.digest.period)
    const shown = seriesTables(await seriesOf(ctx, period, department ?? undefined), period)
    const names = namesOf(ctx.content())
    const ledger = await reportLedger(ctx, stored.digest)
    sendPage(res, h(DigestPage, { desk: deskOf(ctx, req), stored, names, department, shown, ledger }))
  })

  return router
}
