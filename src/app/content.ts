import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../store/base/database.ts'
import type { Content, Context } from '../usecases/base/context.ts'
import { recomputeDeadlines } from '../usecases/cases/moving/recompute-deadlines.ts'
import { acceptedWordings } from '../usecases/guides/guide-aliases.ts'
import { rememberCalendar } from '../usecases/numbers/ledger/calendar.ts'
import { noteBrokenContent } from '../usecases/office/broken-content.ts'
import type { ContentFiles } from '../usecases/office/content-files.ts'
import { withFormerNames } from '../usecases/office/known-names.ts'
import { keepAsGood, lastGoodFiles } from '../usecases/office/last-good-content.ts'
import { ContentError, checkContent, loadContent, withWordings } from '../usecases/office/load-content.ts'
import { rememberFlows } from '../usecases/talk/remember-flows.ts'

interface ReadContent {
  content: Content
  /** The mistakes for which the files were passed over and the last good content taken instead. */
  broken?: ContentError
}

/**
 * Reads the office's files and logs their warnings. Files with mistakes are passed over when this data directory has had
 * good ones before: then those are used, and it is said loudly. Needs no database.
 * @throws ContentError with every mistake of every file, when there is no good content to fall back on.
 */
export async function readContent(config: Config, now: () => Date, log: Logger): Promise<ReadContent> {
  try {
    const { content, warnings, files } = await loadContent(config.officeDir, now())
    for (const w of warnings) log.warn({ file: w.file, line: w.line }, w.message)
    await keepAsGood(config.dataDir, files).catch((error: unknown) =>
      log.error({ err: error }, 'the content could not be kept as the last good one'),
    )
    return { content }
  } catch (error) {
    if (!(error instanceof ContentError)) throw error
    const files = await lastGoodFiles(config.dataDir)
    const content = files && contentOf(files, now())
    if (!content) throw error
    log.error({ problems: error.problems }, `started with the last good content: ${error.message}`)
    return { content, broken: error }
  }
}

/** Content of kept files; undefined when this version no longer finds them good. */
function contentOf(files: ContentFiles, now: Date): Content | undefined {
  try {
    return checkContent(files, now, 'last-good-content.json').content
  } catch (error) {
    if (error instanceof ContentError) return undefined
    throw error
  }
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
  const { content, files } = await loadContent(config.officeDir, now()).catch(async (error: unknown) => {
    if (error instanceof ContentError) await noteBrokenContent(ctx, error)
    throw error
  })
  await live.replace(content)
  await rememberFlows(ctx)
  await rememberCalendar(ctx)
  await noteBrokenContent(ctx, undefined)
  await keepAsGood(config.dataDir, files)
  const moved = await recomputeDeadlines(ctx)
  if (moved.length > 0) log.info({ cases: moved.length }, 'deadlines moved by a new calendar')
  log.info({ dir: join(config.officeDir) }, 'content reloaded')
}
