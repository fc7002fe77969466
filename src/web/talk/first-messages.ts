import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { guideDraft } from '../../domain/guides/guide-draft.ts'
import { readMeaning } from '../../domain/talk/meaning.ts'
import type { Context } from '../../usecases/base/context.ts'
import { decideFirstMessages } from '../../usecases/talk/first-messages/decide.ts'
import { askedIn, listMissed, listProposals } from '../../usecases/talk/first-messages/review.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, listOf, queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { MissedPage, NewGuidePage, ProposalsPage } from './first-messages.page.tsx'

/** More than this share no group. */
const MOST = 50

/** What residents said first: what to do with it from now on, and what was not understood. */
export function firstMessagesRouter(ctx: Context): Router {
  const router = express.Router()
  const common = (req: Request, problem?: string) => ({
    desk: deskOf(ctx, req),
    now: ctx.now(),
    guides: [...ctx.content().guides.values()].map(({ id, title }) => ({ id, title })),
    notice: doneOf(req),
    problem,
  })
  const from = (req: Request) => wholeNumber(queryOf(req, 'before')) || undefined

  async function showProposals(req: Request, res: Response, problem?: string, status = 200) {
    const page = await listProposals(ctx, officerOf(req), from(req))
    sendPage(res, h(ProposalsPage, { ...common(req, problem), ...page }), status)
  }
  async function showMissed(req: Request, res: Response, problem?: string, status = 200) {
    const page = await listMissed(ctx, officerOf(req), from(req))
    sendPage(res, h(MissedPage, { ...common(req, problem), ...page }), status)
  }

  router.get('/first-messages', (req, res) => showProposals(req, res))
  router.get('/first-messages/missed', (req, res) => showMissed(req, res))

  router.post('/first-messages/decide', async (req, res) => {
    const missed = fieldOf(req, 'list') === 'missed'
    const show = missed ? showMissed : showProposals
    const ids = listOf(req, 'id').map(wholeNumber).slice(0, MOST)
    try {
      const meaning = readMeaning(fieldOf(req, 'meaning'))
      if (!meaning) throw new Refusal('invalid_field', '请选一种办法。')
      const wording = fieldOf(req, 'wording')
      await decideFirstMessages(ctx, officerOf(req), { ids, meaning, wording })
      const done = meaning === 'useless' ? 'useless' : 'learned'
      res.redirect(303, `/desk/first-messages${missed ? '/missed' : ''}?done=${done}`)
    } catch (error) {
      if (!(error instanceof Refusal) || !['invalid_field', 'conflict'].includes(error.code)) throw error
      await show(req, res, error.detail, error.status)
    }
  })

  router.get('/first-messages/:id/new-guide', async (req, res) => {
    const id = wholeNumber(req.params.id)
    const asked = await askedIn(ctx, officerOf(req), id)
    const { office } = ctx.content()
    const draft = guideDraft({
      id: `new-${id}`,
      asked: [asked],
      department: office.departments[0]?.id ?? '',
      phone: office.phone,
      hours: `工作日 ${office.hours.map(open => `${open.from}–${open.to}`).join('，')}`,
      updatedOn: shanghaiDate(ctx.now()),
    })
    sendPage(res, h(NewGuidePage, { desk: deskOf(ctx, req), asked, file: `guides/new-${id}.yaml`, draft }))
  })

  return router
}
