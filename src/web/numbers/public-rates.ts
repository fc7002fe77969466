import express, { type Router } from 'express'
import { h } from 'preact'
import { toString as qrSvg } from 'qrcode'
import { lastFullWeek } from '../../domain/base/week.ts'
import { reportFingerprint } from '../../domain/numbers/report-fingerprint.ts'
import type { Context } from '../../usecases/base/context.ts'
import { verifierKeys } from '../../usecases/numbers/ledger/public-files.ts'
import { publicRates } from '../../usecases/numbers/public-rates.ts'
import { sendPage } from '../shell/html.ts'
import { PublicRatesPage } from './public-rates.page.tsx'
import { RatesSheetPage } from './rates-sheet.page.tsx'

/** `/public/rates/2026-W46` and the same with `.json`: what anybody may see and count with. */
export function publicRatesRouter(ctx: Context): Router {
  const router = express.Router()
  // Typed by hand or shortened: the newest whole week.
  router.get('/public/rates', (_req, res) => res.redirect(302, `/public/rates/${lastFullWeek(ctx.now()).id}`))
  router.get('/public/rates/:period', async (req, res) => {
    const asked = req.params.period
    const json = asked.endsWith('.json')
    const rates = await publicRates(ctx, json ? asked.slice(0, -'.json'.length) : asked)
    res.set('Cache-Control', 'public, max-age=300')
    if (json) res.json(rates)
    else
      sendPage(
        res,
        h(PublicRatesPage, { office: ctx.content().office, rates, keys: await verifierKeys(ctx) }),
      )
  })
  router.get('/public/rates/:period/sheet', async (req, res) => {
    const rates = await publicRates(ctx, req.params.period)
    const url = `${ctx.config.baseUrl}/public/rates/${rates.period.week}`
    const qr = await qrSvg(url, { type: 'svg', margin: 0 })
    res.set('Cache-Control', 'public, max-age=300')
    const { office } = ctx.content()
    sendPage(res, h(RatesSheetPage, { office, rates, fingerprint: reportFingerprint(rates), url, qr }))
  })
  return router
}
