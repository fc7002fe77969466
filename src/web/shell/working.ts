import type { Request, Response } from 'express'
import { h } from 'preact'
import type { Context } from '../../usecases/base/context.ts'
import type { LongTasks, ReportProgress } from '../../usecases/base/long-work.ts'
import { deskOf } from './desk.ts'
import { sendPage } from './html.ts'
import { WorkingPage } from './working.page.tsx'

/** Seconds after which a page that shows progress asks again. */
const AGAIN = '2'

/**
 * The result of some work, or null when a page that shows its progress was sent instead.
 * @param key the same for the same result: what was asked, and by whom if that matters
 */
export async function resultOrProgress<T>(
  ctx: Context,
  tasks: LongTasks,
  { req, res, key, title }: { req: Request; res: Response; key: string; title: string },
  work: (report: ReportProgress) => Promise<T>,
): Promise<T | null> {
  const outcome = await tasks.resultOrProgress(key, work)
  if ('value' in outcome) return outcome.value
  res.set('Refresh', AGAIN)
  const { progress } = outcome
  sendPage(res, h(WorkingPage, { desk: deskOf(ctx, req), title, progress, address: req.originalUrl }), 202)
  return null
}
