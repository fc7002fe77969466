import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../../domain/base/errors.ts'
import { VISIT_MOVES, type VisitMove } from '../../../domain/numbers/visit.ts'
import { may } from '../../../domain/people/policy.ts'
import type { Context } from '../../../usecases/base/context.ts'
import { sampleResult, sampleResults } from '../../../usecases/numbers/sample-results.ts'
import { changeVisit } from '../../../usecases/numbers/visits/change-visit.ts'
import { recordVisit, VISIT_PICTURES } from '../../../usecases/numbers/visits/record-visit.ts'
import {
  listVisits,
  readVisitPhoto,
  VISIT_VIEWS,
  type VisitList,
  viewVisit,
} from '../../../usecases/numbers/visits/view-visit.ts'
import { type PhotoForm, picturesIn } from '../../cases/uploads.ts'
import { deskOf, doneOf } from '../../shell/desk.ts'
import { fieldOf, queryOf, wholeNumber } from '../../shell/form.ts'
import { sendPage } from '../../shell/html.ts'
import { problemsOf } from '../../shell/parts/field.tsx'
import { sendAttachment } from '../../shell/send-attachment.ts'
import { officerOf } from '../../shell/session.ts'
import { SampleResultPage, SampleResultsPage } from './sample-results.page.tsx'
import { VisitPage, type VisitProps } from './visit.page.tsx'
import { VisitsPage, type VisitsProps } from './visits.page.tsx'

/** The forms with photos: a finding's and an answer's. */
export const VISIT_PHOTOS: PhotoForm = { path: /^\/visits(\/\d{1,9}\/answer)?$/, most: VISIT_PICTURES }

const FIELDS = ['kind', 'departmentId', 'areaId', 'visitedOn', 'title', 'finding', 'verdict'] as const

/** The fields of each move's form. */
const MOVE_FIELDS: Record<VisitMove, readonly string[]> = {
  answer: ['text'],
  sendBack: ['text'],
  settle: ['text'],
  publish: ['publicFinding', 'publicAnswer', 'checked'],
  hide: [],
}

const isView = (name: string): name is VisitList => Object.hasOwn(VISIT_VIEWS, name)
const isMove = (name: string): name is VisitMove => Object.hasOwn(VISIT_MOVES, name)

/** Refusals after which a form is shown again, with what was typed. */
const SHOWN_AGAIN: ReadonlySet<string> = new Set(['invalid_field', 'stale', 'move_refused'])

/** 明查暗访: outside observers write what they found, departments answer, and observers read what samples found. */
export function visitsRouter(ctx: Context): Router {
  const router = express.Router()

  async function list(req: Request, res: Response, shown: Partial<VisitsProps> = {}, status = 200) {
    const officer = officerOf(req)
    const { office } = ctx.content()
    const asked = queryOf(req, 'view')
    const view = isView(asked) ? asked : may(officer, 'visit') ? 'all' : 'open'
    const page = await listVisits(ctx, officer, view, queryOf(req, 'before'))
    sendPage(
      res,
      h(VisitsPage, {
        desk: deskOf(ctx, req),
        now: ctx.now(),
        view,
        departments: office.departments,
        areas: office.areas,
        term: office.visits.answerWorkingDays,
        ...page,
        ...shown,
      }),
      status,
    )
  }

  async function one(req: Request, res: Response, shown: Partial<VisitProps> = {}, status = 200) {
    const visit = await viewVisit(ctx, officerOf(req), idOf(req, 'id'))
    sendPage(res, h(VisitPage, { desk: deskOf(ctx, req), now: ctx.now(), visit, ...shown }), status)
  }

  router.get('/visits', (req, res) => list(req, res))

  router.post('/visits', async (req, res) => {
    const typed = filled(req, FIELDS)
    try {
      const id = await recordVisit(ctx, officerOf(req), typed, picturesIn(req))
      res.redirect(303, `/desk/visits/${id}?done=visit`)
    } catch (error) {
      if (!(error instanceof Refusal) || !SHOWN_AGAIN.has(error.code)) throw error
      const problems = problemsOf(error.extra.errors)
      await list(req, res, { typed, problems, problem: error.detail }, error.status)
    }
  })

  router.get('/visits/:id', (req, res) => one(req, res, { notice: doneOf(req) }))

  router.get('/visits/:id/photos/:n', async (req, res) => {
    const at = { visitId: idOf(req, 'id'), id: idOf(req, 'n') }
    const form = queryOf(req, 'size') === 'thumb' ? 'thumb' : 'full'
    sendAttachment(req, res, await readVisitPhoto(ctx, officerOf(req), at, form))
  })

  router.post('/visits/:id/:move', async (req, res) => {
    const id = idOf(req, 'id')
    const { move } = req.params
    if (!isMove(move)) throw new Refusal('not_found', '没有这个操作。')
    const typed = filled(req, MOVE_FIELDS[move])
    try {
      const at = { id, version: wholeNumber(fieldOf(req, 'version')) }
      await changeVisit(ctx, officerOf(req), at, move, typed, picturesIn(req))
      res.redirect(303, `/desk/visits/${id}?done=visit-${move}`)
    } catch (error) {
      if (!(error instanceof Refusal) || !SHOWN_AGAIN.has(error.code)) throw error
      const problems = problemsOf(error.extra.errors)
      await one(req, res, { typed: { move, values: typed, problems }, problem: error.detail }, error.status)
    }
  })

  router.get('/sample-results', async (req, res) => {
    const before = wholeNumber(queryOf(req, 'before')) || undefined
    const page = await sampleResults(ctx, officerOf(req), before)
    sendPage(res, h(SampleResultsPage, { desk: deskOf(ctx, req), ...page }))
  })

  router.get('/sample-results/:id', async (req, res) => {
    const result = await sampleResult(ctx, officerOf(req), idOf(req, 'id'))
    sendPage(res, h(SampleResultPage, { desk: deskOf(ctx, req), result }))
  })

  return router
}

/** What was filled in; an empty field is none. */
const filled = (req: Request, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map(name => [name, fieldOf(req, name)] as const).filter(([, v]) => v !== ''))

function idOf(req: Request, name: string): number {
  const id = wholeNumber(req.params[name])
  if (id === 0) throw new Refusal('not_found', '没有这条。')
  return id
}
