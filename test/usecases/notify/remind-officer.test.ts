import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { remindOfficerIn } from '../../../src/usecases/notify/remind-officer.ts'
import { sweep } from '../../../src/usecases/talk/sweep.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'

type Officer = Actor & { id: number }
let ctx: TestContext
let dispatcher: Officer
let clerk: Officer
let other: Officer
let reviewer: Officer
let manager: Officer

beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  clerk = await officer(ctx, 'clerk', '张经办', 'construction')
  other = await officer(ctx, 'clerk', '李经办', 'construction')
  reviewer = await officer(ctx, 'reviewer', '赵审核')
  manager = await officer(ctx, 'manager', '陈镇长')
})
afterEach(() => ctx.close())

const open = (more: { category?: string } = {}) => openedCase(ctx, { ...more }, dispatcher)

/** What is on somebody's desk and not seen. */
const told = async (who: Officer) =>
  (
    await ctx.db.read.reminder.findMany({
      where: { officerId: who.id, seenAt: null },
      orderBy: { id: 'asc' },
    })
  ).map(r => r.kind)

it('an assignment to a department reaches its clerks, to a person that person; the new one settles the old', async () => {
  const number = await open()
  await assignCase(ctx, number, dispatcher)
  expect([await told(clerk), await told(other), await told(dispatcher)]).toEqual([
    ['assigned'],
    ['assigned'],
    [],
  ])
  await moveCase(ctx, number, 'assign', { department: 'construction', officer: 'clerk-张经办' }, manager)
  expect([await told(clerk), await told(other)]).toEqual([['assigned'], []])
})

it('an assignment that is undone within a minute leaves no reminder', async () => {
  const number = await open()
  await assignCase(ctx, number, dispatcher)
  await moveCase(ctx, number, 'undo', {}, dispatcher)
  expect([await told(clerk), await told(other)]).toEqual([[], []])
  expect(await ctx.db.read.reminder.count()).toBe(0)
})

it('drafts go to and fro: submitted to the reviewer, returned to who wrote it, each settled by the next step', async () => {
  const number = await open()
  await assignCase(ctx, number, dispatcher, { department: 'construction', officer: 'clerk-张经办' })
  await moveCase(ctx, number, 'draft', { text: '明天修。' }, clerk)
  await moveCase(ctx, number, 'submit', {}, clerk)
  expect([await told(clerk), await told(reviewer), await told(manager)]).toEqual([[], ['review'], []])
  await moveCase(ctx, number, 'return', { reason: '写明几点' }, reviewer)
  expect([await told(clerk), await told(reviewer)]).toEqual([['returned'], []])
  const [row] = await ctx.db.read.reminder.findMany({ where: { kind: 'returned' } })
  expect(row!.detail).toBe('写明几点')
  await moveCase(ctx, number, 'submit', {}, clerk)
  await moveCase(ctx, number, 'approve', {}, reviewer)
  expect([await told(clerk), await told(reviewer)]).toEqual([[], []])
})

it('the holder is reminded at half and at 80 %, holder and manager at the deadline and daily after it, once each', async () => {
  const number = await open()
  await assignCase(ctx, number, dispatcher, { department: 'construction', officer: 'clerk-张经办' })
  ctx.clock.set('2026-11-20T12:00+08:00')
  await Promise.all([sweep(ctx), sweep(ctx)])
  ctx.clock.set('2026-11-26T10:00+08:00')
  await Promise.all([sweep(ctx), sweep(ctx)])
  ctx.clock.set('2026-11-27T10:00+08:00')
  await sweep(ctx)
  expect(await told(clerk)).toEqual(['assigned', 'half', 'most', 'due', 'overdue', 'overdue'])
  expect(await told(manager)).toEqual(['due', 'overdue', 'overdue'])
  expect(await told(other)).toEqual([])
  await moveCase(ctx, number, 'supervise', { instruction: '今天必须答复' }, manager)
  expect((await told(clerk)).at(-1)).toBe('supervised')
  await moveCase(ctx, number, 'answerSupervision', { text: '正在修' }, clerk)
  expect((await told(manager)).at(-1)).toBe('supervision_answered')
  expect(await told(clerk)).not.toContain('supervised')
})

it('dispatchers are reminded of a new urgent case and of an objection', async () => {
  const number = await openedCase(ctx, { text: '自来水爆管了', category: 'water', channel: 'web' })
  expect(await told(dispatcher)).toEqual(['urgent_received'])
  await moveCase(ctx, number, 'accept', {}, dispatcher)
  expect(await told(dispatcher)).toEqual([])
  await moveCase(ctx, number, 'assign', { department: 'construction' }, dispatcher)
  await moveCase(ctx, number, 'object', { reason: '是县水务公司的' }, clerk)
  expect([await told(dispatcher), await told(clerk), await told(other)]).toEqual([['objected'], [], []])
})

it('the same reminder added twice is one', async () => {
  const number = await open()
  const mention = {
    officerId: other.id,
    kind: 'mention',
    caseNumber: number,
    detail: '小李看一下',
    dedupeKey: `${number}:9:mention`,
  } as const
  for (let i = 0; i < 2; i++) await ctx.db.inTransaction(tx => remindOfficerIn(tx, ctx, mention))
  await ctx.db.inTransaction(tx => remindOfficerIn(tx, ctx, { ...mention, officerId: clerk.id }))
  expect([await told(other), await told(clerk)]).toEqual([['mention'], ['mention']])
})

it('a move that fails causes no reminder', async () => {
  const number = await open()
  await moveCase(ctx, number, 'accept', {}, dispatcher)
  await expect(
    moveCase(ctx, number, 'assign', { department: 'construction', officer: 'nobody' }, dispatcher),
  ).rejects.toThrow()
  expect(await ctx.db.read.reminder.count()).toBe(0)
})
