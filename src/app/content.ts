import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../store/base/database.ts'
import type { Content, Context } from '../usecases/base/context.ts'
import { recomputeDeadlines } from '../usecases/cases/moving/recompute-deadlines.ts'
import { acceptedWordings } from '../usecases/guides/guide-aliases.ts'
import { rememberCalendar } from '../usecases/numbers/ledger/calendar.ts'
import { withFormerNames } from '../usecases/office/known-names.ts'
import { loadContent, withWordings } from '../usecases/office/load-content.ts'
import { rememberFlows } from '../usecases/talk/remember-flows.ts'

/**
 * Reads the office's files and logs their warnings. Needs no database.
 * @throws ContentError with every mistake of every file.
 */
export async function readContent(config: Config, now: () => Date, log: Logger): Promise<Content> {
  const { content, warnings } = await loadContent(config.officeDir, now())
  for (const w of warnings) log.warn({ file: w.file, line: w.line }, w.message)
  return content
}

/** The content in use: the files, plus former names and what officers accepted of residents' words. */
export interface LiveContent {
  current(): Content
  /** Loads the wordings that officers accepted since. */
  relearn(): Promise<void>
  replace(read: Content): Promise<void>
}

export async function openContent(db: Database, read: Content, now: () => Date): Promise<LiveContent> {
  let plain = await withFormerNames(db, read, now())
  let current: Content
  const relearn = async () => {
    const { wordings, lessons } = await acceptedWordings(db)
    const learned = withWordings(plain, wordings, lessons)
    // Builds the index, and learns what danger sounds like, now: so that no resident waits for it.
    learned.findGuides('')
    learned.emergencyIn('有人掉下去了')
    current = learned
  }
  await relearn()
  return {
    current: () => current,
    relearn,
    async replace(fresh) {
      plain = await withFormerNames(db, fresh, now())
      await relearn()
    },
  }
}

/** Reads the office's files again. @throws ContentError and keeps the old content when they have mistakes. */
export async function reloadContent(ctx: Context, live: LiveContent): Promise<void> {
  const { config, log, now } = ctx
  const { content } = await loadContent(config.officeDir, now())
  await live.replace(content)
  await rememberFlows(ctx)
  await rememberCalendar(ctx)
  const moved = await recomputeDeadlines(ctx)
  if (moved.length > 0) log.info({ cases: moved.length }, 'deadlines moved by a new calendar')
  log.info({ dir: join(config.officeDir) }, 'content reloaded')
}
