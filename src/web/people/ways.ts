import express, { type Router } from 'express'
import { WAYS, type WayMode } from '../../domain/notify/push-plan.ts'
import type { Context } from '../../usecases/base/context.ts'
import { removeWay, setMailbox, setPreferences } from '../../usecases/people/officer-ways.ts'
import type { Throttle } from '../../usecases/people/sign-in-throttle.ts'
import { makeLinkCode } from '../../usecases/talk/link-chat.ts'
import { fieldOf } from '../shell/form.ts'
import { officerOf } from '../shell/session.ts'
import { showAccount, showProved } from './account.ts'

/** Routes of an officer's notifications outside the desk: forms of the account page. */
export function waysRouter(ctx: Context, throttle: Throttle): Router {
  const router = express.Router()

  router.post('/account/ways', async (req, res) => {
    const modes = Object.fromEntries(
      WAYS.map(way => [way, fieldOf(req, `mode-${way}`)] as const).filter(([, mode]) => mode !== ''),
    ) as Partial<Record<(typeof WAYS)[number], WayMode>>
    await showAccount(ctx, req, res, async () => {
      await setPreferences(ctx, officerOf(req), {
        modes,
        from: fieldOf(req, 'from'),
        to: fieldOf(req, 'to'),
        daysOff: fieldOf(req, 'daysOff') === 'yes',
      })
      res.redirect(303, '/desk/account?done=ways#ways')
    })
  })

  router.post('/account/mailbox', async (req, res) => {
    const work = async () => {
      await setMailbox(ctx, officerOf(req), fieldOf(req, 'mail'))
      res.redirect(303, '/desk/account?done=mail#ways')
    }
    await showProved(ctx, req, res, { throttle, form: 'mail.', work })
  })

  router.post('/account/chat-code', async (req, res) => {
    const work = async () => {
      const { code } = await makeLinkCode(ctx, officerOf(req))
      await showAccount(ctx, req, res, undefined, { chatCode: code })
    }
    await showProved(ctx, req, res, { throttle, form: 'chat.', work })
  })

  router.post('/account/ways/:way/remove', async (req, res) => {
    await removeWay(ctx, officerOf(req), req.params.way)
    res.redirect(303, '/desk/account?done=unlinked#ways')
  })

  return router
}
