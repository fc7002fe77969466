import { expect, it } from 'vitest'
import { dailyAt, everyMinute, hourlyAt, JOB_NAMES, planOf } from '../../../src/domain/base/jobs.ts'

const at = (text: string) => new Date(text)

it('the run that should have happened by now is the same for whoever asks until the next', () => {
  const { last, next } = dailyAt('08:30')
  for (const now of ['2026-11-16T08:30:00+08:00', '2026-11-16T08:50:13+08:00', '2026-11-17T08:29:59+08:00']) {
    expect(last(at(now))).toEqual({ name: '2026-11-16 08:30', at: at('2026-11-16T08:30+08:00') })
    expect(next(at(now))).toEqual(at('2026-11-17T08:30+08:00'))
  }
  expect(last(at('2026-11-16T08:29:59.999+08:00')).name).toBe('2026-11-15 08:30')
})

it('08:30 is Shanghai’s, once a day, also in the nights when the server’s clocks change', () => {
  expect(process.env['TZ']).toBe('America/New_York')
  // New York springs forward on 8 March 2026 at 07:00 UTC and falls back on 1 November at 06:00 UTC.
  for (const around of ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z']) {
    const names = new Set<string>()
    for (let minute = -36 * 60; minute <= 36 * 60; minute += 7) {
      const now = new Date(Date.parse(around) + minute * 60_000)
      const slot = dailyAt('08:30').last(now)
      names.add(slot.name)
      expect(slot.at.toISOString()).toMatch(/T00:30:00\.000Z$/)
      expect(now.getTime() - slot.at.getTime()).toBeLessThan(24 * 3_600_000)
    }
    expect(names.size).toBe(4)
  }
})

it('each minute and each hour have a run of their own, also in the hour that comes twice', () => {
  const runs = Array.from(
    { length: 180 },
    (_, i) => new Date(Date.parse('2026-11-01T04:30:30Z') + i * 60_000),
  )
  expect(new Set(runs.map(now => everyMinute.last(now).name)).size).toBe(180)
  expect(new Set(runs.map(now => hourlyAt(50).last(now).name)).size).toBe(4)
  expect(hourlyAt(50).last(at('2026-11-16T10:49+08:00')).name).toBe('2026-11-16 09:50')
})

it.each(JOB_NAMES)('%s: its last run is behind, its next ahead', name => {
  const { due } = planOf(name)
  for (let i = 0; i < 300; i++) {
    const now = new Date(Date.parse('2026-11-16T00:00:00Z') + i * 617_123)
    expect(due.last(now).at.getTime()).toBeLessThanOrEqual(now.getTime())
    expect(due.next(now).getTime()).toBeGreaterThan(now.getTime())
  }
})
