import express, { type Router } from 'express'
import { h } from 'preact'
import { board } from '../../usecases/board.ts'
import type { Context } from '../../usecases/context.ts'
import { sendPage } from '../html.ts'
import { BoardPage } from '../views/board.tsx'
import { deskOf, doneOf } from './desk.ts'
import { officerOf } from './session.ts'

/** Who holds what, for whoever has to answer for it. */
export function boardRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/board', async (req, res) => {
    const found = await board(ctx, officerOf(req))
    const { calendar } = ctx.content()
    sendPage(
      res,
      h(BoardPage, { desk: deskOf(ctx, req), now: ctx.now(), calendar, notice: doneOf(req), ...found }),
    )
  })
  return router
}
