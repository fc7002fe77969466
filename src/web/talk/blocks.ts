import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import type { Context } from '../../usecases/base/context.ts'
import { blockContact, liftBlock, upholdBlock } from '../../usecases/talk/block/block-contact.ts'
import { listBlocks } from '../../usecases/talk/block/list-blocks.ts'
import { deskOf } from '../shell/desk.ts'
import { fieldOf, queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { BlocksPage } from './blocks.page.tsx'

/** Paused chats: the list, pausing one, ending a pause, and deciding an appeal. */
export function blocksRouter(ctx: Context): Router {
  const router = express.Router()

  async function show(req: Request, res: Response, problem?: string, status = 200) {
    const before = wholeNumber(queryOf(req, 'before'))
    const page = await listBlocks(ctx, officerOf(req), before || undefined)
    sendPage(res, h(BlocksPage, { desk: deskOf(ctx, req), now: ctx.now(), problem, ...page }), status)
  }

  /** Does something; a refusal that the officer can mend is shown with the list. */
  async function act(req: Request, res: Response, work: () => Promise<void>) {
    try {
      await work()
      res.redirect(303, '/desk/blocks')
    } catch (error) {
      if (!(error instanceof Refusal) || !['invalid_field', 'move_refused'].includes(error.code)) throw error
      await show(req, res, error.detail, error.status)
    }
  }

  router.get('/blocks', (req, res) => show(req, res))

  router.post('/conversations/:id/block', (req, res) => {
    const given = { reason: fieldOf(req, 'reason'), days: fieldOf(req, 'days') }
    return act(req, res, () => blockContact(ctx, wholeNumber(req.params.id), given, officerOf(req)))
  })
  router.post('/blocks/:id/lift', (req, res) =>
    act(req, res, () =>
      liftBlock(ctx, wholeNumber(req.params.id), { reason: fieldOf(req, 'reason') }, officerOf(req)),
    ),
  )
  router.post('/blocks/:id/uphold', (req, res) =>
    act(req, res, () =>
      upholdBlock(ctx, wholeNumber(req.params.id), { reason: fieldOf(req, 'reason') }, officerOf(req)),
    ),
  )
  return router
}
