import { createServer } from 'node:http'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { stopInTime } from '../../src/app/stop.ts'
import type { Channel } from '../../src/domain/base/message.ts'
import type { Worker } from '../../src/jobs/worker.ts'

const never = () => new Promise<never>(() => {})

let done: string[]
beforeEach(() => {
  done = []
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

const running = (more: { worker?: () => Promise<void>; close?: () => Promise<void> } = {}) => ({
  server: createServer(),
  channels: [{ stop: async () => void done.push('channel') } as Channel],
  jobs: { stop: async () => void done.push('jobs') },
  workers: [{ stop: more.worker ?? (async () => void done.push('worker')) } as Worker],
  storage: { close: more.close ?? (async () => void done.push('database')) },
  log: pino({ level: 'silent' }),
})

it('stops work first, then the channels, then the database', async () => {
  await stopInTime(running())
  expect(done.slice(0, 2).sort()).toEqual(['jobs', 'worker'])
  expect(done.slice(2)).toEqual(['channel', 'database'])
})

it('does not wait for ever for a channel that hangs, and closes the database all the same', async () => {
  const stopped = stopInTime(running({ worker: never }))
  await vi.advanceTimersByTimeAsync(3999)
  expect(done).not.toContain('database')
  await vi.advanceTimersByTimeAsync(1)
  await stopped
  expect(done).toContain('database')
})

it('ends within five seconds even when the database hangs, too', async () => {
  let ended = false
  void stopInTime(running({ worker: never, close: never })).then(() => (ended = true))
  await vi.advanceTimersByTimeAsync(4900)
  expect(ended).toBe(true)
})
