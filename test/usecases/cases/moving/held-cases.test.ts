import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChatChannel } from '../../../../src/domain/base/message.ts'
import { findCaseNumbers } from '../../../../src/domain/base/text/case-number.ts'
import type { ViewName } from '../../../../src/domain/cases/views.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { MOST_OPEN, makeNetworkCeiling } from '../../../../src/usecases/cases/moving/case-ceiling.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { countViews, listCases } from '../../../../src/usecases/cases/shown/list-cases.ts'
import { viewCase } from '../../../../src/usecases/cases/shown/view-case.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { sweep } from '../../../../src/usecases/talk/sweep.ts'
import { openedCase, RESIDENT } from '../../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'

/** Bursts: what is too much within an hour is accepted and numbered, and stands apart until somebody has looked. */

let ctx: TestContext
let lin: Actor & { id: number }
let chen: Actor & { id: number }
let ceiling: ReturnType<typeof makeNetworkCeiling>
beforeEach(async () => {
  ctx = await testContext({ channels: [new MemoryChannel('web'), new MemoryChannel('wechat')] })
  lin = await officer(ctx, 'dispatcher', '林受理')
  chen = await officer(ctx, 'manager', '陈镇长')
  ceiling = makeNetworkCeiling({
    ordinary: { points: 3, seconds: 3600 },
    urgent: { points: 1, seconds: 3600 },
  })
})
afterEach(() => ctx.close())

const VILLAGE = '203.0.113.7'

interface From {
  network?: string
  channel?: ChatChannel
  lines?: string[]
}
const ANONYMOUS = ['举报', '村里的低保名额给了亲戚', '跳过', '匿名', '确认']
const COMPLAINT = ['投诉', '村口的路灯坏了半个月', '东山村', '跳过', '跳过', '跳过', '确认']
const DANGER = ['求助', '电线掉在小学门口，冒火花', '东山村', '跳过', '跳过', '跳过', '确认']

/** One whole dialogue. @returns the number that the resident heard */
async function submits(
  who: string,
  { network = VILLAGE, channel = 'web', lines = ANONYMOUS }: From = {},
): Promise<string> {
  const seen: string[] = []
  const say = async (line: string) => {
    const { replies } = await receiveMessage(ctx, typed(ctx, who, line, { channel }), {
      passive: all => all.length,
      ...(channel === 'web' && { crowded: ceiling(network) }),
    })
    const heard = replies.map(r => r.text).join('\n')
    seen.push(heard)
    if (heard.includes('是否一并关注')) await say('不是一件事')
  }
  for (const line of lines) await say(line)
  const number = findCaseNumbers(seen.at(-1)!)[0]?.number
  if (!number) throw new Error(`no number: ${seen.join(' | ')}`)
  return number
}
const inView = async (view: ViewName) =>
  (await listCases(ctx, { view, limit: 100 }, lin)).items.map(i => i.number).sort()
const events = async (number: string) =>
  (await viewCase(ctx, number, lin)).events.map(e => [e.type, e.data['held'] ?? e.data['auto']])
const reminders = async (by: { id: number }) =>
  (await ctx.db.read.reminder.findMany({ where: { officerId: by.id }, orderBy: { id: 'asc' } })).map(
    r => r.kind,
  )

describe('a browser with many open cases', () => {
  const openOf = (contactId: number, channel: 'web' | 'wechat', urgent = false) =>
    openedCase(ctx, { text: '路灯坏了', channel }, RESIDENT, {
      contactId,
      ceiling: { contactIds: [contactId], unproved: channel === 'web' },
      submissionKey: String(Math.random()),
      ...(urgent && { urgent }),
    })
  const contactOf = async (channel: ChatChannel) => {
    const { messageId } = await receiveMessage(ctx, typed(ctx, 'many', '你好', { channel }))
    return (await ctx.db.read.message.findUniqueOrThrow({ where: { id: messageId } })).contactId!
  }

  it('has the next one held from the twenty-first on, until one is closed; an urgent one never', async () => {
    const many = await contactOf('web')
    const numbers: string[] = []
    for (let i = 0; i < MOST_OPEN; i++) {
      numbers.push(await openOf(many, 'web'))
      ctx.clock.advance(61)
    }
    expect(await inView('held')).toEqual([])
    const next = await openOf(many, 'web')
    expect(await inView('held')).toEqual([next])
    expect(await events(next)).toEqual([['received', 'open']])
    ctx.clock.advance(61)
    await openOf(many, 'web', true)
    expect(await inView('held')).toEqual([next])
    for (const number of [next, numbers[0]!, numbers[1]!])
      await moveCase(ctx, number, 'setAside', { code: 'test' }, lin)
    ctx.clock.advance(61)
    await openOf(many, 'web')
    expect(await inView('held')).toEqual([])
  })

  it('is no matter on WeChat, where residents have an identity', async () => {
    const known = await contactOf('wechat')
    for (let i = 0; i <= MOST_OPEN; i++) {
      await openOf(known, 'wechat')
      ctx.clock.advance(61)
    }
    expect(await inView('held')).toEqual([])
  })
})

describe('new cases of one network', () => {
  it('beyond the ceiling are numbered, counted and held, and not listed for triage', async () => {
    const numbers: string[] = []
    for (let i = 0; i < 5; i++) numbers.push(await submits(`visitor ${i}`))
    expect(new Set(numbers).size).toBe(5)
    const [a, b, c, d, e] = numbers
    expect(await inView('received')).toEqual([a, b, c].sort())
    expect(await inView('held')).toEqual([d, e].sort())
    expect(await inView('open')).toEqual([...numbers].sort())
    expect(await countViews(ctx, lin)).toMatchObject({ received: 3, held: 2, open: 5 })
    expect(await events(d!)).toEqual([['received', 'network']])
    // Its clock is that of the others.
    const [first, held] = [await viewCase(ctx, a!, lin), await viewCase(ctx, d!, lin)]
    expect(held.deadlines).toEqual(first.deadlines)
    expect(await reminders(lin)).toEqual(['burst_held'])
    expect(await reminders(chen)).toEqual([])
  })

  it('are not held on another network, later, or on a channel where residents have an identity', async () => {
    for (let i = 0; i < 4; i++) await submits(`visitor ${i}`)
    await submits('elsewhere', { network: '198.51.100.4' })
    await submits('o-zhang', { channel: 'wechat' })
    expect(await inView('held')).toHaveLength(1)
    ctx.clock.advance(61)
    await submits('an hour later')
    expect(await inView('held')).toHaveLength(1)
  })

  it('are held while the flood lasts; a repeated message counts once', async () => {
    for (let i = 0; i < 3; i++) await submits(`visitor ${i}`)
    for (let i = 0; i < 4; i++) {
      ctx.clock.advance(19)
      await submits(`flood ${i}`)
    }
    // Never fewer than three in the last hour.
    expect(await inView('held')).toHaveLength(4)
    const once = makeNetworkCeiling({
      ordinary: { points: 1, seconds: 60 },
      urgent: { points: 1, seconds: 60 },
    })
    const opening = { key: 'a', urgent: false, at: ctx.now() }
    expect([once('n')(opening), once('n')(opening), once('n')({ ...opening, key: 'b' })]).toEqual([
      false,
      false,
      true,
    ])
  })

  it('are not held when urgent, until the urgent ones are a flood, which causes a reminder of its own', async () => {
    for (let i = 0; i < 4; i++) await submits(`visitor ${i}`)
    const first = await submits('danger 0', { lines: DANGER })
    expect((await viewCase(ctx, first, lin)).urgent).toBe(true)
    expect(await inView('held')).not.toContain(first)
    expect(await reminders(lin)).toEqual(['burst_held', 'urgent_received'])
    const more = [await submits('danger 1', { lines: DANGER }), await submits('danger 2', { lines: DANGER })]
    expect(await inView('held')).toEqual(expect.arrayContaining(more))
    expect(await reminders(lin)).toEqual(['burst_held', 'urgent_received', 'burst_urgent'])
    // Two hours to accept: released after one.
    ctx.clock.advance(59)
    await sweep(ctx)
    expect(await inView('held')).toEqual(expect.arrayContaining(more))
    ctx.clock.advance(2)
    await sweep(ctx)
    expect(await inView('received')).toEqual(expect.arrayContaining(more))
    expect((await reminders(lin)).filter(k => k === 'burst_urgent_released')).toHaveLength(1)
  })
})

describe('new cases of one contact', () => {
  it('beyond ten an hour are held on every channel, anonymous ones counted with the rest', async () => {
    const numbers: string[] = []
    for (let i = 0; i < 12; i++) {
      numbers.push(await submits('o-zhang', { channel: 'wechat', lines: i % 2 ? ANONYMOUS : COMPLAINT }))
    }
    expect(await inView('held')).toEqual(numbers.slice(10).sort())
    expect(await events(numbers[11]!)).toEqual([['received', 'contact']])
    // Somebody else is not touched, and an hour later neither are they.
    await submits('o-li', { channel: 'wechat' })
    ctx.clock.advance(61)
    await submits('o-zhang', { channel: 'wechat' })
    expect(await inView('held')).toHaveLength(2)
  })
})

describe('a held case', () => {
  const held = async () => {
    for (let i = 0; i < 3; i++) await submits(`visitor ${i}`)
    return submits('held')
  }

  it('is released once, by a dispatcher only; the release is recorded and the deadline stays', async () => {
    const number = await held()
    const before = await viewCase(ctx, number, lin)
    expect(before.moves).toContain('release')
    const clerk = await officer(ctx, 'clerk', '张经办')
    await expect(moveCase(ctx, number, 'release', {}, clerk)).rejects.toMatchObject({ code: 'forbidden' })
    const after = await moveCase(ctx, number, 'release', {}, lin)
    expect(after.deadlines).toEqual(before.deadlines)
    expect(await events(number)).toEqual([
      ['received', 'network'],
      ['released', false],
    ])
    expect(await inView('received')).toContain(number)
    expect(after.moves).not.toContain('release')
    await expect(moveCase(ctx, number, 'release', {}, lin)).rejects.toMatchObject({ code: 'move_refused' })
  })

  it.each([
    ['accept', {}],
    ['setAside', { code: 'spam' }],
    ['decline', { reason: '不归镇里管', redirect: '县里' }],
  ] as const)('leaves the queue when somebody does “%s” with it', async (name, input) => {
    const number = await held()
    await moveCase(ctx, number, name, input, lin)
    expect(await inView('held')).toEqual([])
    expect((await ctx.db.read.case.findUniqueOrThrow({ where: { number } })).heldAt).toBeNull()
  })

  it('causes no reminder when its resident urges or adds to it; an officer’s note still does', async () => {
    const number = await held()
    for (const line of ['催办', '补充情况', '还有一户也是这样', '完成'])
      await receiveMessage(ctx, typed(ctx, 'held', line))
    expect((await events(number)).map(([type]) => type)).toContain('urged')
    expect(await reminders(lin)).toEqual(['burst_held'])
    await moveCase(ctx, number, 'note', { text: '@林受理 看一下' }, chen)
    expect(await reminders(lin)).toEqual(['burst_held', 'mention'])
  })

  it('is released automatically after four opening hours, once, with one reminder for all cases', async () => {
    const [first, second] = [await held(), await submits('held too')]
    // Monday 10:00: two hours until noon, two more by 16:00.
    ctx.clock.set('2026-11-16T15:59+08:00')
    await sweep(ctx)
    expect(await inView('held')).toHaveLength(2)
    ctx.clock.set('2026-11-16T16:00+08:00')
    await Promise.all([sweep(ctx), sweep(ctx)])
    expect(await inView('held')).toEqual([])
    expect(await inView('received')).toEqual(expect.arrayContaining([first, second]))
    for (const number of [first, second]) {
      expect(await events(number)).toEqual([
        ['received', 'network'],
        ['released', true],
      ])
    }
    expect(await reminders(lin)).toEqual(['burst_held', 'burst_released'])
  })

  it('counts as overdue like any other, even when the sweep did not run', async () => {
    const number = await held()
    ctx.clock.set('2027-06-01T10:00+08:00')
    expect(await inView('overdue')).toContain(number)
    expect((await listCases(ctx, { view: 'all', overdue: true }, lin)).items.map(i => i.number)).toContain(
      number,
    )
  })

  it('leaves no trace of its network in the database', async () => {
    const number = await held()
    const row = await ctx.db.read.case.findUniqueOrThrow({
      where: { number },
      include: { events: true, messages: true, contact: true },
    })
    const others = [await ctx.db.read.reminder.findMany(), await ctx.db.read.counter.findMany()]
    expect(JSON.stringify([row, others])).not.toContain(VILLAGE)
  })
})
