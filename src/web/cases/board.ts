import express, { type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/base/context.ts'
import { countForReview } from '../../usecases/cases/reply-review/list-reviewed.ts'
import { board } from '../../usecases/cases/shown/board.ts'
import { lateColumnsOf } from '../../usecases/publish/desk/column-states.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { BoardPage } from './board.page.tsx'

/** The manager's board: who holds which cases. */
export function boardRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/board', async (req, res) => {
    const found = await board(ctx, officerOf(req))
    const forReview = await countForReview(ctx, officerOf(req))
    const lateColumns = await lateColumnsOf(ctx, officerOf(req))
    const { calendar } = ctx.content()
    sendPage(
      res,
      h(BoardPage, {
        desk: deskOf(ctx, req),
        now: ctx.now(),
        calendar,
        notice: doneOf(req),
        forReview,
        lateColumns,
        ...found,
      }),
    )
  })
  return router
}
