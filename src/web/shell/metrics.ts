import express, { type Router } from 'express'
import { sameSecret } from '../../domain/base/secrets.ts'
import type { Context } from '../../usecases/base/context.ts'

/**
 * `/metrics` for Prometheus, with `Authorization: Bearer METRICS_TOKEN`. Without the setting there is no such page. The
 * token is compared by its keyed hash, whose length and content reveal nothing of it.
 */
export function metricsRouter({ config, measures, secrets }: Context): Router {
  const router = express.Router()
  const token = config.metricsToken
  if (token === undefined || !measures) return router
  const hash = (value: string) => secrets.key(value, 'metrics.token')
  const right = hash(token)
  router.get('/metrics', async (req, res) => {
    res.set('Cache-Control', 'no-store')
    const [, given = ''] = /^Bearer +(\S{1,500})$/i.exec(req.get('authorization') ?? '') ?? []
    if (!sameSecret(hash(given), right)) {
      res.status(401).set('WWW-Authenticate', 'Bearer').type('text').send('wrong token\n')
      return
    }
    const { type, body } = await measures.text()
    res.set('Content-Type', type).send(body)
  })
  return router
}
