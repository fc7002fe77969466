import { afterEach, beforeEach, expect, it } from 'vitest'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { lockCase } from '../../../src/store/cases/cases.ts'
import { moveCase, moveCaseIn } from '../../../src/usecases/cases/moving/move-case.ts'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { viewCase } from '../../../src/usecases/cases/shown/view-case.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { sweep } from '../../../src/usecases/talk/sweep.ts'
import { answerCase, assignCase, openedCase, RESIDENT } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext, typed } from '../../helpers/context.ts'

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
})
afterEach(() => ctx.close())

const says = async (...lines: string[]) => {
  let text = ''
  for (const line of lines) {
    const { replies } = await receiveMessage(ctx, typed(ctx, 'a', line), { passive: r => r.length })
    text = replies.map(r => r.text).join('\n')
  }
  return text
}

const waiting = () =>
  ctx.db.read.message.findMany({ where: { outbox: { status: 'queued' } }, orderBy: { id: 'asc' } })

it('reminds a resident who stopped in the middle once, and keeps the draft when it expires', async () => {
  await says('投诉', '村口的路灯坏了半个月')
  ctx.clock.advance(31)
  await sweep(ctx)
  await sweep(ctx)
  expect((await waiting()).map(m => m.text)).toEqual([expect.stringContaining('还没登记完')])

  ctx.clock.advance(25 * 60)
  await sweep(ctx)
  // What was written is offered again when they come back, and can still be sent.
  const back = await says('你好')
  expect(back).toMatch(/没写完|接着/)
  await says('1')
  const done = await says('东山村', '小卖部旁', '跳过', '跳过', '确认')
  expect(findCaseNumbers(done)[0]?.number).toBeTruthy()
})

it('closes what nobody rated or took up again, after the office’s days', async () => {
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const reviewer = await officer(ctx, 'reviewer', '赵审核')
  const number = await openedCase(ctx, { kind: 'inquiry', text: '低保怎么办', channel: 'visit' }, dispatcher)
  await assignCase(ctx, number, dispatcher, { department: 'civil-affairs' })
  await answerCase(ctx, number, '带身份证来。', [dispatcher, reviewer])
  const status = async () => (await ctx.db.read.case.findUniqueOrThrow({ where: { number } })).status
  ctx.clock.advance(14 * 24 * 60)
  await sweep(ctx)
  expect(await status()).toBe('answered')
  ctx.clock.advance(24 * 60)
  await sweep(ctx)
  expect(await status()).toBe('closed')
})

it('reminds at half and at 80 %, escalates at the deadline and each working day after, once each', async () => {
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const number = await openedCase(ctx, { text: '路灯坏了' }, dispatcher)
  const marks = async () =>
    (await viewCase(ctx, number, dispatcher)).events.flatMap(e =>
      e.data['mark'] ? [`${e.type} ${e.data['mark']}`] : [],
    )
  // Received on Monday the 16th, due on Wednesday the 25th.
  ctx.clock.set('2026-11-20T11:59+08:00')
  await sweep(ctx)
  expect(await marks()).toEqual([])
  ctx.clock.set('2026-11-20T12:00+08:00')
  await Promise.all([sweep(ctx), sweep(ctx)])
  expect(await marks()).toEqual(['reminded half'])
  // The service was down over the deadline and two working days more.
  ctx.clock.set('2026-11-27T10:00+08:00')
  await sweep(ctx)
  await sweep(ctx)
  expect(await marks()).toEqual([
    'reminded half',
    'reminded most',
    'escalated due',
    'escalated overdue:2026-11-27',
  ])
  await moveCase(ctx, number, 'accept', {}, dispatcher)
  await moveCase(ctx, number, 'merge', { into: await other(dispatcher) }, dispatcher)
  ctx.clock.set('2026-12-10T10:00+08:00')
  await sweep(ctx)
  expect(await marks()).toHaveLength(4)
})

it('a clock that jumps back fires nothing twice and loses nothing; a process that died half-way is gone on with', async () => {
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const number = await other(dispatcher)
  const marks = async () =>
    (await viewCase(ctx, number, dispatcher)).events.flatMap(e =>
      e.data['mark'] ? [`${e.at.slice(0, 16)} ${e.data['mark']}`] : [],
    )
  ctx.clock.set('2026-11-20T12:00+08:00')
  await sweep(ctx)
  ctx.clock.set('2026-11-17T09:00+08:00')
  await sweep(ctx)
  ctx.clock.set('2026-11-20T12:01+08:00')
  await sweep(ctx)
  expect(await marks()).toEqual(['2026-11-20T04:00 half'])
  // The transaction of the next mark fails, as it does when a process is killed: nothing of it is kept.
  ctx.clock.set('2026-11-24T15:00+08:00')
  const dying = {
    ...ctx,
    caseChanged: () => {
      throw new Error('killed')
    },
  }
  await expect(sweep(dying)).rejects.toThrow('killed')
  expect(await marks()).toHaveLength(1)
  await sweep({ ...ctx, processId: 'after the restart' })
  expect(await marks()).toEqual(['2026-11-20T04:00 half', '2026-11-24T07:00 most'])
})

it('after downtime the cases are told in the order in which they fell due', async () => {
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const numbers = [await other(dispatcher)]
  ctx.clock.set('2026-11-18T10:00+08:00')
  numbers.push(await other(dispatcher))
  ctx.clock.set('2026-11-23T10:00+08:00')
  const early = await openCase(ctx, { kind: 'inquiry', text: '问一下', channel: 'phone' }, dispatcher)
  numbers.push(early.number) // due on the 26th, between the two complaints (25th and 27th)
  ctx.clock.set('2026-12-01T10:00+08:00')
  await sweep(ctx)
  const told = await ctx.db.read.caseEvent.findMany({
    where: { type: { in: ['reminded', 'escalated'] } },
    orderBy: { id: 'asc' },
    select: { data: true, case: { select: { number: true } } },
  })
  const due = told.filter(e => e.data!.includes('"due"')).map(e => e.case.number)
  expect(due).toEqual([numbers[0], numbers[2], numbers[1]])
  // Of each: half, then 80 %, then due, then one of the days that were missed, and only the last.
  for (const number of numbers) {
    const mine = told.filter(e => e.case.number === number).map(e => JSON.parse(e.data!).mark)
    expect(mine).toEqual(['half', 'most', 'due', 'overdue:2026-12-01'])
  }
})

const other = (by: Actor) => openedCase(ctx, { text: '还是路灯' }, by)

const ENDINGS: [
  string,
  (number: string, officers: Record<'dispatcher' | 'clerk' | 'reviewer', Actor>) => Promise<unknown>,
][] = [
  ['answered', (number, { clerk, reviewer }) => answerCase(ctx, number, '修好了。', [clerk, reviewer])],
  [
    'declined',
    async (number, { dispatcher, reviewer }) => {
      await moveCase(ctx, number, 'decline', { reason: '不归我们管。', redirect: '供电所' }, dispatcher)
      await moveCase(ctx, number, 'approve', {}, reviewer)
    },
  ],
  ['set_aside', (number, { dispatcher }) => moveCase(ctx, number, 'setAside', { code: 'test' }, dispatcher)],
  [
    'merged',
    async (number, { dispatcher }) =>
      moveCase(ctx, number, 'merge', { into: await openedCase(ctx, {}, dispatcher) }, dispatcher),
  ],
  [
    'withdrawn',
    number =>
      ctx.db.inTransaction(async tx =>
        moveCaseIn(tx, ctx, (await lockCase(tx, number))!, 'withdraw', {}, RESIDENT),
      ),
  ],
]

it.each(ENDINGS)('a case that was %s has no deadline left to remind of', async (status, end) => {
  const officers = {
    dispatcher: await officer(ctx, 'dispatcher', '王受理'),
    clerk: await officer(ctx, 'clerk', '张经办', 'construction'),
    reviewer: await officer(ctx, 'reviewer', '赵审核', 'construction'),
  }
  const number = await openedCase(ctx, {}, officers.dispatcher)
  const row = () => ctx.db.read.case.findUniqueOrThrow({ where: { number } })
  expect((await row()).nextMark).not.toBeNull()
  await assignCase(ctx, number, officers.dispatcher)
  await end(number, officers)
  expect(await row()).toMatchObject({ status, nextMarkAt: null, nextMark: null })
})
