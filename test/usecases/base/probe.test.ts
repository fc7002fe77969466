import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeProbe } from '../../../src/usecases/base/probe.ts'

const LIMITS = { patienceMs: 2000, keptMs: 5000 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('says that it works, and repeats its answer for a while without asking again', async () => {
  let asked = 0
  let now = 0
  const probe = makeProbe(
    async () => void asked++,
    LIMITS,
    () => now,
  )
  expect(await probe.ask()).toEqual({ works: true })
  now = 4999
  await probe.ask()
  expect(asked).toBe(1)
  now = 5000
  await probe.ask()
  expect(asked).toBe(2)
})

it('says why it does not work', async () => {
  const error = new Error('full')
  expect(await makeProbe(() => Promise.reject(error), LIMITS).ask()).toEqual({ works: false, error })
})

it('answers in time while the thing hangs, and asks it only once', async () => {
  let asked = 0
  let end = () => {}
  const probe = makeProbe(() => {
    asked++
    return new Promise<void>(resolve => (end = resolve))
  }, LIMITS)
  const answers = [probe.ask(), probe.ask()]
  await vi.advanceTimersByTimeAsync(2000)
  expect((await Promise.all(answers)).map(a => a.works)).toEqual([false, false])
  const third = probe.ask()
  end()
  expect(await third).toEqual({ works: true })
  expect(asked).toBe(1)
})
