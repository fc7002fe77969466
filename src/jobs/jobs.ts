import cron from 'node-cron'
import type { Context } from '../usecases/base/context.ts'
import { recomputeDeadlines } from '../usecases/cases/moving/recompute-deadlines.ts'
import { watchOutbox } from '../usecases/delivery/watch-outbox.ts'
import { trainRouter } from '../usecases/guides/train-router.ts'
import { bringBackWaiting } from '../usecases/notify/bring-back.ts'
import { sendDailyLists } from '../usecases/notify/daily-list.ts'
import { remindOfColumns } from '../usecases/notify/remind-of-columns.ts'
import { remindOfLateVisits } from '../usecases/notify/remind-of-visits.ts'
import { sendDigests } from '../usecases/notify/send-digests.ts'
import { sendLetters } from '../usecases/notify/send-letters.ts'
import { tellFollowers } from '../usecases/notify/tell-followers.ts'
import { countAnew, finishCounting } from '../usecases/numbers/count-anew.ts'
import { fillAssessments } from '../usecases/numbers/fill-assessments.ts'
import { askWitnesses } from '../usecases/numbers/ledger/ask-witnesses.ts'
import { closeDays } from '../usecases/numbers/ledger/close-days.ts'
import {
  DigestsFailed,
  digestsUnderWay,
  makeMissingDigests,
  recheckStored,
} from '../usecases/numbers/make-digest.ts'
import { watchMarks } from '../usecases/numbers/marks/watch-marks.ts'
import { nightlyBackup } from '../usecases/office/backup/nightly.ts'
import { watchBackups } from '../usecases/office/backup/watch-backups.ts'
import { keepAudit } from '../usecases/people/keep-audit.ts'
import { sendArticles } from '../usecases/publish/articles/send-articles.ts'
import { runItemClock } from '../usecases/publish/run-clock.ts'
import { eraseExpired } from '../usecases/talk/forget/erase.ts'
import { sealOldRows } from '../usecases/talk/forget/seal-old-rows.ts'
import { tidyFiles } from '../usecases/talk/forget/tidy-files.ts'
import { sweep } from '../usecases/talk/sweep.ts'
import { makeRunner, type Runs } from './runner.ts'

/**
 * The scheduled jobs; `domain/base/jobs.ts` has their times. Each may run in several processes at once, after any
 * pause, and again after an aborted run: work that must happen once has its own row or key in the database.
 */
export const RUNS: Runs = {
  sweep,
  items: runItemClock,
  clock: bringBackWaiting,
  letters: sendLetters,
  articles: sendArticles,
  followers: tellFollowers,
  'outbox-watch': watchOutbox,
  calendar: recomputeDeadlines,
  ledger: closeDays,
  witnesses: askWitnesses,
  digest: makeAndSendDigests,
  marks: watchMarks,
  columns: remindOfColumns,
  visits: remindOfLateVisits,
  'daily-list': sendDailyLists,
  seal: sealOldRows,
  audit: keepAudit,
  erase: eraseExpired,
  backup: nightlyBackup,
  'backup-watch': watchBackups,
  'count-anew': countAnew,
  recheck: recheckWhenCounted,
  routing: trainRouter,
  files: tidyFiles,
  assessments: fillAssessments,
}

/**
 * Waits for counts by the current rules, from which stored reports are made. @throws Error when the process must end
 * first
 */
async function countedBy(ctx: Context, signal: AbortSignal): Promise<void> {
  if (!(await finishCounting(ctx, signal))) throw new Error('统计还在按新规则重算。')
}

async function recheckWhenCounted(ctx: Context, signal: AbortSignal): Promise<void> {
  await countedBy(ctx, signal)
  await recheckStored(ctx)
}

/** Makes the reports and sends them to phones at once. */
async function makeAndSendDigests(ctx: Context, signal: AbortSignal): Promise<void> {
  await countedBy(ctx, signal)
  let failed: DigestsFailed | undefined
  await makeMissingDigests(ctx).catch((error: unknown) => {
    if (!(error instanceof DigestsFailed)) throw error
    failed = error
  })
  await sendDigests(ctx)
  if (failed) throw failed
  const held = await digestsUnderWay(ctx)
  if (held.length > 0) throw new Error(`另一个进程正在做 ${held.join('、')}，稍后再看。`)
}

/** How often the runner checks for due jobs, by elapsed time. */
const BEAT_MS = 60_000

/**
 * Checks at once, then every minute. The interval counts elapsed time, so it is independent of the clock; node-cron
 * adds a check at the full minute, so that a job due at 08:30 starts then and not up to a minute later. Both only
 * check what is due.
 */
export function startJobs(ctx: Context): { stop(): Promise<void> } {
  if (ctx.config.backup.dir === undefined)
    ctx.log.warn('no backups are made by themselves: BACKUP_DIR is not set')
  const runner = makeRunner(ctx, RUNS)
  const runDue = () => void runner.runDue()
  runDue()
  const beat = setInterval(runDue, BEAT_MS)
  const punctual = cron.schedule('* * * * *', runDue, {
    timezone: 'Asia/Shanghai',
    name: 'look',
    // After a sleep it would log a line for each missed minute; the next check finds what is due anyway.
    suppressMissedWarning: true,
  })
  return {
    async stop() {
      clearInterval(beat)
      await punctual.destroy()
      await runner.stop()
    },
  }
}
