import { backoffMs } from '../domain/base/backoff.ts'
import { JOB_PLANS, type JobName, planOf, type Slot } from '../domain/base/jobs.ts'
import { findRun, forgetRuns, isFree, lastRun, noteRun, skipRun } from '../store/base/job-runs.ts'
import { clearNotice, notice } from '../store/office/notices.ts'
import { claimedRun, errorText } from '../usecases/base/claimed-run.ts'
import type { Context } from '../usecases/base/context.ts'
import { jobKey } from '../usecases/base/job-states.ts'

/** @param signal aborted when the process must end: long work stops early and continues at the next start */
type Run = (ctx: Context, signal: AbortSignal) => Promise<unknown>
export type Runs = Record<JobName, Run>

/** Runs are kept this long for the settings page; sorted by name, which is their time. */
const KEPT_DAYS = 60

/** Runs of jobs in every process are recorded when their outcome changes, else this often. */
const NOTE_AGAIN_MS = 10 * 60_000

interface Runner {
  /** Starts the due jobs, oldest first. Resolves when they have ended. */
  runDue(): Promise<void>
  /** Starts nothing new and waits for running jobs. */
  stop(): Promise<void>
}

interface Memory {
  /** The last slot this process ran or started. */
  slot: string | undefined
  /** How often it failed in a row, and when by elapsed time it may be tried again. */
  failures: number
  againAt: number
  notedAt: number
  error: string | null | undefined
}

/**
 * Runs the jobs that are due and have not run. The schedules say what should have run by now, the database what has
 * run, so no run can be missed: not by a process that was down or asleep, nor by a clock that jumps.
 */
export function makeRunner(ctx: Context, runs: Runs): Runner {
  const ending = new AbortController()
  const running = new Map<JobName, Promise<void>>()
  const memory = new Map<JobName, Memory>()
  let started = false

  /** The slot that is due now, if any. */
  async function dueOf(name: JobName, now: Date, first: boolean): Promise<Slot | undefined> {
    const plan = planOf(name)
    const slot = plan.due.last(now)
    const late = now.getTime() - slot.at.getTime() > plan.worthMs
    if (plan.where === 'process') {
      if (first && plan.atStart) return slot
      const before = memory.get(name)
      const again = before?.error && performance.now() >= before.againAt
      return (before?.slot === slot.name && !again) || late ? undefined : slot
    }
    const row = await findRun(ctx.db.read, jobKey(name), slot.name)
    if (row && !isFree(row, now)) return undefined
    if (!late) return slot
    await skip(name, slot, now)
    return undefined
  }

  /** Skips a run that is too late, with a notice unless this office has never run the job. */
  async function skip(name: JobName, slot: Slot, now: Date): Promise<void> {
    const { title } = planOf(name)
    const before = await lastRun(ctx.db.read, jobKey(name))
    await skipRun(ctx.db, jobKey(name), slot.name, ctx.processId, now, '错过了时间，没有补做。')
    if (before) {
      const words = `“${title}”没有在 ${slot.name} 做（那时服务没有运行，或出了错），现在补已经没有意义，下次照常。`
      await notice(ctx.db, `job_missed:${name}`, words, now)
    }
  }

  function remember(name: JobName, what: Partial<Memory>): Memory {
    const next = {
      slot: undefined,
      failures: 0,
      againAt: 0,
      notedAt: Number.NEGATIVE_INFINITY,
      error: undefined,
      ...memory.get(name),
      ...what,
    }
    memory.set(name, next)
    return next
  }

  async function runOnce(name: JobName, slot: Slot): Promise<void> {
    const { outcome, why, error } = await claimedRun(
      ctx,
      jobKey(name),
      slot.name,
      async () => {
        await runs[name](ctx, ending.signal)
        return undefined
      },
      { signal: ending.signal, pauses: true },
    )
    if (outcome === 'failed') await tellFailure(name, why ?? '', error)
    if (outcome !== 'done') return
    await clearNotice(ctx.db, `job_failed:${name}`, ctx.now())
    await clearNotice(ctx.db, `job_missed:${name}`, ctx.now())
    const oldest = new Date(slot.at.getTime() - KEPT_DAYS * 24 * 60 * 60_000)
    await forgetRuns(ctx.db, jobKey(name), planOf(name).due.last(oldest).name)
  }

  async function runHere(name: JobName, slot: Slot): Promise<void> {
    const startedAt = ctx.now()
    let error: string | null = null
    const before = remember(name, { slot: slot.name })
    try {
      await runs[name](ctx, ending.signal)
      remember(name, { failures: 0 })
    } catch (thrown) {
      if (ending.signal.aborted) return
      error = errorText(thrown)
      const failures = before.failures + 1
      const againAt = performance.now() + backoffMs(failures + 5, Math.random())
      remember(name, { failures, againAt })
      await tellFailure(name, error, thrown)
    }
    const elapsed = performance.now()
    if (before.error === error && elapsed - before.notedAt < NOTE_AGAIN_MS) return
    remember(name, { notedAt: elapsed, error })
    await noteRun(ctx.db, jobKey(name), {
      holder: ctx.processId,
      startedAt,
      finishedAt: ctx.now(),
      error,
    })
    if (error === null) await clearNotice(ctx.db, `job_failed:${name}`, ctx.now())
  }

  async function tellFailure(name: JobName, why: string, error: unknown): Promise<void> {
    ctx.log.error({ err: error, job: name, why }, 'a job failed and will be tried again')
    const words = `“${planOf(name).title}”没有做成：${why || '原因见日志'}。会自动再试。`
    await notice(ctx.db, `job_failed:${name}`, words, ctx.now())
  }

  function begin(name: JobName, slot: Slot): void {
    const run = (planOf(name).where === 'once' ? runOnce : runHere)(name, slot)
      // The database cannot be written right now; the next check tries again.
      .catch((error: unknown) => ctx.log.error({ err: error, job: name }, 'a job could not be run'))
      .finally(() => running.delete(name))
    running.set(name, run)
  }

  return {
    async runDue() {
      if (ending.signal.aborted) return
      const first = !started
      started = true
      const now = ctx.now()
      const due: [JobName, Slot][] = []
      for (const name of Object.keys(JOB_PLANS) as JobName[]) {
        if (running.has(name)) continue
        try {
          const slot = await dueOf(name, now, first)
          if (slot) due.push([name, slot])
        } catch (error) {
          ctx.log.error({ err: error, job: name }, 'whether a job is due could not be asked')
        }
      }
      due.sort(([, a], [, b]) => a.at.getTime() - b.at.getTime())
      for (const [name, slot] of due) if (!running.has(name) && !ending.signal.aborted) begin(name, slot)
      await Promise.all(due.map(([name]) => running.get(name)))
    },
    async stop() {
      ending.abort()
      await Promise.all(running.values())
    },
  }
}
