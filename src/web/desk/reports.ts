import express, { type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/errors.ts'
import { parsePeriod, sayPeriod } from '../../domain/period.ts'
import { annual } from '../../usecases/annual.ts'
import { assessment } from '../../usecases/assessment.ts'
import type { Context } from '../../usecases/context.ts'
import { getDigest } from '../../usecases/make-digest.ts'
import { namesOf } from '../../usecases/open-case.ts'
import { bucketChart, courseChart, trendChart } from '../../usecases/report/charts.ts'
import { courseTable } from '../../usecases/report/letter.tsx'
import { seriesOf } from '../../usecases/report/series.ts'
import { digestTables } from '../../usecases/report/tables.ts'
import { toXlsx } from '../../usecases/report/xlsx.ts'
import { sendPage } from '../html.ts'
import { TablesPage } from '../views/tables.tsx'
import { demand, deskOf } from './desk.ts'
import { officerOf } from './session.ts'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Reports that are tables: the digest's workbook and charts, the year, the scores. */
export function reportsRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/digests/:period.xlsx', async (req, res) => {
    const { digest } = await getDigest(ctx, req.params.period, officerOf(req))
    const series = await seriesOf(ctx, parsePeriod(req.params.period, ctx.now()))
    const tables = [...digestTables(digest, namesOf(ctx.content())), courseTable(series)]
    const book = await toXlsx(tables, sayPeriod(digest.period))
    res.attachment(`${digest.period.week}.xlsx`).type(XLSX).send(Buffer.from(book))
  })

  router.get('/digests/:period/:chart.svg', async (req, res) => {
    const { digest } = await getDigest(ctx, req.params.period, officerOf(req))
    const series = () => seriesOf(ctx, parsePeriod(req.params.period, ctx.now()))
    const charts = {
      trend: () => trendChart(digest.trailing),
      course: async () => courseChart((await series()).course),
      ages: async () => bucketChart((await series()).ages),
      times: async () => bucketChart((await series()).answerTimes),
    }
    const draw = charts[req.params.chart as keyof typeof charts]
    if (!draw) throw new Refusal('not_found', '没有这张图。')
    res.type('image/svg+xml').send(await draw())
  })

  router.get('/annual/:year', async (req, res) => {
    demand(req, 'seeBoard', '看年度数字')
    const [, year, xlsx] = /^(.*?)(\.xlsx)?$/.exec(req.params.year)!
    const report = await annual(ctx, year!)
    const title = `${report.year} 年度`
    if (xlsx) {
      const book = Buffer.from(await toXlsx(report.tables, title))
      return void res.attachment(`annual-${report.year}.xlsx`).type(XLSX).send(book)
    }
    const problem = report.balanced ? undefined : '勾稽关系不成立，请先核对记录，不要报送。'
    const download = `/desk/annual/${report.year}.xlsx`
    sendPage(res, h(TablesPage, { desk: deskOf(ctx, req), title, tables: report.tables, download, problem }))
  })

  router.get('/assessment/:period', async (req, res) => {
    const [, name, xlsx] = /^(.*?)(\.xlsx)?$/.exec(req.params.period)!
    const { period, tables } = await assessment(ctx, name!, officerOf(req))
    const title = `${sayPeriod(period)}量化考核`
    if (xlsx) {
      const book = Buffer.from(await toXlsx(tables, title))
      return void res.attachment(`assessment-${period.week}.xlsx`).type(XLSX).send(book)
    }
    const download = `/desk/assessment/${period.week}.xlsx`
    sendPage(res, h(TablesPage, { desk: deskOf(ctx, req), title, tables, download }))
  })

  return router
}
