import express, { type Response, type Router } from 'express'
import type { Context } from '../../usecases/base/context.ts'
import { type Repro, reproCase, reproConversation } from '../../usecases/talk/repro-case.ts'
import { wholeNumber } from '../shell/form.ts'
import { officerOf } from '../shell/session.ts'

/** A conversation as a story file, for whoever looks after the dialogues. Personal data is masked. */
export function reproRouter(ctx: Context): Router {
  const router = express.Router()
  const send = (res: Response, { yaml }: Repro) => {
    res.set('Content-Disposition', `attachment; filename="repro-${ctx.now().getTime()}.yaml"`)
    res.type('text/yaml').send(yaml)
  }
  router.get('/cases/:number/repro', async (req, res) => {
    send(res, await reproCase(ctx, req.params.number, officerOf(req)))
  })
  router.get('/conversations/:id/repro', async (req, res) => {
    send(res, await reproConversation(ctx, wholeNumber(req.params.id), officerOf(req)))
  })
  return router
}
