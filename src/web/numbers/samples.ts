import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import { toCsv } from '../../domain/base/table.ts'
import { may } from '../../domain/people/policy.ts'
import type { Context } from '../../usecases/base/context.ts'
import {
  drawAgain,
  drawSample,
  listSamples,
  sampleTable,
  viewSample,
  writeFinding,
} from '../../usecases/numbers/inspections.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { officerOf } from '../shell/session.ts'
import { sendWorkbook } from '../shell/workbook.ts'
import { SamplePage, type SampleProps, SamplesPage, type SamplesProps } from './samples.page.tsx'

const FIELDS = ['from', 'to', 'kind', 'departmentId', 'size', 'seed'] as const

/** Inspection by random sample: auditors draw and write, managers read. */
export function samplesRouter(ctx: Context): Router {
  const router = express.Router()

  async function list(req: Request, res: Response, shown: Partial<SamplesProps> = {}, status = 200) {
    const before = wholeNumber(queryOf(req, 'before'))
    const officer = officerOf(req)
    sendPage(
      res,
      h(SamplesPage, {
        desk: deskOf(ctx, req),
        now: ctx.now(),
        departments: ctx.content().office.departments,
        draws: may(officer, 'inspect'),
        ...(await listSamples(ctx, officer, before || undefined)),
        ...shown,
      }),
      status,
    )
  }

  async function one(req: Request, res: Response, shown: Partial<SampleProps> = {}, status = 200) {
    sendPage(
      res,
      h(SamplePage, {
        desk: deskOf(ctx, req),
        now: ctx.now(),
        sample: await viewSample(ctx, officerOf(req), idOf(req)),
        ...shown,
      }),
      status,
    )
  }

  router.get('/samples', (req, res) => list(req, res))

  router.post('/samples', async (req, res) => {
    const typed = Object.fromEntries(
      FIELDS.map(name => [name, fieldOf(req, name).trim()] as const).filter(([, v]) => v !== ''),
    )
    try {
      const id = await drawSample(ctx, officerOf(req), typed)
      res.redirect(303, `/desk/samples/${id}`)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'forbidden') throw error
      await list(
        req,
        res,
        { typed, problems: problemsOf(error.extra.errors), problem: error.detail },
        error.status,
      )
    }
  })

  router.get('/samples/:id.xlsx', async (req, res) => {
    const sample = await viewSample(ctx, officerOf(req), idOf(req))
    await sendWorkbook(res, `sample-${sample.id}`, [sampleTable(sample)], `抽查 ${sample.id}`)
  })

  router.get('/samples/:id.csv', async (req, res) => {
    const sample = await viewSample(ctx, officerOf(req), idOf(req))
    res
      .attachment(`sample-${sample.id}.csv`)
      .type('text/csv; charset=utf-8')
      .send(toCsv(sampleTable(sample)))
  })

  router.get('/samples/:id', (req, res) => one(req, res, { notice: doneOf(req) }))

  // Changes nothing: the same draw once more, beside what is kept.
  router.post('/samples/:id/again', async (req, res) => {
    const { same, again } = await drawAgain(ctx, officerOf(req), idOf(req))
    await one(req, res, {
      notice: same
        ? `按种子重抽了一遍，${again.length} 件完全一样。`
        : `按种子重抽，和当时不一样：有的件后来改派了承办单位。现在抽到的是 ${again.join('、')}。`,
    })
  })

  router.post('/samples/:id/:ordinal', async (req, res) => {
    const id = idOf(req)
    const ordinal = wholeNumber(req.params.ordinal)
    if (ordinal === 0) throw new Refusal('not_found', '没有这次抽查。')
    const given = { verdict: fieldOf(req, 'verdict'), finding: fieldOf(req, 'finding') }
    try {
      await writeFinding(ctx, officerOf(req), { id, ordinal }, given)
      res.redirect(303, `/desk/samples/${id}?done=finding#item-${ordinal}`)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'invalid_field') throw error
      const problems = problemsOf(error.extra.errors)
      await one(req, res, { typed: { ordinal, ...given, problems }, problem: error.detail }, error.status)
    }
  })

  return router
}

function idOf(req: Request): number {
  const id = wholeNumber(req.params['id'])
  if (id === 0) throw new Refusal('not_found', '没有这次抽查。')
  return id
}
