import { expect, it } from 'vitest'
import { type MakeCounter, makeLimit } from '../../../src/usecases/base/limits.ts'
import { makeThrottle } from '../../../src/usecases/people/sign-in-throttle.ts'

const LIMIT = { points: 4, seconds: 3600 }
const WIDE = { points: 100, seconds: 3600 }

/** Counters that remember which keys they were asked to keep. */
function remembering() {
  const kept = new Set<string>()
  const make: MakeCounter = (name, limit) => {
    const counter = makeLimit(limit)
    return {
      ...counter,
      take(key, points) {
        kept.add(`${name} ${key}`)
        return counter.take(key, points)
      },
    }
  }
  return { kept, make }
}

it('keeps nothing for the tries of a network that is refused: made-up logins would fill memory or database', async () => {
  const { kept, make } = remembering()
  const throttle = makeThrottle({ pair: WIDE, account: WIDE, network: LIMIT }, make)
  const enter = (i: number) => throttle.enter({ login: `made-up-${i}`, address: '203.0.113.9' })
  for (let i = 0; i < LIMIT.points; i++) await enter(i)
  const before = kept.size
  for (let i = 0; i < 20; i++) await expect(enter(100 + i)).rejects.toMatchObject({ code: 'too_many' })
  expect(kept.size).toBe(before)
})

it('says of a forgotten password that it is the password, also on a network that is full', async () => {
  const throttle = makeThrottle({ pair: { points: 2, seconds: 60 }, account: WIDE, network: LIMIT })
  const enter = (login: string) => throttle.enter({ login, address: '203.0.113.9' })
  for (const login of ['zhang', 'zhang', 'li', 'wang']) await enter(login)
  await expect(enter('zhang')).rejects.toMatchObject({ detail: expect.stringContaining('忘了密码') })
  await expect(enter('zhao')).rejects.toMatchObject({ detail: expect.stringContaining('这个网络') })
})
