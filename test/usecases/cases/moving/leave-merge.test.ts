import { afterEach, beforeEach, expect, test } from 'vitest'
import type { OfficerMove } from '../../../../src/domain/cases/moves.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { lockCase } from '../../../../src/store/cases/cases.ts'
import { moveCase, moveCaseIn } from '../../../../src/usecases/cases/moving/move-case.ts'
import { openedCase, RESIDENT } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'

/** Each resident of a merged matter keeps number, clock and reply, whatever becomes of the case it was merged into. */

let ctx: TestContext
let dispatcher: Actor
let clerk: Actor
let reviewer: Actor
beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '林')
  clerk = await officer(ctx, 'clerk', '张', 'construction')
  reviewer = await officer(ctx, 'reviewer', '周')
})
afterEach(() => ctx.close())

const open = (title: string) => openedCase(ctx, { title, text: `${title}。` })
const go = (number: string, move: OfficerMove, input: object, by: Actor) =>
  moveCase(ctx, number, move, input, by)
const row = (number: string) => ctx.db.read.case.findUniqueOrThrow({ where: { number } })
const events = async (number: string) =>
  (await ctx.db.read.caseEvent.findMany({ where: { case: { number } }, orderBy: { seq: 'asc' } })).map(
    e => e.type,
  )
const withdraw = (number: string) =>
  ctx.db.inTransaction(async tx =>
    moveCaseIn(tx, ctx, (await lockCase(tx, number))!, 'withdraw', {}, RESIDENT),
  )

/** A parent in a department, and a child that was assigned before it was merged. */
async function merged() {
  const [parent, child] = [await open('路灯坏了'), await open('路灯不亮')]
  for (const number of [parent, child]) {
    await go(number, 'accept', {}, dispatcher)
    await go(number, 'assign', { department: 'construction' }, dispatcher)
  }
  const before = await row(child)
  await go(child, 'merge', { into: parent }, dispatcher)
  return { parent, child, before }
}

test('when the lead case is withdrawn, the merged case is owed again as before', async () => {
  const { parent, child, before } = await merged()
  await withdraw(parent)
  expect(await row(child)).toMatchObject({
    status: 'assigned',
    departmentId: 'construction',
    mergedIntoId: null,
    concludedAt: null,
    replyDueOn: before.replyDueOn,
    deadlines: before.deadlines,
  })
  expect(await events(child)).toEqual(['received', 'accepted', 'assigned', 'merged', 'left_merge'])
  const view = await go(child, 'draft', { text: '灯换好了。' }, clerk)
  expect(view.events.at(-2)).toMatchObject({ type: 'left_merge', data: { from: parent, why: 'withdrawn' } })
  expect((await row(child)).nextMarkAt).not.toBeNull()
})

test('also when it is declined; only its own resident is notified of that', async () => {
  const { parent, child } = await merged()
  await go(parent, 'decline', { reason: '归县里', redirect: '县供电公司' }, clerk)
  await go(parent, 'approve', {}, reviewer)
  expect((await row(parent)).status).toBe('declined')
  expect(await row(child)).toMatchObject({ status: 'assigned', firstReplyAt: null, declineReason: null })
  expect(await ctx.db.read.reply.count({ where: { case: { number: child } } })).toBe(0)
})

test('an answered merged case stays merged, and no case is merged into a finished one', async () => {
  const { parent, child } = await merged()
  await go(parent, 'draft', { text: '灯换好了。' }, clerk)
  await go(parent, 'submit', {}, clerk)
  await go(parent, 'approve', {}, reviewer)
  expect(await row(child)).toMatchObject({ status: 'merged' })
  expect((await row(child)).answeredAt).not.toBeNull()
  const late = await open('路灯还是不亮')
  await go(late, 'accept', {}, dispatcher)
  await expect(go(late, 'merge', { into: parent }, dispatcher)).rejects.toMatchObject({
    code: 'invalid_field',
  })
})

test('in a chain of merges every resident is answered', async () => {
  const { parent, child } = await merged()
  const grandchild = await open('灯黑着')
  await go(child, 'note', { text: '记' }, clerk)
  const top = await open('整条街没有灯')
  await go(top, 'accept', {}, dispatcher)
  await go(top, 'assign', { department: 'construction' }, dispatcher)
  await go(grandchild, 'merge', { into: parent }, dispatcher)
  await go(parent, 'merge', { into: top }, dispatcher)
  await go(top, 'draft', { text: '全街换好了。' }, clerk)
  await go(top, 'submit', {}, clerk)
  await go(top, 'approve', {}, reviewer)
  for (const number of [top, parent, child, grandchild]) {
    expect([number, (await row(number)).firstReplyAt === null]).toEqual([number, false])
  }
})
