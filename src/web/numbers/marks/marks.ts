import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../../domain/base/errors.ts'
import type { Context } from '../../../usecases/base/context.ts'
import { bulletin, bulletinSheets } from '../../../usecases/numbers/marks/bulletin.ts'
import { liftMark } from '../../../usecases/numbers/marks/lift-mark.ts'
import { listMarks, MARK_VIEWS, type MarkView } from '../../../usecases/numbers/marks/list-marks.ts'
import { deskOf, doneOf } from '../../shell/desk.ts'
import { fieldOf, queryOf, wholeNumber } from '../../shell/form.ts'
import { sendPage } from '../../shell/html.ts'
import { problemsOf } from '../../shell/parts/field.tsx'
import { officerOf } from '../../shell/session.ts'
import { sendWorkbook } from '../../shell/workbook.ts'
import { BulletinPage } from './bulletin.page.tsx'
import { MarksPage, type MarksProps } from './marks.page.tsx'

const isView = (name: string): name is MarkView => Object.hasOwn(MARK_VIEWS, name)

/** The days in the URL; an empty field of the filter's form is none. */
function daysIn(req: Request): { from?: string; to?: string } {
  const [from, to] = [queryOf(req, 'from').trim(), queryOf(req, 'to').trim()]
  return { ...(from && { from }), ...(to && { to }) }
}

/** 电子监察: marks, their count by department, and the sheet of them. */
export function marksRouter(ctx: Context): Router {
  const router = express.Router()

  async function list(req: Request, res: Response, shown: Partial<MarksProps> = {}, status = 200) {
    const asked = queryOf(req, 'view')
    const view = isView(asked) ? asked : 'open'
    const page = await listMarks(ctx, officerOf(req), view, daysIn(req), queryOf(req, 'before'))
    sendPage(res, h(MarksPage, { desk: deskOf(ctx, req), now: ctx.now(), view, ...page, ...shown }), status)
  }

  router.get('/marks', (req, res) => list(req, res, { notice: doneOf(req) }))

  router.get('/marks/bulletin', async (req, res) => {
    const sheet = await bulletin(ctx, officerOf(req), daysIn(req))
    sendPage(res, h(BulletinPage, { office: ctx.content().office, now: ctx.now(), sheet }))
  })

  router.get('/marks/bulletin.xlsx', async (req, res) => {
    const officer = officerOf(req)
    const sheet = await bulletin(ctx, officer, daysIn(req))
    const title = `${ctx.content().office.name}电子监察通报 ${sheet.from} 至 ${sheet.to}`
    const sheets = await bulletinSheets(ctx, officer, sheet)
    await sendWorkbook(res, `tongbao-${sheet.from}-${sheet.to}`, sheets, title)
  })

  router.post('/marks/:id/lift', async (req, res) => {
    const id = wholeNumber(req.params.id)
    const reason = fieldOf(req, 'reason')
    try {
      await liftMark(ctx, officerOf(req), id, { reason })
      res.redirect(303, '/desk/marks?done=mark-lifted')
    } catch (error) {
      if (!(error instanceof Refusal) || !['invalid_field', 'conflict'].includes(error.code)) throw error
      const problems = problemsOf(error.extra.errors)
      await list(req, res, { typed: { id, reason, problems }, problem: error.detail }, error.status)
    }
  })

  return router
}
