import { JOB_NAMES, type JobName, planOf } from '../../domain/base/jobs.ts'
import { isFree, LATEST, lastRun } from '../../store/base/job-runs.ts'
import type { Context } from './context.ts'

/** The name of a job's runs in the database; other work that happens once has its own names. */
export const jobKey = (name: JobName): string => `job:${name}`

/** One line of the settings page. */
export interface JobState {
  name: JobName
  title: string
  /** `off`: it has nothing to do until a setting is given. */
  state: 'off' | 'never' | 'running' | 'done' | 'failed' | 'missed'
  /** When the last run began. */
  lastAt: Date | null
  nextAt: Date | null
  error: string | null
}

/** Jobs that do nothing without a setting. Their runs succeed, and would read as if a backup had been made. */
const isOff = (name: JobName, { backup, witnesses }: Context['config']): boolean =>
  (name === 'backup' && backup.dir === undefined) || (name === 'witnesses' && witnesses.length === 0)

/** The scheduled jobs: the last run of each, its outcome, and the next. */
export async function jobStates(ctx: Context): Promise<JobState[]> {
  const now = ctx.now()
  return Promise.all(
    JOB_NAMES.map(async name => {
      const { title, due, where } = planOf(name)
      if (isOff(name, ctx.config))
        return { name, title, state: 'off', lastAt: null, nextAt: null, error: null }
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
