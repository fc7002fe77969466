import express, { type Router } from 'express'
import type { Context } from '../../usecases/context.ts'
import { reproCase } from '../../usecases/repro-case.ts'
import { officerOf } from './session.ts'

/** A case's conversation as a story file, for whoever looks after the dialogues. Personal data is masked. */
export function reproRouter(ctx: Context): Router {
  const router = express.Router()
  router.get('/cases/:number/repro', async (req, res) => {
    const { yaml } = await reproCase(ctx, req.params.number, officerOf(req))
    res.set('Content-Disposition', `attachment; filename="repro-${ctx.now().getTime()}.yaml"`)
    res.type('text/yaml').send(yaml)
  })
  return router
}
