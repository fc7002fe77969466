import express, { type Router } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/base/context.ts'
import { deskReminders, readReminders, unseenReminders } from '../../usecases/notify/desk-reminders.ts'
import { officerWays } from '../../usecases/people/officer-ways.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { RemindersPage } from './reminders.page.tsx'

/** An officer's reminders, and the number beside the bell. */
export function remindersRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/reminders', async (req, res) => {
    const by = officerOf(req)
    const before = wholeNumber(queryOf(req, 'before'))
    const [page, { ways }] = await Promise.all([
      deskReminders(ctx, by, before || undefined),
      officerWays(ctx, by),
    ])
    const elsewhere = ways.some(w => w.mode !== 'off' && w.confirmed)
    sendPage(
      res,
      h(RemindersPage, { desk: deskOf(ctx, req), ...page, elsewhere, now: ctx.now(), notice: doneOf(req) }),
    )
  })

  router.post('/reminders/read', async (req, res) => {
    const upTo = wholeNumber(fieldOf(req, 'upTo'))
    if (upTo > 0) await readReminders(ctx, officerOf(req), upTo)
    res.redirect(303, '/desk/reminders?done=read')
  })

  /** The number only, for a page that stays open. */
  router.get('/reminders/count', async (req, res) => {
    res
      .set('Cache-Control', 'no-store')
      .type('text')
      .send(String(await unseenReminders(ctx, officerOf(req))))
  })

  return router
}
