import express, { type Request, type Router } from 'express'
import { h } from 'preact'
import { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { type Table, toCsv } from '../../domain/base/table.ts'
import type { Context } from '../../usecases/base/context.ts'
import {
  casesBehind,
  type Dashboard,
  dashboard,
  dashboardQuery,
  daysOf,
  MEASURE_NAMES,
} from '../../usecases/numbers/dashboard.ts'
import { behindTable } from '../../usecases/numbers/export-cases.ts'
import { bucketChart, courseChart, rateChart } from '../../usecases/numbers/report/charts.ts'
import { sendChartOf } from '../shell/chart.ts'
import { sendCsv } from '../shell/csv.ts'
import { demand, deskOf } from '../shell/desk.ts'
import { filledQuery } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { sendWorkbook } from '../shell/workbook.ts'
import { CasesBehindPage, DashboardPage, dashboardTables } from './dashboard.page.tsx'

const behindQuery = dashboardQuery.extend({
  measure: z.enum(MEASURE_NAMES),
  key: z.string().max(60).optional(),
  after: z.string().max(200).optional(),
})

/** @throws Refusal `malformed` in words. */
function read<T extends z.ZodType>(schema: T, req: Request): z.infer<T> {
  const { key } = req.query
  const parsed = schema.safeParse({ ...filledQuery(req), ...(key === '' && { key: '' }) })
  if (parsed.success) return parsed.data
  throw new Refusal('malformed', '网址里的日期或选项不对，请从统计页重新选。')
}

/** Any days, any breakdown, as a page, a chart, CSV or a workbook of what the page shows. */
export function dashboardRouter(ctx: Context): Router {
  const router = express.Router()
  const counted = async (req: Request): Promise<Dashboard> => {
    demand(req, 'seeBoard', '看统计')
    return dashboard(ctx, read(dashboardQuery, req), officerOf(req))
  }
  const fileName = (d: Dashboard) => `tongji-${d.from}-${d.to}-${d.by}`

  router.get('/dashboard', async (req, res) => {
    const d = await counted(req)
    sendPage(res, h(DashboardPage, { desk: deskOf(ctx, req), dashboard: d }))
  })

  router.get('/dashboard.csv', async (req, res) => {
    const d = await counted(req)
    const tables: Table[] = dashboardTables(d)
    res
      .type('text/csv; charset=utf-8')
      .attachment(`${fileName(d)}.csv`)
      .send(toCsv(...tables))
  })

  router.get('/dashboard.xlsx', async (req, res) => {
    const d = await counted(req)
    await sendWorkbook(res, fileName(d), dashboardTables(d), `${d.from} 至 ${d.to}`)
  })

  router.get('/dashboard/:chart.svg', async (req, res) => {
    const d = await counted(req)
    const charts = {
      course: () => courseChart(d.course, 760, 260),
      rate: () => rateChart(d.course),
      open: () =>
        bucketChart(
          d.course.map(p => ({ name: p.name, count: p.carriedOut })),
          760,
          240,
        ),
    }
    await sendChartOf(res, charts, req.params.chart)
  })

  router.get(['/dashboard/cases', '/dashboard/cases.csv', '/dashboard/cases.xlsx'], async (req, res) => {
    demand(req, 'seeBoard', '看统计')
    const query = read(behindQuery, req)
    const { measure, ...rest } = query
    const what = {
      ...(rest.from && { from: rest.from }),
      ...(rest.to && { to: rest.to }),
      ...(rest.by && { by: rest.by }),
      ...(rest.key !== undefined && { key: rest.key }),
    }
    const asked = { ...what, ...(rest.after !== undefined && { after: rest.after }) }
    const officer = officerOf(req)
    const [, file] = /\.(csv|xlsx)$/.exec(req.path) ?? []
    if (file) {
      const table = behindTable(ctx, { measure, ...what }, officer)
      const name = `${measure}-${daysOf(what, ctx.now()).from}`
      return file === 'csv' ? sendCsv(res, name, table) : sendWorkbook(res, name, [table], table.name)
    }
    const found = await casesBehind(ctx, { measure, ...asked }, officer)
    sendPage(res, h(CasesBehindPage, { desk: deskOf(ctx, req), measure, query: asked, ...found }))
  })

  return router
}
