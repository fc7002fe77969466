import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Actor } from '../../src/domain/case.ts'
import { weekNamed } from '../../src/domain/week.ts'
import { computeDigest, getDigest, makeMissingDigests } from '../../src/usecases/make-digest.ts'
import { moveCase } from '../../src/usecases/move-case.ts'
import { openCase } from '../../src/usecases/open-case.ts'
import { officer, type TestContext, testContext } from '../helpers/context.ts'

let ctx: TestContext
let dispatcher: Actor & { id: number }
let reviewer: Actor & { id: number }

beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  reviewer = await officer(ctx, 'reviewer', '赵审核')
})
afterEach(() => ctx.close())

const open = async (kind: 'inquiry' | 'complaint') =>
  (await openCase(ctx, { kind, text: '路灯坏了', channel: 'phone' }, dispatcher)).number

async function answer(number: string) {
  await moveCase(ctx, number, 'accept', {}, dispatcher)
  await moveCase(ctx, number, 'assign', { department: 'construction' }, dispatcher)
  await moveCase(ctx, number, 'draft', { text: '修好了。' }, dispatcher)
  await moveCase(ctx, number, 'submit', {}, dispatcher)
  await moveCase(ctx, number, 'approve', {}, reviewer)
}

/** Monday 2 November 2026: two inquiries due Thursday the 5th, one of them answered in time. */
async function oneWeek() {
  ctx.clock.set('2026-11-02T10:00+08:00')
  const [first] = [await open('inquiry'), await open('inquiry'), await open('complaint')]
  ctx.clock.set('2026-11-04T10:00+08:00')
  await answer(first!)
}

it('counts what fell due in the week; what is late stays late', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:30+08:00')
  expect(await makeMissingDigests(ctx)).toEqual(['2026-W45'])
  const { digest, version } = await getDigest(ctx, '2026-W45', dispatcher)
  expect(version).toBe(1)
  expect(digest).toMatchObject({
    received: 3,
    cohort: 2,
    answered: 1,
    answeredOnTime: 1,
    onTimeRate: 0.5,
    balanced: true,
  })
  expect(digest.overdueNow.count).toBe(1)
  expect(digest.dueNextWeek.count).toBe(1)
})

it('is made at 08:30 on Monday and not before', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:29+08:00')
  expect(await makeMissingDigests(ctx)).toEqual([])
  ctx.clock.advance(1)
  expect(await makeMissingDigests(ctx)).toEqual(['2026-W45'])
})

it('two processes on Monday at 08:30 make one digest', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:30+08:00')
  const made = await Promise.all([1, 2, 3].map(i => makeMissingDigests({ ...ctx, processId: `p${i}` })))
  expect(made.flat()).toEqual(['2026-W45'])
  expect(await ctx.db.read.digest.count()).toBe(1)
})

it('weeks missed while the service was down are caught up in order', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-25T15:00+08:00')
  expect(await makeMissingDigests(ctx)).toEqual(['2026-W45', '2026-W46', '2026-W47'])
  expect(await makeMissingDigests(ctx)).toEqual([])
})

it('a past week counted again from the events is the stored digest, to the last bit', async () => {
  await oneWeek()
  ctx.clock.set('2026-11-09T08:30+08:00')
  await makeMissingDigests(ctx)
  ctx.clock.set('2026-11-20T08:30+08:00')
  await open('complaint')
  const stored = await ctx.db.read.digest.findFirstOrThrow()
  expect(JSON.stringify(await computeDigest(ctx, weekNamed('2026-W45')!))).toBe(stored.data)
})

it('a week to come or no week at all is refused in words', async () => {
  await expect(getDigest(ctx, '2026-W50', dispatcher)).rejects.toMatchObject({ code: 'malformed' })
  await expect(getDigest(ctx, '2026-46', dispatcher)).rejects.toMatchObject({ code: 'malformed' })
})
