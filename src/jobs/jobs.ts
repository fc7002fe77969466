import cron from 'node-cron'
import type { Context } from '../usecases/context.ts'
import { sendDailyLists } from '../usecases/daily-list.ts'
import { fillAssessments } from '../usecases/fill-assessments.ts'
import { makeMissingDigests, recheckDigests } from '../usecases/make-digest.ts'
import { recomputeDeadlines } from '../usecases/recompute-deadlines.ts'
import { sendDigests } from '../usecases/send-digests.ts'
import { sendLetters } from '../usecases/send-letters.ts'
import { sweep } from '../usecases/sweep.ts'
import { tidyFiles } from '../usecases/tidy-files.ts'
import { trainRouter } from '../usecases/train-router.ts'
import { watchOutbox } from '../usecases/watch-outbox.ts'

interface Job {
  name: string
  /** Shanghai time. */
  cron: string
  /** @param signal aborted when the process is to end: long work stops early and goes on at the next start */
  run: (ctx: Context, signal: AbortSignal) => Promise<unknown>
}

/**
 * Everything that happens by itself. Each may run on several processes at once and after any pause: what must
 * happen once claims its row first (store/job-runs).
 */
export const JOBS: readonly Job[] = [
  { name: 'sweep', cron: '* * * * *', run: sweep },
  { name: 'outbox-watch', cron: '* * * * *', run: watchOutbox },
  // At every start too: a calendar may have come while the service was down.
  { name: 'calendar', cron: '20 3 * * *', run: recomputeDeadlines },
  { name: 'digest', cron: '30 8 * * *', run: makeAndSendDigests },
  { name: 'daily-list', cron: '30-59/5 8 * * *', run: sendDailyLists },
  { name: 'letters', cron: '* * * * *', run: sendLetters },
  { name: 'recheck', cron: '40 2 * * *', run: recheckDigests },
  { name: 'routing', cron: '10 3 * * *', run: trainRouter },
  { name: 'files', cron: '25 * * * *', run: tidyFiles },
  // Before somebody asks for it; anew when the rules or a digest changed.
  { name: 'assessments', cron: '50 * * * *', run: fillAssessments },
]

/** Whatever the zone of the machine. */
export const CLOCK = { timezone: 'Asia/Shanghai', noOverlap: true } as const

/** Who gets a report on their phone gets it as soon as it is there. */
async function makeAndSendDigests(ctx: Context): Promise<void> {
  await makeMissingDigests(ctx)
  await sendDigests(ctx)
}

/** Starts the table; what was missed while the process was down is caught up at once. */
export function startJobs(ctx: Context): { stop(): Promise<void> } {
  const running = new Set<Promise<unknown>>()
  const ending = new AbortController()
  const start = (job: Job) => {
    const run = job
      .run(ctx, ending.signal)
      .catch((error: unknown) => ctx.log.error({ err: error, job: job.name }, 'a job failed'))
      .finally(() => running.delete(run))
    running.add(run)
    return run
  }
  for (const job of JOBS) start(job)
  const tasks = JOBS.map(job => cron.schedule(job.cron, () => start(job), { ...CLOCK, name: job.name }))
  return {
    async stop() {
      ending.abort()
      await Promise.all(tasks.map(task => task.destroy()))
      await Promise.all(running)
    },
  }
}
