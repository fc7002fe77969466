import express, { type Router } from 'express'
import { h } from 'preact'
import { may } from '../../domain/people/policy.ts'
import { itemScope } from '../../domain/publish/item.ts'
import type { Context } from '../../usecases/base/context.ts'
import { namesOf } from '../../usecases/cases/moving/open-case.ts'
import { columnsOf, lateColumnsOf } from '../../usecases/publish/desk/column-states.ts'
import { isItemStatus, listItems } from '../../usecases/publish/desk/list-items.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { ColumnsPage } from './columns.page.tsx'
import { ItemsPage } from './items.page.tsx'

/** Lists of items, and when each column was last updated. */
export function itemsRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/items', async (req, res) => {
    const officer = officerOf(req)
    const { catalogue, office } = ctx.content()
    const status = queryOf(req, 'status')
    // What the office does not have narrows nothing, so that an old link still shows something.
    const known = (list: readonly { id: string }[], id: string) =>
      list.some(one => one.id === id) ? id : undefined
    const filter = {
      status: isItemStatus(status) ? status : undefined,
      column: known(catalogue.columns, queryOf(req, 'column')),
      area: known(office.areas, queryOf(req, 'area')),
    }
    const before = wholeNumber(queryOf(req, 'before'))
    const [page, late] = await Promise.all([
      listItems(ctx, officer, filter, before > 0 ? before : undefined),
      lateColumnsOf(ctx, officer),
    ])
    sendPage(
      res,
      h(ItemsPage, {
        desk: deskOf(ctx, req),
        now: ctx.now(),
        filter,
        ...page,
        columns: catalogue.columns,
        areas: itemScope(officer).areaId === undefined ? office.areas : [],
        late,
        mayWrite: may(officer, 'writeItems'),
        notice: doneOf(req),
      }),
    )
  })

  router.get('/items/columns', async (req, res) => {
    const states = await columnsOf(ctx, officerOf(req))
    const { area } = namesOf(ctx.content())
    sendPage(
      res,
      h(ColumnsPage, { desk: deskOf(ctx, req), now: ctx.now(), states, areaName: id => area(id) ?? id }),
    )
  })

  return router
}
