import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toInbound } from '../../../src/channels/telegram/inbound.ts'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import { findCaseByNumber } from '../../../src/store/cases/cases.ts'
import { phoneOf } from '../../../src/store/talk/contacts.ts'
import { viewCase } from '../../../src/usecases/cases/shown/view-case.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { MemoryChannel, officer, type TestContext, testContext } from '../../helpers/context.ts'

/** Edits and albums of Telegram, from the update to the case. */

let ctx: TestContext
let telegram: MemoryChannel
beforeEach(async () => {
  telegram = new MemoryChannel('telegram')
  ctx = await testContext({ channels: [telegram] })
  updates = 0
})
afterEach(() => ctx.close())

let updates = 0
const head = (id: number, from = 7) => ({
  message_id: id,
  date: Math.floor(ctx.clock().getTime() / 1000),
  chat: { id: from, type: 'private' },
  from: { id: from, is_bot: false },
})
async function take(update: Record<string, unknown>): Promise<string> {
  const inbound = toInbound({ update_id: ++updates, ...update }, ctx.clock())!
  const { replies } = await receiveMessage(ctx, inbound)
  return replies.map(r => r.text).join('\n')
}
const write = (id: number, text: string) => take({ message: { ...head(id), text } })
const edit = (id: number, text: string) => {
  ctx.clock.advance(20)
  const now = Math.floor(ctx.clock().getTime() / 1000)
  return take({ edited_message: { ...head(id), edit_date: now, text } })
}
async function says(from: number, ...lines: string[]): Promise<string> {
  let heard = ''
  for (const [i, line] of lines.entries()) {
    heard = await write(from + i, line)
    ctx.clock.advance(20)
  }
  return heard
}
const numberIn = (heard: string) => findCaseNumbers(heard)[0]!.number!
const kept = () => ctx.db.read.message.findMany({ where: { direction: 'in' }, orderBy: { id: 'asc' } })

describe('an edit while the dialogue is in progress', () => {
  it('replaces the text in the draft, and asks the open question again', async () => {
    const asked = await says(1, '投诉', '村口的路灯坏了')
    const heard = await edit(2, '村口的路灯坏了半个月')
    expect(heard).toContain('改好了')
    expect(heard).toContain(asked.split('\n')[0]!)
    const row = await findCaseByNumber(
      ctx.db.read,
      numberIn(await says(3, '东山村', '小学门口', '跳过', '跳过', '确认')),
    )
    expect(row!.text).toBe('村口的路灯坏了半个月')
    expect((await kept()).map(m => m.text)).toEqual(
      expect.arrayContaining(['村口的路灯坏了', '村口的路灯坏了半个月']),
    )
  })

  it('changes a choice, a place and a phone by the rules of their question', async () => {
    await says(1, '投诉', '路灯坏了半个月', '2', '小学门口', '跳过', '13800000000')
    expect(await edit(3, '石桥村')).toContain('石桥村')
    expect(await edit(4, '中学门口')).toContain('中学门口')
    expect(await edit(6, '1390000000')).toContain('号码不对')
    expect(await edit(6, '13900000000')).toContain('13900000000')
    const row = (await findCaseByNumber(ctx.db.read, numberIn(await write(7, '确认'))))!
    expect([row.areaId, row.place, phoneOf(ctx.secrets, row)]).toEqual(['shiqiao', '中学门口', '13900000000'])
    expect(row.text).toBe('路灯坏了半个月')
  })

  it('of an answer that was not understood counts as a new answer', async () => {
    await says(1, '投诉', '路灯坏了半个月', '东山村', '小学门口', '跳过', '1380000000')
    expect(await edit(6, '13800000000')).toContain('请看看对不对')
  })

  it('is stored and answered once, however often it is delivered; without new text not at all', async () => {
    await says(1, '投诉', '村口的路灯坏了')
    expect(await edit(2, '村口的路灯坏了')).toBe('')
    expect(await kept()).toHaveLength(2)
    await edit(2, '村口的路灯坏了一个月')
    expect(await edit(2, '村口的路灯坏了一个月')).toBe('')
    expect(await kept()).toHaveLength(3)
    expect(await edit(2, '村口的路灯坏了两个月')).toContain('改好了')
  })
})

describe('an edit after the case is registered', () => {
  const registered = async () =>
    numberIn(
      await says(1, '投诉', '村口的路灯坏了半个月', '东山村', '小学门口', '跳过', '13800000000', '确认'),
    )

  it('adds the new text to the case; the officer sees both versions', async () => {
    const number = await registered()
    expect(await edit(2, '村口的路灯坏了一个月')).toContain(number)
    const view = await viewCase(ctx, number, await officer(ctx, 'dispatcher', '王受理'))
    expect(view.text).toBe('村口的路灯坏了半个月')
    const added = view.events.find(e => e.type === 'supplemented')!
    expect(JSON.stringify(added.data)).toContain('一个月')
    const said = view.conversation.filter(m => m.text.includes('村口的路灯坏了'))
    expect(said.map(m => m.text)).toEqual(
      expect.arrayContaining(['村口的路灯坏了半个月', '村口的路灯坏了一个月']),
    )
    expect(said.find(m => m.text === '村口的路灯坏了一个月')!.payload).toMatchObject({ edited: true })
  })

  it('to blanks counts as deleting the text', async () => {
    const number = numberIn(
      await says(1, '投诉', '村口的路灯坏了', '东山村', '小学门口', '跳过', '跳过', '确认'),
    )
    expect(await edit(2, '\u200b\u3164')).toContain(number)
    const events = await ctx.db.read.caseEvent.findMany({ where: { type: 'supplemented' } })
    expect(events.map(e => JSON.parse(e.data!).text)).toEqual([
      '更正前面的话。\n原来：村口的路灯坏了\n改为：（删去了）',
    ])
  })

  it('of a phone number changes the number and appears in no text', async () => {
    const number = await registered()
    expect(await edit(6, '13900000000 13911111111')).toContain('没看懂')
    expect(await edit(6, '139O0000000')).toContain('改好了')
    const row = (await findCaseByNumber(ctx.db.read, number))!
    expect(phoneOf(ctx.secrets, row)).toBe('13900000000')
    expect(JSON.stringify([row.text, await ctx.db.read.caseEvent.findMany()])).not.toMatch(/1390|1391/)
  })

  it('of a message that led to nothing starts nothing', async () => {
    await says(1, '你好', '谢谢')
    expect(await edit(1, '村口的路灯坏了半个月')).toContain('请直接发一条新消息')
    expect(await ctx.db.read.case.count()).toBe(0)
  })

  it('of the latest message is handled like a new message', async () => {
    await write(1, '你好')
    expect(await edit(1, '投诉')).toContain('请说说是什么事')
  })

  it('that arrives before the original is answered once; both versions are stored', async () => {
    expect(await edit(1, '投诉')).toContain('请说说是什么事')
    expect(await write(1, '投述')).toBe('')
    expect((await kept()).map(m => m.text)).toEqual(['投诉', '投述'])
  })
})

describe('an album', () => {
  const part = (id: number, more: Record<string, unknown> = {}) => ({
    message: { ...head(id), media_group_id: 'g1', photo: [{ file_id: `f${id}` }], ...more },
  })
  const heard = async () => {
    for (let i = 0; i < 4; i++) {
      ctx.clock.advance(2)
      await deliverOutbox(ctx)
    }
    return telegram.sent.splice(0).map(s => s.message.text)
  }
  const photos = () => ctx.db.read.attachment.count()

  it('at the question for photos gets one answer with the right number', async () => {
    await says(1, '投诉', '村口的路灯坏了半个月', '东山村', '小学门口')
    await heard()
    await Promise.all([6, 5, 7].map(id => take(part(id))))
    const answers = await heard()
    expect(answers).toHaveLength(1)
    expect(answers[0]).toContain('收到 3 张')
    await says(8, '完成', '跳过')
    const row = (await findCaseByNumber(ctx.db.read, numberIn(await write(10, '确认'))))!
    expect(await ctx.db.read.attachment.count({ where: { caseId: row.id } })).toBe(3)
  })

  it.each([
    ['first', ['村口的路灯坏了半个月', undefined, undefined]],
    ['in the middle', [undefined, '村口的路灯坏了半个月', undefined]],
    ['last', [undefined, undefined, '村口的路灯坏了半个月']],
  ])('with its words on the part that comes %s gets one answer to the words', async (_where, captions) => {
    for (const [i, caption] of captions.entries()) await take(part(i + 1, caption ? { caption } : {}))
    const answers = await heard()
    expect(answers).toHaveLength(1)
    expect(answers[0]).toMatch(/村/)
    expect(answers[0]).not.toContain('请说说是什么事')
    expect(await photos()).toBe(3)
  })

  it('with a photo that arrives late stores it and does not answer again', async () => {
    await says(1, '投诉', '村口的路灯坏了半个月', '东山村', '小学门口')
    await heard()
    await take(part(5))
    expect(await heard()).toHaveLength(1)
    await take(part(6))
    expect(await heard()).toEqual([])
    expect(await photos()).toBe(2)
    expect(await write(7, '完成')).toContain('电话')
  })

  it('that is delivered again gets the same answer', async () => {
    const update = { update_id: 900, ...part(1) }
    for (let i = 0; i < 3; i++) await receiveMessage(ctx, toInbound(update, ctx.clock())!)
    expect(await photos()).toBe(1)
    expect(await heard()).toHaveLength(1)
  })
})
