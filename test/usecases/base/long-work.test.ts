import { expect, it } from 'vitest'
import { LongTasks } from '../../../src/usecases/base/long-work.ts'
import { clockAt } from '../../helpers/context.ts'

/** Work that ends when the test says so. */
function work<T>() {
  let finish!: (value: T) => void
  let fail!: (error: Error) => void
  const result = new Promise<T>((resolve, reject) => {
    finish = resolve
    fail = reject
  })
  return { result, finish, fail }
}

it('shows how far work has come, does it once however many ask, and then gives its result', async () => {
  const tasks = new LongTasks(clockAt(), 0)
  const job = work<string>()
  let begun = 0
  const ask = () =>
    tasks.resultOrProgress('year', async report => {
      begun++
      report({ done: 3, total: 12 })
      return job.result
    })
  expect(await ask()).toEqual({ progress: { done: 3, total: 12 } })
  expect(await ask()).toEqual({ progress: { done: 3, total: 12 } })
  job.finish('done')
  await job.result
  expect(await ask()).toEqual({ value: 'done' })
  expect(begun).toBe(1)
})

it('gives a result at once that is there in time, and counts anew after a minute', async () => {
  const clock = clockAt('2026-11-16T10:00+08:00')
  const tasks = new LongTasks(clock, 60_000)
  let n = 0
  const ask = () => tasks.resultOrProgress('n', async () => ++n)
  expect(await ask()).toEqual({ value: 1 })
  expect(await ask()).toEqual({ value: 1 })
  clock.set('2026-11-16T10:02+08:00')
  expect(await ask()).toEqual({ value: 2 })
  // A clock that jumps back keeps nothing for ever.
  clock.set('2026-11-16T09:00+08:00')
  expect(await ask()).toEqual({ value: 3 })
})

it('tells a failure to who asks next, and then tries again', async () => {
  const tasks = new LongTasks(clockAt(), 0)
  const job = work<string>()
  expect(await tasks.resultOrProgress('x', () => job.result)).toHaveProperty('progress')
  job.fail(new Error('no'))
  await job.result.catch(() => {})
  await expect(tasks.resultOrProgress('x', () => job.result)).rejects.toThrow('no')
  expect(await new LongTasks(clockAt(), 60_000).resultOrProgress('x', async () => 'yes')).toEqual({
    value: 'yes',
  })
})
