import express, { type Request, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import { PERIOD_NAMES, periodOf, sayPeriod, typeOf } from '../../domain/base/period.ts'
import { scopeOf } from '../../domain/people/policy.ts'
import type { Context } from '../../usecases/base/context.ts'
import { LongTasks } from '../../usecases/base/long-work.ts'
import { namesOf } from '../../usecases/cases/moving/open-case.ts'
import {
  assessablePeriod,
  assessment,
  deductionTable,
  scoreTable,
  speedTables,
} from '../../usecases/numbers/assessment.ts'
import { getDigest } from '../../usecases/numbers/make-digest.ts'
import { bucketChart, courseChart, trendChart } from '../../usecases/numbers/report/charts.ts'
import { seriesOf } from '../../usecases/numbers/report/series.ts'
import { digestTables, ledgerTable, seriesTables } from '../../usecases/numbers/report/tables.ts'
import { sendChartOf } from '../shell/chart.ts'
import { deskOf } from '../shell/desk.ts'
import { queryOf } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { sendWorkbook } from '../shell/workbook.ts'
import { resultOrProgress } from '../shell/working.ts'
import { AssessmentPage, DeductionsPage } from './assessment.page.tsx'

/** Reports that are tables: the digest's workbook and charts, the scores. */
export function reportsRouter(ctx: Context, tasks = new LongTasks(ctx.now)): Router {
  const router = express.Router()

  /** The requested digest (the office's, or one department's) with the data of its charts and sheets. */
  const digestOf = async (req: Request) => {
    const department = queryOf(req, 'department') || undefined
    const period = String(req.params['period'])
    const { digest, version } = await getDigest(ctx, period, officerOf(req), department ?? 'office')
    return {
      digest,
      stored: version !== null,
      department,
      series: () => seriesOf(ctx, periodOf(digest.period), department),
    }
  }

  router.get('/digests/:period.xlsx', async (req, res) => {
    const { digest, stored, department, series } = await digestOf(req)
    const { office } = ctx.content()
    const names = namesOf(ctx.content())
    const about = department ? (names.department(department) ?? department) : office.name
    const tables = [
      ...digestTables(digest, names),
      ...seriesTables(await series(), periodOf(digest.period)),
      ...(stored ? [ledgerTable(digest)] : []),
    ]
    const title = `${about}${PERIOD_NAMES[typeOf(periodOf(digest.period))].report} ${sayPeriod(periodOf(digest.period))}`
    await sendWorkbook(res, [digest.period.week, department].filter(Boolean).join('-'), tables, title)
  })

  router.get('/digests/:period/:chart.svg', async (req, res) => {
    const { digest, series } = await digestOf(req)
    const charts = {
      trend: () => trendChart(digest.trailing),
      course: async () => courseChart((await series()).course),
      ages: async () => bucketChart((await series()).ages),
      times: async () => bucketChart((await series()).answerTimes),
    }
    await sendChartOf(res, charts, req.params.chart)
  })

  router.get(['/assessment/:period', '/assessment/:period/:department/:measure'], async (req, res) => {
    const [, name, xlsx] = /^(.*?)(\.xlsx)?$/.exec(String(req.params['period']))!
    const officer = officerOf(req)
    const period = assessablePeriod(ctx, name!, officer)
    const title = `${sayPeriod(period)}量化考核`
    const key = `assessment ${period.id} ${scopeOf(officer) ?? ''} ${ctx.content().loadedAt.getTime()}`
    const found = await resultOrProgress(ctx, tasks, { req, res, key, title }, note =>
      assessment(ctx, period.id, officer, note),
    )
    if (!found) return
    const { scores } = found
    if (xlsx) {
      const sheets = [scoreTable(ctx, scores), ...speedTables(ctx, found.speed), deductionTable(ctx, scores)]
      return sendWorkbook(res, `assessment-${period.id}`, sheets, title)
    }
    const desk = deskOf(ctx, req)
    const { department: nameOf } = namesOf(ctx.content())
    const { department, measure } = req.params
    if (department === undefined)
      return sendPage(
        res,
        h(AssessmentPage, { desk, period, title, scores, speed: speedTables(ctx, found.speed), nameOf }),
      )
    const score = scores.find(s => s.departmentId === department)
    const indicator = score?.indicators.find(i => i.measure === measure)
    if (!score || !indicator) throw new Refusal('not_found', '没有这个承办单位或这一项考核。')
    const page = Math.max(1, Math.trunc(Number(queryOf(req, 'page'))) || 1)
    sendPage(res, h(DeductionsPage, { desk, period, title, score, indicator, page, nameOf }))
  })

  return router
}
