import express, { type Router } from 'express'
import { h } from 'preact'
import { toString as qrSvg } from 'qrcode'
import { lastFullWeek } from '../../domain/base/week.ts'
import type { Context } from '../../usecases/base/context.ts'
import { aboutLedger, reportLedger } from '../../usecases/numbers/ledger/report-ledger.ts'
import { publicRates } from '../../usecases/numbers/public-rates.ts'
import { SHARED, sendPage } from '../shell/html.ts'
import { PublicRatesPage } from './public-rates.page.tsx'
import { RatesSheetPage } from './rates-sheet.page.tsx'

/** `/public/rates/2026-W46`, the same with `.json`, and as a sheet for the wall: what anybody may see and count with. */
export function publicRatesRouter(ctx: Context): Router {
  const router = express.Router()
  const { baseUrl } = ctx.config
  // Typed by hand or shortened: the newest whole week.
  router.get('/public/rates', (_req, res) => res.redirect(302, `/public/rates/${lastFullWeek(ctx.now()).id}`))

  router.get('/public/rates/:period.json', async (req, res) => {
    const rates = await publicRates(ctx, req.params.period)
    res.set('Cache-Control', SHARED).json(rates)
  })

  router.get('/public/rates/:period', async (req, res) => {
    const rates = await publicRates(ctx, req.params.period)
    const [about, ledger] = [await aboutLedger(ctx), await reportLedger(ctx, rates)]
    const { office } = ctx.content()
    res.set('Cache-Control', SHARED)
    sendPage(res, h(PublicRatesPage, { office, rates, about, ledger, baseUrl }))
  })

  router.get('/public/rates/:period/sheet', async (req, res) => {
    const rates = await publicRates(ctx, req.params.period)
    const url = `${baseUrl}/public/rates/${rates.period.week}`
    // The paper is photographed and hangs outside: a quarter of the code may be lost.
    const qr = await qrSvg(url, { type: 'svg', margin: 2, errorCorrectionLevel: 'Q' })
    const ledger = await reportLedger(ctx, rates)
    res.set('Cache-Control', SHARED)
    sendPage(res, h(RatesSheetPage, { office: ctx.content().office, rates, ledger, url, qr, baseUrl }))
  })
  return router
}
