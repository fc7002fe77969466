import cron from 'node-cron'
import { afterEach, expect, it, vi } from 'vitest'
import { CLOCK, JOBS } from '../../src/jobs/jobs.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** When a job of the table runs next, after an instant, on this machine (its zone is New York's in the tests). */
async function nextRuns(name: string, after: string, count: number): Promise<string[]> {
  vi.useFakeTimers({ now: new Date(after) })
  const job = JOBS.find(j => j.name === name)!
  const task = cron.createTask(job.cron, () => {}, CLOCK)
  await task.start()
  const runs = task.getNextRuns(count).map(run => run.toISOString())
  await task.destroy()
  return runs
}

it('08:30 is Shanghai’s, once a day, also in the nights when the server’s clocks change', async () => {
  expect(process.env['TZ']).toBe('America/New_York')
  // New York springs forward on 8 March 2026 at 07:00 UTC and falls back on 1 November at 06:00 UTC.
  expect(await nextRuns('digest', '2026-03-07T12:00:00Z', 3)).toEqual([
    '2026-03-08T00:30:00.000Z',
    '2026-03-09T00:30:00.000Z',
    '2026-03-10T00:30:00.000Z',
  ])
  expect(await nextRuns('digest', '2026-10-31T12:00:00Z', 3)).toEqual([
    '2026-11-01T00:30:00.000Z',
    '2026-11-02T00:30:00.000Z',
    '2026-11-03T00:30:00.000Z',
  ])
})

it('the sweep runs each minute through the hour that comes twice', async () => {
  const runs = await nextRuns('sweep', '2026-11-01T05:30:30Z', 90)
  expect(runs.map(run => Date.parse(run))).toEqual(
    Array.from({ length: 90 }, (_, i) => Date.parse('2026-11-01T05:31:00Z') + i * 60_000),
  )
})
