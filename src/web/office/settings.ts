import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { may } from '../../domain/people/policy.ts'
import { openNotices } from '../../store/office/notices.ts'
import type { Context } from '../../usecases/base/context.ts'
import { jobStates } from '../../usecases/base/job-states.ts'
import { lastBackup } from '../../usecases/office/backup/last-backup.ts'
import { clearNotice } from '../../usecases/office/clear-notice.ts'
import { ContentError, loadContent } from '../../usecases/office/load-content.ts'
import { reloadContent } from '../../usecases/office/reload-content.ts'
import { countMissed } from '../../usecases/talk/first-messages/review.ts'
import { demand, deskOf, doneOf } from '../shell/desk.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { SettingsPage } from './settings.page.tsx'

/** The loaded content of the office, the scheduled jobs, and notices for administrators. */
export function settingsRouter(ctx: Context): Router {
  const router = express.Router()

  async function showSettings(
    req: Request,
    res: Response,
    shown: { notice?: string | undefined; problem?: string } = {},
    status = 200,
  ) {
    const [found, notices, jobs, missed, backups] = await Promise.all([
      problemsOnDisk(ctx),
      openNotices(ctx.db),
      jobStates(ctx),
      countMissed(ctx),
      lastBackup(ctx),
    ])
    const { wechat, telegram, mail } = ctx.config
    sendPage(
      res,
      h(SettingsPage, {
        desk: deskOf(ctx, req),
        content: ctx.content(),
        problems: found,
        notices,
        jobs,
        missed,
        backups,
        channels: {
          wechat: wechat === null ? 'off' : wechat.aesKey === undefined ? 'plain' : 'safe',
          telegram: telegram !== null,
          mail: mail !== null,
        },
        now: ctx.now(),
        reloads: ctx.reload !== undefined && may(officerOf(req), 'reloadContent'),
        ...shown,
      }),
      status,
    )
  }

  router.get('/settings', async (req, res) => {
    demand(req, 'seeContent', '看设置')
    await showSettings(req, res, { notice: doneOf(req) })
  })

  /** The same as `huiyin reload`: all of the new content, or none of it. */
  router.post('/settings/reload', async (req, res) => {
    demand(req, 'reloadContent', '重新读取内容')
    try {
      await reloadContent(ctx, officerOf(req))
    } catch (error) {
      if (!(error instanceof ContentError)) throw error
      const problem = '文件里有错，没有换。现在用的还是原来的内容，错在哪里见下面。'
      return await showSettings(req, res, { problem }, 422)
    }
    res.redirect(303, '/desk/settings?done=reloaded')
  })

  router.post('/settings/notices/:code/clear', async (req, res) => {
    demand(req, 'reloadContent', '处理通知')
    await clearNotice(ctx, req.params.code, officerOf(req))
    res.redirect(303, '/desk/settings?done=cleared')
  })

  return router
}

/** Problems of the files on the disk now; the loaded content may be older and stays valid. */
const problemsOnDisk = (ctx: Context) =>
  loadContent(ctx.config.officeDir, ctx.now()).then(
    loaded => loaded.warnings,
    error => {
      if (error instanceof ContentError) return error.problems
      throw error
    },
  )
