import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { appealIn } from '../../../src/domain/talk/block.ts'
import { addPseudonym } from '../../../src/store/talk/pseudonyms.ts'
import { blockContact, liftBlock, upholdBlock } from '../../../src/usecases/talk/block/block-contact.ts'
import { listBlocks } from '../../../src/usecases/talk/block/list-blocks.ts'
import { eraseExpired } from '../../../src/usecases/talk/forget/erase.ts'
import { FLOOD, receiveCalmly } from '../../../src/usecases/talk/receive-calmly.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase } from '../../helpers/cases.ts'
import { officer, type TestContext, testContext, typed } from '../../helpers/context.ts'

let ctx: TestContext
let people: Record<'dispatcher' | 'manager' | 'other' | 'auditor' | 'clerk', Actor & { id: number }>
beforeAll(async () => {
  ctx = await testContext()
  people = {
    dispatcher: await officer(ctx, 'dispatcher', '林受理'),
    manager: await officer(ctx, 'manager', '陈领导'),
    other: await officer(ctx, 'manager', '孟领导'),
    auditor: await officer(ctx, 'auditor', '韦监督'),
    clerk: await officer(ctx, 'clerk', '张经办'),
  }
})
afterAll(() => ctx.close())

let serial = 0
let from: string
beforeEach(() => {
  ctx.clock.set('2026-11-16T10:00+08:00')
  from = `resident-${++serial}`
})

const say = async (text: string, who = from) =>
  (await receiveMessage(ctx, typed(ctx, who, text))).replies.map(r => r.text).join('\n')
const contactOf = async () =>
  (await ctx.db.read.message.findFirstOrThrow({ where: { direction: 'in' }, orderBy: { id: 'desc' } }))
    .contactId!
/** A resident who has said something, and is paused. */
async function paused(by = people.dispatcher, days = '7', reason = '一直在发广告') {
  await say('你好')
  const contactId = await contactOf()
  await blockContact(ctx, contactId, { reason, days }, by)
  const block = await ctx.db.read.contactBlock.findFirstOrThrow({ where: { contactId } })
  return { contactId, id: block.id }
}
const remindersOf = async (kind: string, id: number) =>
  (await ctx.db.read.reminder.findMany({ where: { kind, dedupeKey: { startsWith: `${kind}:${id}:` } } }))
    .map(r => r.officerId)
    .sort((a, b) => a - b)

describe('a paused chat', () => {
  it('says until when, why, what still works and how to appeal, and opens no case', async () => {
    await paused()
    const before = await ctx.db.read.case.count()
    const answer = await say('我要投诉，桥头的路灯坏了三天了')
    for (const words of ['11 月 23 日', '一直在发广告', '申诉', '0000-8810000', '照常办', '件的页面'])
      expect(answer).toContain(words)
    expect(await ctx.db.read.case.count()).toBe(before)
    expect(
      await ctx.db.read.message.count({ where: { contactId: await contactOf(), direction: 'in' } }),
    ).toBe(2)
  })

  it('goes on by itself when the time is over', async () => {
    await paused()
    ctx.clock.set('2026-11-23T09:59+08:00')
    expect(await say('你好')).toContain('暂停')
    ctx.clock.set('2026-11-23T10:00+08:00')
    expect(await say('你好')).not.toContain('暂停')
  })

  it('still gives the emergency number, and shows the message to the officers', async () => {
    const { contactId } = await paused()
    const answer = await say('我家着火了，快来人')
    expect(answer).toContain('119')
    expect(answer).toContain('暂停')
    const contact = await ctx.db.read.contact.findUniqueOrThrow({ where: { id: contactId } })
    expect(contact.unclearAt).not.toBeNull()
  })

  it('lets their cases go on: answers arrive, and what the office asks for is taken', async () => {
    for (const text of ['投诉', '桥头的路灯坏了三天了', '1', '跳过', '完成', '跳过', '确认']) await say(text)
    const contactId = await contactOf()
    const { number } = await ctx.db.read.case.findFirstOrThrow({ where: { contactId } })
    await blockContact(ctx, contactId, { reason: '刷屏', days: '7' }, people.dispatcher)
    await assignCase(ctx, number, people.dispatcher, { department: 'construction' })
    await answerCase(ctx, number, '路灯已经修好。', [
      people.clerk,
      await officer(ctx, 'reviewer', `赵${serial}`),
    ])
    const sent = await ctx.db.read.outbox.findFirstOrThrow({
      where: { contactId, purpose: { not: 'dialogue' } },
    })
    expect(['pending', 'held', 'queued']).toContain(sent.status)
    await ctx.db.inTransaction(tx =>
      tx.case.update({ where: { number }, data: { status: 'awaiting_resident' } }),
    )
    expect(await say('补充 是桥东头那一盏')).not.toContain('暂停')
  })

  it('says the same whether or not they wrote an anonymous case that waits for words', async () => {
    for (const text of ['我要举报', '村里的账目不对，钱去哪里了', '跳过', '匿名', '确认']) await say(text)
    const { id } = await ctx.db.read.case.findFirstOrThrow({
      where: { anonymous: true },
      orderBy: { id: 'desc' },
    })
    await ctx.db.inTransaction(tx => tx.case.update({ where: { id }, data: { status: 'awaiting_resident' } }))
    await paused()
    // Otherwise whoever asks in the case and pauses those whom they suspect would see whose chat goes on.
    expect(await say('在吗')).toContain('暂停了这里的对话')
  })

  it('lets them erase who they are', async () => {
    const { contactId } = await paused()
    expect(await say('删除我的信息')).toContain('确认删除我的信息')
    await say('确认删除我的信息')
    expect(await ctx.db.read.contactBlock.count({ where: { contactId } })).toBe(0)
    expect(await say('你好')).not.toContain('暂停')
  })
})

describe('an appeal', () => {
  it('is heard once, by the managers and auditors who did not decide', async () => {
    const { id } = await paused(people.manager, '30')
    expect(await say('申诉')).toContain('加上您的理由')
    expect(await remindersOf('block_appealed', id)).toEqual([])
    expect(await say('申诉：那些消息不是我发的，手机被孩子拿去了')).toContain('收到了')
    expect(await say('申诉，再说一次')).toContain('正在看')
    expect(await remindersOf('block_appealed', id)).toEqual([people.other.id, people.auditor.id])
    const listed = (await listBlocks(ctx, people.auditor)).items.find(b => b.id === id)
    expect(listed).toMatchObject({
      appeal: '那些消息不是我发的，手机被孩子拿去了',
      by: '陈领导',
      mayLift: true,
      mayUphold: true,
    })
  })

  it('is not decided by whoever paused the chat', async () => {
    const { id } = await paused(people.manager)
    await say('申诉：不是我')
    const reason = { reason: '看过了' }
    await expect(upholdBlock(ctx, id, reason, people.manager)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(upholdBlock(ctx, id, reason, people.dispatcher)).rejects.toMatchObject({ code: 'forbidden' })
    await upholdBlock(ctx, id, { reason: '确实是您的号码发的。' }, people.auditor)
    expect(await say('在吗')).toContain('您的申诉看过了，没有改变。确实是您的号码发的。')
    await expect(upholdBlock(ctx, id, reason, people.other)).rejects.toMatchObject({ code: 'move_refused' })
  })

  it('is decided by whoever paused the chat where nobody else could', async () => {
    const { id } = await paused(people.manager)
    const others = { id: { in: [people.other.id, people.auditor.id] } }
    const disabled = (disabledAt: Date | null) =>
      ctx.db.inTransaction(tx => tx.officer.updateMany({ where: others, data: { disabledAt } }))
    await disabled(ctx.now())
    await say('申诉：不是我')
    expect((await listBlocks(ctx, people.manager)).items.find(b => b.id === id)).toMatchObject({
      mayUphold: true,
    })
    await upholdBlock(ctx, id, { reason: '看过了' }, people.manager)
    expect(await say('在吗')).toContain('没有改变')
    await disabled(null)
  })

  it('that succeeds opens the chat again', async () => {
    const { id } = await paused(people.dispatcher)
    await say('申诉：不是我')
    await liftBlock(ctx, id, { reason: '弄错了人' }, people.auditor)
    expect(await say('你好')).not.toContain('暂停')
    await expect(liftBlock(ctx, id, { reason: '弄错了人' }, people.manager)).rejects.toMatchObject({
      code: 'move_refused',
    })
  })

  it('cannot be confirmed where there is none', async () => {
    const { id } = await paused(people.dispatcher)
    await expect(upholdBlock(ctx, id, { reason: 'x' }, people.manager)).rejects.toMatchObject({
      code: 'move_refused',
    })
  })

  it.each([
    ['申诉：不是我', '不是我'],
    ['我要申诉 不是我', '不是我'],
    ['申诉', ''],
    ['申述，不是我', '不是我'],
    ['不申诉了', undefined],
    [undefined, undefined],
  ])('is %j', (text, appeal) => {
    expect(appealIn(text)).toBe(appeal)
  })
})

describe('pausing', () => {
  it('is for dispatchers and managers, and for more than a week for managers', async () => {
    await say('你好')
    const id = await contactOf()
    const block = (by: Actor, days: string) => blockContact(ctx, id, { reason: '刷屏', days }, by)
    for (const by of [people.clerk, people.auditor])
      await expect(block(by, '7')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(block(people.dispatcher, '30')).rejects.toMatchObject({ code: 'forbidden' })
    for (const days of ['365', '0', '-7', 'x', ''])
      await expect(block(people.manager, days)).rejects.toThrow()
    await block(people.manager, '90')
    await expect(block(people.manager, '7')).rejects.toMatchObject({ code: 'move_refused' })
  })

  it('needs a reason and a conversation', async () => {
    await say('你好')
    const id = await contactOf()
    await expect(blockContact(ctx, id, { reason: '  ', days: '7' }, people.manager)).rejects.toMatchObject({
      code: 'invalid_field',
    })
    await expect(
      blockContact(ctx, 999_999, { reason: '刷屏', days: '7' }, people.manager),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is told to every manager and auditor but the one who did it, and is in the audit log with both ends', async () => {
    const { id, contactId } = await paused(people.manager)
    expect(await remindersOf('contact_blocked', id)).toEqual([people.other.id, people.auditor.id])
    await liftBlock(ctx, id, { reason: '说好了' }, people.dispatcher)
    const log = await ctx.db.read.auditEntry.findMany({
      where: { target: `会话 ${contactId}` },
      orderBy: { id: 'asc' },
    })
    expect(log).toMatchObject([
      { action: 'contact_blocked', officerId: people.manager.id, detail: '7 天：一直在发广告' },
      { action: 'contact_unblocked', officerId: people.dispatcher.id, detail: '说好了' },
    ])
  })

  it('is not possible for the pseudonym of an anonymous case', async () => {
    await say('你好')
    const owner = await contactOf()
    const pseudonym = await ctx.db.inTransaction(tx => addPseudonym(tx, ctx.secrets, owner, ctx.now()))
    await expect(
      blockContact(ctx, pseudonym, { reason: '刷屏', days: '7' }, people.manager),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is forgotten with the conversations', async () => {
    const { id } = await paused()
    ctx.clock.set('2028-01-01T10:00+08:00')
    await eraseExpired(ctx)
    expect(await ctx.db.read.contactBlock.findUnique({ where: { id } })).toBeNull()
  })
})

describe('a flood of messages', () => {
  it('is kept whole, and told once that it is too fast; an emergency is never passed over', async () => {
    const receive = receiveCalmly(ctx)
    const send = async (text: string, who = from) =>
      (await receive(typed(ctx, who, text))).replies.map(r => r.text).join('\n')
    for (let i = 0; i < FLOOD.points; i++) expect(await send(`第 ${i} 条`)).not.toContain('太快')
    expect(await send('再来一条')).toContain('请歇一分钟')
    expect(await send('又来一条')).toBe('')
    expect(await send('我家着火了，快来人')).toContain('119')
    expect(await send('你好', `${from}-neighbour`)).not.toBe('')
    const kept = await ctx.db.read.message.count({
      where: { direction: 'in', contactId: (await firstOf(from)).id },
    })
    expect(kept).toBe(FLOOD.points + 3)
  }, 30_000)
})

describe('a flood in a paused chat', () => {
  it('is answered no more often than any other; an appeal is kept, an emergency gets its number', async () => {
    const receive = receiveCalmly(ctx)
    const send = async (text: string) =>
      (await receive(typed(ctx, from, text))).replies.map(r => r.text).join('\n')
    const { id } = await paused()
    for (let i = 0; i < FLOOD.points; i++) await send(`第 ${i} 条`)
    expect(await send('再来一条')).toContain('暂停')
    expect(await send('又来一条')).toBe('')
    expect(await send('申诉：不是我发的')).toBe('')
    const block = await ctx.db.read.contactBlock.findUniqueOrThrow({ where: { id } })
    expect(block.appeal).toBe('不是我发的')
    expect(await send('我家着火了，快来人')).toContain('119')
  }, 30_000)
})

const firstOf = (who: string) =>
  ctx.db.read.contact.findFirstOrThrow({
    where: { externalKey: ctx.secrets.key(`web:${who}`, 'contact.external') },
  })
