import { afterEach, beforeEach, expect, it } from 'vitest'
import { clockTime } from '../../../../src/domain/cases/clock.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { type DailyList, dailyCases } from '../../../../src/store/cases/lists/daily-cases.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { countViews } from '../../../../src/usecases/cases/shown/list-cases.ts'
import { assignCase, openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'

type Officer = Actor & { id: number }
let ctx: TestContext
let dispatcher: Officer
let clerk: Officer
let other: Officer

beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  clerk = await officer(ctx, 'clerk', '张经办', 'construction')
  other = await officer(ctx, 'clerk', '李经办', 'civil')
})
afterEach(() => ctx.close())

const list = async (by: Officer, name: DailyList, take = 3) => {
  const { count, first } = await dailyCases(
    ctx.db.read,
    by,
    clockTime(ctx.now(), ctx.content().calendar),
    name,
    take,
  )
  return { count, first: first.map(c => c.number) }
}

async function assigned(): Promise<string> {
  const given = { kind: 'complaint', text: '路灯坏了', channel: 'phone' } as const
  const number = await openedCase(ctx, given, dispatcher)
  await assignCase(ctx, number, dispatcher)
  return number
}

it('counts all and names the first that are due, only those in sight', async () => {
  const numbers = [await assigned(), await assigned(), await assigned()]
  expect(await list(clerk, 'ownOverdue')).toEqual({ count: 0, first: [] })
  ctx.clock.advance(60 * 24 * 40)
  expect(await list(clerk, 'ownOverdue', 2)).toEqual({ count: 3, first: numbers.slice(0, 2) })
  expect(await list(dispatcher, 'overdue')).toEqual({ count: 3, first: numbers })
  expect(await list(other, 'overdue')).toEqual({ count: 0, first: [] })
})

it('a draft that came back, and what is due today, are in nobody else’s list', async () => {
  const reviewer = await officer(ctx, 'reviewer', '赵审核', 'construction')
  const number = await assigned()
  await moveCase(ctx, number, 'draft', { text: '修好了' }, clerk)
  await moveCase(ctx, number, 'submit', {}, clerk)
  expect((await list(clerk, 'ownReturned')).count).toBe(0)
  await moveCase(ctx, number, 'return', { reason: '写清楚哪一盏' }, reviewer)
  expect(await list(clerk, 'ownReturned')).toEqual({ count: 1, first: [number] })
  expect((await list(reviewer, 'ownReturned')).count).toBe(0)
  const { replyDueOn } = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  ctx.clock.set(`${replyDueOn}T08:30+08:00`)
  expect((await list(clerk, 'ownDueToday')).first).toEqual([number])
  expect((await list(dispatcher, 'dueToday')).first).toEqual([number])
  expect((await list(other, 'ownDueToday')).count).toBe(0)
})

it('a view of the queue holds what the desk counts', async () => {
  await assigned()
  await openedCase(ctx, {}, dispatcher)
  const counts = await countViews(ctx, dispatcher)
  for (const view of ['received', 'held', 'objected', 'review', 'extensions', 'overdue'] as const)
    expect([view, (await list(dispatcher, view)).count]).toEqual([view, counts[view]])
  expect(counts.received).toBe(1)
})
