import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Outbound, SendContext, SendResult } from '../../../src/domain/base/message.ts'
import { openNotices } from '../../../src/store/office/notices.ts'
import { addOutbound } from '../../../src/store/talk/messages.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { MemoryChannel, type TestContext, testContext, typed } from '../../helpers/context.ts'

let ctx: TestContext
let channel: MemoryChannel
let contactId: number
beforeEach(async () => {
  channel = new MemoryChannel('wechat')
  ctx = await testContext({ channels: [channel] })
  // Answered on the waiting response: nothing of it is left to deliver.
  await receiveMessage(ctx, typed(ctx, 'o-1', '菜单', { channel: 'wechat' }), { passive: r => r.length })
  contactId = (await ctx.db.read.contact.findFirstOrThrow()).id
})
afterEach(() => ctx.close())

let serial = 0
const queue = (text = '有答复了') =>
  ctx.db.inTransaction(tx =>
    addOutbound(tx, ctx.secrets, {
      contactId,
      outbound: { text },
      purpose: 'notice',
      dedupeKey: `test:${++serial}`,
      now: ctx.now(),
    }),
  )
const row = () => ctx.db.read.outbox.findFirstOrThrow({ orderBy: { id: 'desc' }, include: { history: true } })
const contact = () => ctx.db.read.contact.findUniqueOrThrow({ where: { id: contactId } })
const deliverAs = async (result: SendResult) => {
  channel.outcomes.push(result)
  // Whatever the row waits for is over.
  ctx.clock.advance(24 * 60)
  return deliverOutbox(ctx)
}

const down: SendResult = { outcome: 'retry', via: 'custom', code: 'network', detail: '连不上微信。' }

describe('the record of an attempt', () => {
  it('has a line for each route that was tried', async () => {
    await queue()
    await deliverAs({
      outcome: 'sent',
      via: 'template',
      externalId: '2431260672639664129',
      attempts: [
        { via: 'custom', outcome: 'held', code: '45015', detail: '超过 48 小时' },
        { via: 'subscribe', outcome: 'held', code: '43101', detail: '没有同意' },
        { via: 'template', outcome: 'sent' },
      ],
    })
    const { history, ...sent } = await row()
    expect(sent).toMatchObject({ status: 'sent', via: 'template', externalId: '2431260672639664129' })
    expect(history.map(h => [h.via, h.outcome, h.code])).toEqual([
      ['custom', 'held', '45015'],
      ['subscribe', 'held', '43101'],
      ['template', 'sent', null],
    ])
  })

  it('subtracts from the window as many messages as a long text needed', async () => {
    expect((await contact()).windowLeft).toBe(5)
    await queue()
    await deliverAs({ outcome: 'sent', via: 'custom', messages: 3 })
    expect((await contact()).windowLeft).toBe(2)
    await queue()
    await deliverAs({ outcome: 'sent', via: 'template' })
    expect((await contact()).windowLeft).toBe(2)
  })

  it('closes the window when WeChat says so, also for the next attempt', async () => {
    await ctx.db.inTransaction(tx =>
      tx.contact.update({ where: { id: contactId }, data: { windowUntil: null, windowLeft: 0 } }),
    )
    await queue()
    await deliverAs({ outcome: 'held', via: 'custom', code: '45015', detail: '超过', windowShut: 'over' })
    expect(channel.sent.at(-1)!.context).not.toHaveProperty('window')
    await queue()
    await deliverAs({ outcome: 'held', via: 'custom', code: '45015', detail: '超过' })
    const { left, until } = channel.sent.at(-1)!.context.window!
    expect(left).toBe(0)
    expect(until.getTime()).toBeLessThan(ctx.now().getTime())
  })

  it('does not change a window that a new message opened meanwhile', async () => {
    await queue()
    channel.send = async () => {
      ctx.clock.advance(1)
      await receiveMessage(ctx, typed(ctx, 'o-1', '在吗', { channel: 'wechat' }), { passive: r => r.length })
      return { outcome: 'held', via: 'custom', code: '45015', detail: '超过', windowShut: 'over' }
    }
    await deliverOutbox(ctx)
    expect((await contact()).windowLeft).toBe(5)
  })
})

describe('giving up', () => {
  it('happens after twelve failed attempts', async () => {
    await queue()
    for (let i = 0; i < 12; i++) await deliverAs(down)
    expect(await row()).toMatchObject({ status: 'held', attempts: 12 })
    expect((await row()).history).toHaveLength(12)
  })

  it('does not happen when no call was made, nor while the account is stopped', async () => {
    await queue()
    for (let i = 0; i < 30; i++) {
      await deliverAs({ ...down, code: 'circuit', notItsFault: true, attempts: [] })
      await deliverAs({ ...down, code: '40164', notItsFault: true })
    }
    expect(await row()).toMatchObject({ status: 'queued', attempts: 0 })
    expect((await row()).history).toHaveLength(30)
    await deliverAs({ outcome: 'sent', via: 'custom' })
    expect(await row()).toMatchObject({ status: 'sent', attempts: 1 })
  })
})

describe('a notice for the administrator', () => {
  const trouble = { about: 'account', code: '40164', detail: '服务器的地址不在白名单。' }

  it('stays at the desk until a message goes through', async () => {
    await queue()
    await deliverAs({ ...down, trouble })
    await deliverAs({ ...down, trouble })
    expect(await openNotices(ctx.db)).toMatchObject([
      { code: 'wechat:account:40164', detail: trouble.detail, count: 2 },
    ])
    await deliverAs({ outcome: 'sent', via: 'custom' })
    expect(await openNotices(ctx.db)).toEqual([])
  })

  it('stays when a message goes through by another route only', async () => {
    const template = { about: 'template', code: '47003', detail: '模板的栏目对不上。' }
    await queue()
    await deliverAs({ ...down, via: 'template', trouble: template })
    await deliverAs({ outcome: 'sent', via: 'custom' })
    expect(await openNotices(ctx.db)).toMatchObject([{ code: 'wechat:template:47003' }])
    await queue()
    await deliverAs({ outcome: 'sent', via: 'template' })
    expect(await openNotices(ctx.db)).toEqual([])
  })
})

describe('a long text', () => {
  it('continues after the parts that arrived, also after a crash', async () => {
    await queue('长'.repeat(3000))
    channel.send = async (_to: string, _message: Outbound, { partArrived }: SendContext) => {
      await partArrived!(1)
      await partArrived!(2)
      throw new Error('killed')
    }
    await deliverOutbox(ctx)
    expect(await row()).toMatchObject({ status: 'queued', partsSent: 2 })
    const seen: (number | undefined)[] = []
    channel.send = async (_to, _message, context) => {
      seen.push(context.partsSent)
      return { outcome: 'sent', via: 'custom', messages: 1 }
    }
    ctx.clock.advance(60)
    await deliverOutbox(ctx)
    expect(seen).toEqual([2])
  })
})
