import express, { type Router } from 'express'
import { networkOf } from '../../domain/base/network.ts'
import type { Context } from '../../usecases/base/context.ts'
import { type Limit, makeLimit } from '../../usecases/base/limits.ts'
import { entriesByCommitment } from '../../usecases/numbers/ledger/own-entries.ts'

/** Of one network: a village hall has one for all. A commitment cannot be guessed, so this only saves the database. */
export const LOOKUPS: Limit = { points: 60, seconds: 60 }

/**
 * `/public/ledger/cases/COMMITMENT`: the entries of a case, for browsers that would otherwise read all bundles. They
 * compute the commitment themselves, so this learns neither the number nor the salt.
 */
export function ledgerLookupRouter(ctx: Context, limit: Limit = LOOKUPS): Router {
  const lookups = makeLimit(limit)
  return express.Router().get('/public/ledger/cases/:commitment', async (req, res) => {
    res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'no-store' })
    const wait = await lookups.take(networkOf(req.ip))
    if (wait > 0) {
      res.status(429).set('Retry-After', String(wait))
      return void res.type('text/plain; charset=utf-8').send(`查得太快了，请过 ${wait} 秒再查。\n`)
    }
    const { commitment } = req.params
    const found = /^[\w-]{43}$/.test(commitment) ? await entriesByCommitment(ctx.db.read, commitment) : null
    if (found) return void res.json(found)
    res.status(404).type('text/plain; charset=utf-8')
    res.send(
      '台账里没有这一件。编号或者台账验证码可能抄错了；今天的件明天才记入，匿名件和少见的类型到星期天才记入。\n',
    )
  })
}
