import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { APPLICANT_IDS, OUTCOME_IDS } from '../../domain/cases/disclosure.ts'
import { reportMarkdown } from '../../domain/numbers/annual/markdown.ts'
import { scopeOf } from '../../domain/people/policy.ts'
import type { Context } from '../../usecases/base/context.ts'
import { LongTasks } from '../../usecases/base/long-work.ts'
import { type Annual, annual, yearNamed } from '../../usecases/numbers/annual.ts'
import { documentsBehind } from '../../usecases/numbers/annual-numbers.ts'
import { reportDocx } from '../../usecases/numbers/report/docx.ts'
import { linesOf } from '../../usecases/publish/open-counts.ts'
import { demand, deskOf } from '../shell/desk.ts'
import { filledQuery } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { TablesPage } from '../shell/parts/tables.tsx'
import { officerOf } from '../shell/session.ts'
import { sendWorkbook } from '../shell/workbook.ts'
import { resultOrProgress } from '../shell/working.ts'
import { AnnualReportPage, ApplicationsPage, DocumentsPage } from './annual.page.tsx'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const applicationsQuery = z.object({
  row: z.enum(['received', 'carriedIn', 'carriedOut', 'concluded', ...OUTCOME_IDS]),
  applicant: z.enum(APPLICANT_IDS).optional(),
})
const documentsQuery = z.object({ what: z.enum(['issued', 'repealed', 'inForce']) })

/** The year: its tables, the annual report on government information disclosure, and what its numbers count. */
export function annualRouter(ctx: Context, tasks = new LongTasks(ctx.now)): Router {
  const router = express.Router()

  /** The year's numbers, or null when a page that shows progress was sent. */
  async function yearOf(req: Request, res: Response, text: string): Promise<Annual | null> {
    demand(req, 'seeBoard', '看年度数字')
    const { id: year } = yearNamed(text, ctx.now())
    const key = `annual ${year} ${ctx.content().loadedAt.getTime()}`
    return resultOrProgress(ctx, tasks, { req, res, key, title: `${year} 年度` }, note =>
      annual(ctx, year, note),
    )
  }

  router.get('/annual/:year', async (req, res) => {
    const [, name, xlsx] = /^(.*?)(\.xlsx)?$/.exec(req.params.year)!
    const found = await yearOf(req, res, name!)
    if (!found) return
    const { year, tables, balanced } = found
    const title = `${year} 年度`
    if (xlsx) return sendWorkbook(res, `annual-${year}`, tables, title)
    const problem = balanced ? undefined : '勾稽关系不成立，请先核对记录，不要报送。'
    const download = `/desk/annual/${year}.xlsx`
    const links = [{ href: `/desk/annual/${year}/report`, text: '政府信息公开工作年度报告' }]
    sendPage(res, h(TablesPage, { desk: deskOf(ctx, req), title, tables, download, links, problem }))
  })

  router.get('/annual/:year/report', async (req, res) => {
    const found = await yearOf(req, res, req.params.year)
    if (found) sendPage(res, h(AnnualReportPage, { desk: deskOf(ctx, req), ...found }))
  })

  router.get('/annual/:year/report.md', async (req, res) => {
    const found = await yearOf(req, res, req.params.year)
    if (!found) return
    res
      .attachment(`annual-${found.year}.md`)
      .type('text/markdown; charset=utf-8')
      .send(reportMarkdown(found.report))
  })

  router.get('/annual/:year/report.docx', async (req, res) => {
    const found = await yearOf(req, res, req.params.year)
    if (!found) return
    const bytes = await reportDocx(found.report, found.numbers.office.name)
    res.attachment(`annual-${found.year}.docx`).type(DOCX).send(Buffer.from(bytes))
  })

  router.get('/annual/:year/applications', async (req, res) => {
    const query = applicationsQuery.safeParse(filledQuery(req))
    const found = await yearOf(req, res, req.params.year)
    if (!found) return
    if (!query.success) throw new Refusal('malformed', '网址不对，请从年度报告的表里重新点。')
    if (scopeOf(officerOf(req)) !== null)
      throw new Refusal('forbidden', '这里是全单位的申请，您只能看本单位的件。')
    const { row, applicant } = query.data
    const ends: readonly string[] = OUTCOME_IDS
    const placed = found.placed.filter(
      p =>
        (row === 'concluded' ? ends.includes(p.row) : p.row === row) &&
        (applicant === undefined || p.applicant === applicant),
    )
    sendPage(res, h(ApplicationsPage, { desk: deskOf(ctx, req), year: found.year, row, applicant, placed }))
  })

  router.get('/annual/:year/documents', async (req, res) => {
    demand(req, 'seeBoard', '看年度数字')
    const period = yearNamed(req.params.year, ctx.now())
    const query = documentsQuery.safeParse(filledQuery(req))
    if (!query.success) throw new Refusal('malformed', '网址不对，请从年度报告的表里重新点。')
    const { what } = query.data
    const lines = await linesOf(ctx, await documentsBehind(ctx, period, what))
    sendPage(res, h(DocumentsPage, { desk: deskOf(ctx, req), year: Number(period.id), what, lines }))
  })

  return router
}
