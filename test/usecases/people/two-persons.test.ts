import { afterEach, beforeEach, expect, test } from 'vitest'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../helpers/context.ts'

let ctx: TestContext
let drafter: Awaited<ReturnType<typeof officer>>
let approver: typeof drafter
let number: string

beforeEach(async () => {
  ctx = await testContext()
  drafter = await officer(ctx, 'clerk', '张', 'construction')
  approver = await officer(ctx, 'reviewer', '何')
  const dispatcher = await officer(ctx, 'dispatcher', '林')
  number = await openedCase(ctx, {}, dispatcher)
  await assignCase(ctx, number, dispatcher, { department: 'construction', officer: 'clerk-张' })
  await moveCase(ctx, number, 'draft', { text: '已修好。' }, drafter)
  await moveCase(ctx, number, 'submit', {}, drafter)
})
afterEach(() => ctx.close())

const access = (who: { id: number }, byId: number | null, { days = 0, reset = true } = {}) =>
  ctx.db.inTransaction(tx =>
    tx.officer.update({
      where: { id: who.id },
      data: {
        accessById: byId,
        accessAt: new Date(ctx.now().getTime() - days * 86_400_000),
        accessReset: reset,
      },
    }),
  )
const approve = () =>
  moveCase(ctx, number, 'approve', {}, approver).then(
    view => view.status,
    error => error.code,
  )
const ADMIN = 99

test('two accounts whose passwords one administrator has just reset do not approve each other', async () => {
  await access(drafter, ADMIN)
  await access(approver, ADMIN)
  expect(await approve()).toBe('move_refused')
  // A day later, with everybody told, they do; the auditor finds it.
  ctx.clock.advance(24 * 60)
  expect(await approve()).toBe('answered')
  expect(await ctx.db.read.auditEntry.findFirst({ where: { action: 'approved_after_reset' } })).toMatchObject(
    {
      officerId: approver.id,
      target: number,
    },
  )
})

test.each([
  ['first passwords of a new office', { reset: false }, ADMIN],
  ['resets by two administrators', { reset: true }, ADMIN + 1],
])('%s are no obstacle', async (_what, how, other) => {
  await access(drafter, ADMIN, how)
  await access(approver, other, how)
  expect(await approve()).toBe('answered')
})

test('resets on the command line do not prevent approvals, because the server’s owner can do everything anyway', async () => {
  await access(drafter, null)
  await access(approver, null)
  expect(await approve()).toBe('answered')
})

test('nobody approves, or is approved by, somebody whose password they set in the last month', async () => {
  await access(approver, drafter.id, { days: 29, reset: false })
  expect(await approve()).toBe('move_refused')
  await access(approver, null)
  await access(drafter, approver.id, { days: 29 })
  expect(await approve()).toBe('move_refused')
  await access(drafter, approver.id, { days: 30 })
  expect(await approve()).toBe('answered')
})
