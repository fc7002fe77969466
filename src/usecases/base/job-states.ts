import { JOB_NAMES, type JobName, planOf } from '../../domain/base/jobs.ts'
import { isFree, LATEST, lastRun } from '../../store/base/job-runs.ts'
import type { Context } from './context.ts'

/** The name of a job's runs in the database; other work that happens once has its own names. */
export const jobKey = (name: JobName): string => `job:${name}`

/** One line of the settings page. */
export interface JobState {
  name: JobName
  title: string
  state: 'never' | 'running' | 'done' | 'failed' | 'missed'
  /** When the last run began. */
  lastAt: Date | null
  nextAt: Date
  error: string | null
}

/** The scheduled jobs: the last run of each, its outcome, and the next. */
export async function jobStates(ctx: Context): Promise<JobState[]> {
  const now = ctx.now()
  return Promise.all(
    JOB_NAMES.map(async name => {
      const { title, due, where } = planOf(name)
      const row = await lastRun(ctx.db.read, jobKey(name))
      const state = !row
        ? 'never'
        : row.finishedAt === null
          ? isFree(row, now) || row.error !== null
            ? 'failed'
            : 'running'
          : row.error === null
            ? 'done'
            : row.slot === LATEST && where === 'process'
              ? 'failed'
              : 'missed'
      return {
        name,
        title,
        state,
        lastAt: row?.startedAt ?? null,
        // After a failure sooner than planned.
        nextAt: state === 'failed' && row?.nextAt ? row.nextAt : due.next(now),
        error: row?.error ?? null,
      } as const
    }),
  )
}
