import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { listCases } from '../../../src/usecases/cases/shown/list-cases.ts'
import { viewCase } from '../../../src/usecases/cases/shown/view-case.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { assignCase } from '../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../helpers/context.ts'
import { answerText, sendLines } from '../../helpers/talk.ts'

let ctx: TestContext
let web: MemoryChannel
let dispatcher: Actor & { id: number }
let clerk: Actor & { id: number }
let reviewer: Actor & { id: number }

beforeEach(async () => {
  web = new MemoryChannel('web')
  ctx = await testContext({ channels: [web] })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  clerk = await officer(ctx, 'clerk', '李经办', 'construction')
  reviewer = await officer(ctx, 'reviewer', '赵审核')
})
afterEach(() => ctx.close())

const says = (from: string, ...lines: string[]) => sendLines(ctx, from, lines)

/** A complaint from the first words to the number. */
async function complains(from: string): Promise<string> {
  const asked = await says(from, '投诉', '村口的路灯坏了半个月，晚上看不见路', '东山村')
  if (asked.includes('是否一并关注')) await says(from, '不是一件事')
  const done = await says(from, '跳过', '跳过', '确认')
  const number = findCaseNumbers(done)[0]?.number
  expect(number, done).toBeTruthy()
  return number!
}

const answer = async (number: string, text = '11 月 15 日已换好灯泡，今晚能亮。') => {
  await assignCase(ctx, number, dispatcher)
  await moveCase(ctx, number, 'draft', { text }, clerk)
  await moveCase(ctx, number, 'submit', {}, clerk)
  return moveCase(ctx, number, 'approve', {}, reviewer)
}

describe('one case, from the first word to the rating', () => {
  it('opens with the whole conversation, the area, and a deadline that explains itself', async () => {
    const number = await complains('a')
    const view = await viewCase(ctx, number, dispatcher)
    expect(view).toMatchObject({
      kind: 'complaint',
      status: 'received',
      area: 'dongshan',
      category: 'road',
      channel: 'web',
    })
    expect(view.conversation.filter(m => m.direction === 'in').map(m => m.text)).toContain(
      '村口的路灯坏了半个月，晚上看不见路',
    )
    // Received on Monday 16 November 2026: seven working days, no holiday in between.
    expect(view.deadlines.reply).toMatchObject({ dueOn: '2026-11-25', provisional: false })
    expect(view.deadlines.reply.explanation).toMatch(/7 个工作日/)
  })

  it('of two in one message opens each on its own, with one phone number for both', async () => {
    await says('a', '投诉', '一、东山村小学门口的路灯坏了三个月。二、自来水天天停水。我的电话13800000000')
    const first = findCaseNumbers(await says('a', '没有', '确认'))[0]!.number!
    const second = findCaseNumbers(await says('a', '登记', '跳过', '跳过', '确认'))[0]!.number!
    expect(second).not.toBe(first)
    const rows = await ctx.db.read.case.findMany({ orderBy: { id: 'asc' } })
    expect(rows.map(row => [row.text, row.areaId, row.phoneSealed !== null])).toEqual([
      ['东山村小学门口的路灯坏了三个月', 'dongshan', true],
      ['自来水天天停水。我的电话13800000000', 'dongshan', true],
    ])
  })

  it('reaches the resident only after a second officer approved it, and a bare 5 rates it', async () => {
    const number = await complains('a')
    await answer(number)
    expect(web.sent).toEqual([])
    await deliverOutbox(ctx)
    expect(web.sent).toHaveLength(1)
    expect(web.sent[0]!.message.text).toContain('11 月 15 日已换好灯泡')
    expect(web.sent[0]!.message.text).toContain(number)

    await says('a', '5', '跳过')
    const view = await viewCase(ctx, number, dispatcher)
    expect(view).toMatchObject({ status: 'closed', rating: 5 })
    expect(view.events.map(e => e.type)).toEqual(
      expect.arrayContaining([
        'received',
        'accepted',
        'assigned',
        'drafted',
        'submitted',
        'answered',
        'delivery',
        'rated',
      ]),
    )
    expect(view.replies[0]).toMatchObject({ draftedBy: '李经办', approvedBy: '赵审核', delivery: 'sent' })
  })

  it('is urged and taken up again in the resident’s own words, without its number', async () => {
    const number = await complains('a')
    ctx.clock.advance(24 * 60)
    expect(await says('a', '怎么还没处理')).toContain(`已经替您催了 ${number}`)
    await answer(number)
    await deliverOutbox(ctx)
    expect(await says('a', '根本没解决')).toContain('哪里没解决')
    expect(await says('a', '灯还是不亮')).toContain('已经退回再办')
    expect(await viewCase(ctx, number, dispatcher)).toMatchObject({ status: 'assigned' })
    // Who has no case has a matter to tell.
    expect(await says('b', '路灯一直没解决')).toContain('我帮您登记')
  })

  it('tells how it stands, why that date, and only what can be done now', async () => {
    const number = await complains('a')
    const waiting = await says('a', number)
    expect(waiting).toContain('11 月 25 日前答复您')
    expect(waiting).toContain('7 个工作日')
    expect(waiting).toContain('催一催')
    expect(waiting).not.toContain('评价')
    // One digit copied wrong is noticed before anything is looked up.
    const wrong = number.replace(/\d-/, digit => `${(Number(digit[0]) + 1) % 10}-`)
    expect(await says('c', wrong)).toContain('好像抄错了一位')
    await answer(number)
    await deliverOutbox(ctx)
    const done = await says('a', '取消', number)
    expect(done).toContain('没解决，要求再办')
    expect(done).not.toContain('催一催')
    expect(done).not.toContain('前答复您')
  })

  it('a reply that cannot go out now is held and comes first with the next message', async () => {
    const number = await complains('a')
    await answer(number)
    web.outcomes.push({ outcome: 'held', via: 'custom', code: '45015', detail: '超过 48 小时' })
    await deliverOutbox(ctx)
    expect((await viewCase(ctx, number, dispatcher)).replies[0]).toMatchObject({ delivery: 'held' })

    const { replies } = await receiveMessage(ctx, typed(ctx, 'a', '你好'), { passive: all => all.length })
    expect(replies[0]!.text).toContain('11 月 15 日已换好灯泡')
    expect((await viewCase(ctx, number, dispatcher)).replies[0]).toMatchObject({ delivery: 'sent' })
  })

  it('a try that failed is made again later, and once it is out never again', async () => {
    const number = await complains('a')
    await answer(number)
    web.outcomes.push({ outcome: 'retry', via: 'custom', code: '-1', detail: '系统繁忙' })
    await deliverOutbox(ctx)
    expect(await deliverOutbox(ctx)).toBe(0)
    ctx.clock.advance(1)
    expect(await deliverOutbox(ctx)).toBe(1)
    ctx.clock.advance(60)
    expect(await deliverOutbox(ctx)).toBe(0)
    expect(web.sent).toHaveLength(2)
  })

  it('each resident of a merged case gets the answer under their own number', async () => {
    const [first, second] = [await complains('a'), await complains('b')]
    await moveCase(ctx, second, 'merge', { into: first }, dispatcher)
    await answer(first)
    await deliverOutbox(ctx)
    await deliverOutbox(ctx)
    expect(web.sent.map(s => findCaseNumbers(s.message.text)[0]!.number).sort()).toEqual(
      [first, second].sort(),
    )
    const child = await viewCase(ctx, second, dispatcher)
    expect(child).toMatchObject({ status: 'merged', mergedInto: first })
    expect(child.events.map(e => e.type)).toContain('answered')

    // The second resident is not content and is owed an answer of their own again.
    await says('b', '2', '再办一次', '只修了一盏，另一盏还是坏的')
    const reopened = await viewCase(ctx, second, dispatcher)
    expect(reopened).toMatchObject({ status: 'accepted', mergedInto: null })
    expect(reopened.events.map(e => e.type).slice(-2)).toEqual(['rated', 'reopened'])
    expect(await viewCase(ctx, first, dispatcher)).toMatchObject({ status: 'answered' })
  })
})

describe('retries', () => {
  it('the same message again gets the same answer and changes nothing', async () => {
    const message = typed(ctx, 'a', '投诉')
    const first = await receiveMessage(ctx, message, { passive: () => 1 })
    const again = await receiveMessage(ctx, message, { passive: () => 1 })
    expect(again).toEqual({ ...first, repeated: true })
    expect(await ctx.db.read.message.count()).toBe(1 + first.replies.length)
  })

  it('eight deliveries of one message at once run once', async () => {
    const message = typed(ctx, 'a', '投诉')
    const all = await Promise.all(
      Array.from({ length: 8 }, () => receiveMessage(ctx, message, { passive: () => 1 })),
    )
    expect(all.filter(r => !r.repeated)).toHaveLength(1)
    expect(new Set(all.map(answerText)).size).toBe(1)
  })

  it('a confirm that is delivered again does not open a second case', async () => {
    await says('a', '投诉', '村口的路灯坏了半个月，晚上看不见路', '东山村', '村口小卖部旁', '跳过', '跳过')
    const confirm = typed(ctx, 'a', '确认')
    await receiveMessage(ctx, confirm)
    await receiveMessage(ctx, confirm)
    await says('a', '确认')
    expect(await ctx.db.read.case.count()).toBe(1)
  })
})

it('the queue is ordered by what the office owes next: a case to accept today comes before a reply due tomorrow', async () => {
  ctx.clock.set('2026-11-16T10:00+08:00')
  const first = await complains('a') // accept by the 18th, reply by the 25th
  await moveCase(ctx, first, 'accept', {}, dispatcher)
  ctx.clock.set('2026-11-19T10:00+08:00')
  const second = await complains('b') // accept by the 23rd, reply by the 30th
  expect((await listCases(ctx, { view: 'open' }, dispatcher)).items.map(i => i.number)).toEqual([
    second,
    first,
  ])
  const page = await listCases(ctx, { view: 'open', limit: 1 }, dispatcher)
  const rest = await listCases(ctx, { view: 'open', limit: 1, cursor: page.nextCursor! }, dispatcher)
  expect(rest.items.map(i => i.number)).toEqual([first])
})

describe('what an officer may see', () => {
  it('a department sees its own cases; another’s look as if they did not exist', async () => {
    const number = await complains('a')
    await assignCase(ctx, number, dispatcher)
    const stranger = await officer(ctx, 'clerk', '周外人', 'agriculture')
    await expect(viewCase(ctx, number, stranger)).rejects.toMatchObject({ code: 'not_found' })
    await expect(moveCase(ctx, number, 'draft', { text: 'x' }, stranger)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await listCases(ctx, {}, stranger)).items).toEqual([])
    expect((await listCases(ctx, {}, clerk)).items.map(i => i.number)).toEqual([number])
  })

  it('two officers at once: the second is told that it changed', async () => {
    const number = await complains('a')
    const { version } = await viewCase(ctx, number, dispatcher)
    await moveCase(ctx, number, 'accept', {}, dispatcher, { version })
    await expect(
      moveCase(ctx, number, 'decline', { reason: 'x', redirect: 'y' }, dispatcher, { version }),
    ).rejects.toMatchObject({ code: 'stale' })
  })

  it('phone numbers are masked, and sealed in the database', async () => {
    await says(
      'a',
      '投诉',
      '村口的路灯坏了半个月，晚上看不见路',
      '东山村',
      '村口小卖部旁',
      '跳过',
      '13812345678',
    )
    const done = await says('a', '确认')
    const number = findCaseNumbers(done)[0]!.number!
    expect((await viewCase(ctx, number, dispatcher)).resident.phone).toBe('138****5678')
    const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    expect(JSON.stringify(row)).not.toContain('13812345678')
  })
})
