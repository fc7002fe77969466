import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { toString as qrSvg } from 'qrcode'
import { Refusal } from '../../domain/base/errors.ts'
import type { Context } from '../../usecases/base/context.ts'
import { makeSceneCode, sceneCode, sceneCodes } from '../../usecases/office/scene-codes.ts'
import { demand, deskOf } from '../shell/desk.ts'
import { fieldOf } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { officerOf } from '../shell/session.ts'
import { SceneCodesPage, ScenePosterPage } from './scene-codes.page.tsx'

/** QR codes of villages and hall windows: the list, making one, and its page for the wall. */
export function qrRouter(ctx: Context): Router {
  const router = express.Router()
  const what = '管理二维码'

  async function show(
    req: Request,
    res: Response,
    more: Partial<Parameters<typeof SceneCodesPage>[0]> = {},
    status = 200,
  ) {
    sendPage(
      res,
      h(SceneCodesPage, {
        desk: deskOf(ctx, req),
        office: ctx.content().office,
        codes: await sceneCodes(ctx, officerOf(req)),
        connected: ctx.channels.get('wechat')?.makeSceneCode !== undefined,
        ...more,
      }),
      status,
    )
  }

  router.get('/qr', async (req, res) => {
    demand(req, 'manageScenes', what)
    await show(req, res)
  })

  router.post('/qr', async (req, res) => {
    demand(req, 'manageScenes', what)
    const typed = { area: fieldOf(req, 'area'), window: fieldOf(req, 'window') }
    try {
      const { scene } = await makeSceneCode(ctx, { areaId: typed.area, window: typed.window }, officerOf(req))
      res.redirect(303, `/desk/qr/${scene}`)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const problems = problemsOf(error.extra.errors)
      await show(req, res, { typed, problems, problem: error.detail }, error.status)
    }
  })

  router.get('/qr/:scene', async (req, res) => {
    demand(req, 'manageScenes', what)
    const { place, url } = await sceneCode(ctx, req.params.scene, officerOf(req))
    const qr = await qrSvg(url, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
    sendPage(res, h(ScenePosterPage, { office: ctx.content().office, place, qr }))
  })

  return router
}
