import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import { isItemNumber } from '../../domain/publish/item.ts'
import type { Context } from '../../usecases/base/context.ts'
import { readItemFile } from '../../usecases/publish/desk/item-file.ts'
import { viewItem, viewVersion } from '../../usecases/publish/desk/view-item.ts'
import { moveItemAs } from '../../usecases/publish/move-item.ts'
import { treatComment } from '../../usecases/publish/treat-comment.ts'
import { demand, deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { sendAttachment } from '../shell/send-attachment.ts'
import { officerOf } from '../shell/session.ts'
import { ItemPage, VersionPage } from './item.page.tsx'
import { isOfficerItemMove, itemMoveInput, typedInMove } from './item-moves.ts'
import type { RefusedItemForm } from './parts/move-form.tsx'

interface Shown {
  status?: number
  typed?: RefusedItemForm
  notice?: string | undefined
  problem?: string
}

/** One item: its text, files and versions, what happened to it, its comments, and what can be done with it. */
export function itemRouter(ctx: Context): Router {
  const router = express.Router()

  router.param('item', (_req, _res, next, number: string) => next(isItemNumber(number) ? undefined : 'route'))

  async function show(req: Request, res: Response, number: string, shown: Shown = {}): Promise<void> {
    demand(req, 'seeItems', '看公开信息')
    const before = wholeNumber(queryOf(req, 'comments'))
    const view = await viewItem(ctx, officerOf(req), number, before > 0 ? before : undefined)
    const { status = 200, ...rest } = shown
    const created = queryOf(req, 'done') === 'item-begun'
    sendPage(res, h(ItemPage, { desk: deskOf(ctx, req), view, now: ctx.now(), created, ...rest }), status)
  }

  /** Shows the item as it is now with a refused form in it, except where there is nothing to show. */
  async function refuse(
    req: Request,
    res: Response,
    number: string,
    error: unknown,
    typed: Omit<RefusedItemForm, 'problems'>,
  ): Promise<void> {
    if (!(error instanceof Refusal) || ['not_found', 'unauthenticated'].includes(error.code)) throw error
    await show(req, res, number, {
      status: error.status,
      problem: error.code === 'invalid_field' ? '有内容需要改正，见下面的红字。' : error.detail,
      typed: { ...typed, problems: problemsOf(error.extra.errors) },
    })
  }

  router.get('/items/:item', async (req, res) => {
    await show(req, res, req.params.item, { notice: doneOf(req) })
  })

  router.get('/items/:item/versions/:version', async (req, res) => {
    demand(req, 'seeItems', '看公开信息')
    const { item, version } = req.params
    const found = await viewVersion(ctx, officerOf(req), item, wholeNumber(version))
    sendPage(res, h(VersionPage, { desk: deskOf(ctx, req), now: ctx.now(), ...found }))
  })

  router.get('/items/:item/files/:id', async (req, res) => {
    demand(req, 'seeItems', '看公开信息')
    sendAttachment(
      req,
      res,
      await readItemFile(ctx, officerOf(req), req.params.item, wholeNumber(req.params.id)),
    )
  })

  router.post('/items/:item/moves/:move', async (req, res) => {
    const { item, move } = req.params
    if (!isOfficerItemMove(move)) throw new Refusal('not_found', '没有这种办理。')
    const read = (name: string) => fieldOf(req, name)
    const version = wholeNumber(read('version'))
    if (version < 1) throw new Refusal('malformed', '请求格式不对，请刷新后再试。')
    try {
      await moveItemAs(ctx, item, move, itemMoveInput(move, read, ctx.now()), officerOf(req), version)
      // A new version is begun to be written.
      res.redirect(303, `/desk/items/${item}${move === 'amend' ? '/edit' : ''}?done=item-${move}`)
    } catch (error) {
      await refuse(req, res, item, error, { move, values: typedInMove(move, read) })
    }
  })

  router.post('/items/:item/treat', async (req, res) => {
    const { item } = req.params
    const values = {
      comment: fieldOf(req, 'comment'),
      treatment: fieldOf(req, 'treatment'),
      reason: fieldOf(req, 'reason'),
    }
    try {
      await treatComment(ctx, officerOf(req), item, values as Parameters<typeof treatComment>[3])
      res.redirect(303, `/desk/items/${item}?done=treated#comments`)
    } catch (error) {
      await refuse(req, res, item, error, { move: 'treat', values })
    }
  })

  return router
}
