import express, { type Request, type Router } from 'express'
import { h } from 'preact'
import type { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { publishedTables } from '../../domain/numbers/annual/published.ts'
import type { Context } from '../../usecases/base/context.ts'
import { countedLines, countedQuery, countsQuery, openCounts } from '../../usecases/publish/open-counts.ts'
import { demand, deskOf } from '../shell/desk.ts'
import { filledQuery } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { sendWorkbook } from '../shell/workbook.ts'
import { CountedPage, CountsPage, treatmentTable } from './counts.page.tsx'

/** @throws Refusal `malformed` in words */
function read<T extends z.ZodType>(schema: T, req: Request): z.infer<T> {
  const { key } = req.query
  const parsed = schema.safeParse({ ...filledQuery(req), ...(key === '' && { key: '' }) })
  if (parsed.success) return parsed.data
  throw new Refusal('malformed', '网址里的日期或选项不对，请从信息统计页重新选。')
}

/** What was published in some days, as a page, a workbook, and lists of the items behind each number. */
export function countsRouter(ctx: Context): Router {
  const router = express.Router()
  const counted = (req: Request) => {
    demand(req, 'seeItemCounts', '看公开信息的统计')
    return openCounts(ctx, read(countsQuery, req), officerOf(req))
  }

  router.get('/items/counts', async (req, res) => {
    sendPage(res, h(CountsPage, { desk: deskOf(ctx, req), counts: await counted(req) }))
  })

  router.get('/items/counts.xlsx', async (req, res) => {
    const counts = await counted(req)
    const title = `${counts.from} 至 ${counts.to} 公开信息`
    const tables = [...publishedTables(counts.items, counts.names, '公开信息'), treatmentTable(counts)]
    await sendWorkbook(res, `xinxi-${counts.from}-${counts.to}`, tables, title)
  })

  router.get('/items/counts/list', async (req, res) => {
    demand(req, 'seeItemCounts', '看公开信息的统计')
    const query = read(countedQuery, req)
    const found = await countedLines(ctx, query, officerOf(req))
    sendPage(res, h(CountedPage, { desk: deskOf(ctx, req), query, ...found }))
  })

  return router
}
