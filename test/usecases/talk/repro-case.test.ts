import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Inbound } from '../../../src/domain/base/message.ts'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { storySchema } from '../../../src/flow/mod.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { replayStory, reproCase, reproConversation } from '../../../src/usecases/talk/repro-case.ts'
import { sweep } from '../../../src/usecases/talk/sweep.ts'
import { answerCase, assignCase } from '../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../helpers/context.ts'

let ctx: TestContext
let dispatcher: Actor & { id: number }

beforeEach(async () => {
  ctx = await testContext({ channels: [new MemoryChannel('web')] })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
})
afterEach(() => ctx.close())

const PHONE = '13912345678'
let heard = ''

async function says(from: string, text: string, more: Partial<Inbound> = {}, minutes = 1) {
  ctx.clock.advance(minutes)
  await sweep(ctx)
  const { replies } = await receiveMessage(ctx, typed(ctx, from, text, more), { passive: all => all.length })
  heard = replies.map(r => r.text).join('\n')
}

const photo = { kind: 'photo' as const, bytes: Buffer.from('not a real photo'), mime: 'image/jpeg' }

/** A crooked complaint: a quick second message, a location, a photo, a question in the middle, a pause. */
async function crookedComplaint(): Promise<string> {
  await says('a', '村里的路灯坏了三个月，我叫王小明，没人管')
  await says('a', '住在幸福路12号3栋，一到晚上就看不见', {}, 0.05)
  await says('a', '东山村')
  await says('a', '', {
    kind: 'location',
    location: { latitude: 29.87654, longitude: 119.12345, label: '幸福路12号' },
  })
  await says('a', '', { kind: 'media', media: [photo, photo] })
  ctx.clock.advance(31)
  await sweep(ctx)
  await says('a', '完成', {}, 3)
  await says('a', '多少', {}, 90)
  await says('a', PHONE)
  await says('a', '电话改成139 8765 4321')
  await says('a', '确认')
  return findCaseNumbers(heard)[0]!.number!
}

describe('a conversation exported as a story', () => {
  it('replays with the story runner to the same texts, without personal data', async () => {
    const number = await crookedComplaint()
    const { yaml, replays } = await reproCase(ctx, number, dispatcher)
    for (const secret of ['王小明', PHONE, '8765 4321', '87654321', '29.87654', number, '12号3栋'])
      expect(yaml).not.toContain(secret)
    expect(yaml).not.toContain(ctx.secrets.trackingCode(number))
    const story = storySchema.parse(parse(yaml))
    expect(story.对话.filter(line => '群众' in line)).toHaveLength(10)
    expect(JSON.stringify(story)).toContain('刚才的事还没登记完')
    expect(replayStory(ctx.content(), story)).toEqual(story.对话)
    expect(replays).toBe(true)
  })

  it('includes later dialogues: tracking, an answer, the rating', async () => {
    const number = await crookedComplaint()
    await says('a', number, {}, 60)
    await says('a', '补充')
    await says('a', `是三盏，不是一盏，${PHONE} 可以打`)
    await says('a', '跳过')
    await assignCase(ctx, number, dispatcher)
    const clerk = await officer(ctx, 'clerk', '李经办', 'construction')
    await answerCase(ctx, number, '已经换好，请看看。', [clerk, await officer(ctx, 'reviewer', '赵审核')])
    ctx.clock.advance(5)
    await deliverOutbox(ctx)
    await says('a', '5')
    expect(heard).toContain('谢谢您的评价')
    const { yaml, story, replays } = await reproCase(ctx, number, dispatcher)
    expect(yaml).not.toContain(PHONE)
    expect(JSON.stringify(story)).toContain('rate_case')
    expect(replayStory(ctx.content(), story)).toEqual(story.对话)
    expect(replays).toBe(true)
  })

  it('hides a name that was asked for, wherever it occurs', async () => {
    for (const text of ['举报', '村里的低保名额给了亲戚', '跳过', '留名', '端木子期', PHONE, '确认'])
      await says('b', text)
    const number = findCaseNumbers(heard)[0]!.number!
    const { yaml, replays } = await reproCase(ctx, number, dispatcher)
    expect(yaml).not.toContain('端木子期')
    expect(yaml).not.toContain(PHONE)
    expect(replays).toBe(true)
  })

  it('says so when the dialogues have changed since', async () => {
    const number = await crookedComplaint()
    const content = ctx.content()
    const changed = content.flows.map(flow =>
      flow.id === 'complaint'
        ? { ...flow, steps: { ...flow.steps, done: { ...flow.steps['done']!, say: '好。' } } }
        : flow,
    ) as typeof content.flows
    const { yaml, replays } = await reproCase(
      { ...ctx, content: () => ({ ...content, flows: changed }) },
      number,
      dispatcher,
    )
    expect(replays).toBe(false)
    expect(yaml).toContain('与当时不同')
  })

  it('also exists for messages outside of cases, for officers who see conversations', async () => {
    await says('c', '低保怎么申请')
    await says('c', '要带啥')
    await says('c', `我叫王小明，${PHONE}，老戏台那边的事`)
    const { id } = await ctx.db.read.contact.findFirstOrThrow()
    const { yaml, story, replays } = await reproConversation(ctx, id, dispatcher)
    for (const secret of ['王小明', PHONE]) expect(yaml).not.toContain(secret)
    expect(story.对话.filter(line => '群众' in line)).toHaveLength(3)
    expect(replayStory(ctx.content(), story)).toEqual(story.对话)
    expect(replays).toBe(true)
    const clerk = await officer(ctx, 'clerk', '周旁人', 'agriculture')
    await expect(reproConversation(ctx, id, clerk)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(reproConversation(ctx, id + 9, dispatcher)).rejects.toMatchObject({ code: 'not_found' })
    expect(await ctx.db.read.auditEntry.findMany({ where: { action: 'repro' } })).toHaveLength(1)
  })

  it('includes the half sentence before the menu, which belongs to the case', async () => {
    await says('d', '东头那个事')
    for (const text of ['1', '路灯坏了一个月没人修', '东山村', '跳过', '跳过', '跳过', '确认'])
      await says('d', text)
    const row = await ctx.db.read.case.findFirstOrThrow({ include: { messages: { orderBy: { id: 'asc' } } } })
    expect(row.messages[0]).toMatchObject({ direction: 'in', text: '东头那个事' })
    expect(row.messages[1]).toMatchObject({ direction: 'out' })
    expect((await reproCase(ctx, row.number, dispatcher)).replays).toBe(true)
  })

  it('is refused for a case out of sight, and recorded in the audit log', async () => {
    const number = await crookedComplaint()
    const other = await officer(ctx, 'clerk', '周旁人', 'agriculture')
    await expect(reproCase(ctx, number, other)).rejects.toMatchObject({ code: 'not_found' })
    await reproCase(ctx, number, dispatcher)
    expect(await ctx.db.read.auditEntry.findMany({ where: { action: 'repro' } })).toMatchObject([
      { officerId: dispatcher.id, target: number },
    ])
  })
})
