import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChatChannel } from '../../../src/domain/base/message.ts'
import { findContact, setWindow } from '../../../src/store/talk/contacts.ts'
import { followsOf } from '../../../src/store/talk/follows.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { dropNews, queueFollowers, tellFollowers } from '../../../src/usecases/notify/tell-followers.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import {
  type Clock,
  clockAt,
  MemoryChannel,
  type TestContext,
  testContext,
  typed,
} from '../../helpers/context.ts'
import { addItem } from '../../helpers/items.ts'
import { sendLines } from '../../helpers/talk.ts'

let ctx: TestContext
let clock: Clock
let telegram: MemoryChannel
let wechat: MemoryChannel

beforeEach(async () => {
  clock = clockAt('2026-11-16T10:00+08:00')
  telegram = new MemoryChannel('telegram')
  wechat = new MemoryChannel('wechat')
  ctx = await testContext({ clock, channels: [telegram, wechat, new MemoryChannel('web')] })
})
afterEach(() => ctx.close())

const follow = (from: string, lines: string[], channel: ChatChannel = 'telegram') =>
  sendLines(ctx, from, lines, { channel })
const village = (area?: string, title = '三季度收支') =>
  addItem(ctx, {
    column: 'village-affairs',
    ...(area && { area }),
    title,
    lives: [['published', '2026-11-16']],
  })
/** A version goes live, and the job runs. */
async function tell(id: number, version = 1): Promise<void> {
  await ctx.db.inTransaction(tx => queueFollowers(tx, ctx, { id }, version))
  await tellFollowers(ctx)
}
/** News that arrived, by recipient. */
async function news(channel = telegram): Promise<string[]> {
  for (let n = 0; n < 20 && (await deliverOutbox(ctx)) > 0; n++);
  return channel.sent.filter(one => one.message.text.includes('/open/item/')).map(one => one.to)
}
/** Followers by the hundred, without their dialogues. */
async function many(count: number, channel = 'telegram'): Promise<void> {
  await ctx.db.inTransaction(async tx => {
    for (let n = 0; n < count; n++) {
      const contact = await tx.contact.create({
        data: {
          channel,
          externalKey: `many-${n}`,
          externalSealed: ctx.secrets.seal(`many-${n}`, 'contact.external'),
          createdAt: ctx.now(),
        },
      })
      await tx.follow.create({ data: { contactId: contact.id, areaId: '', createdAt: ctx.now() } })
    }
  })
}
const queued = () => ctx.db.read.outbox.count({ where: { dedupeKey: { startsWith: 'item:' } } })

describe('whoever follows', () => {
  it('a village hears of that village, and everything of everything, with title, column and page', async () => {
    await follow('east', ['订阅东山村的公开信息'])
    await follow('west', ['订阅西河村的公开信息'])
    await follow('all', ['订阅公开', '全部'])
    await tell(await village('dongshan'))
    expect((await news()).sort()).toEqual(['all', 'east'])
    expect(telegram.sent.at(-1)!.message.text).toBe(
      '东山村 · 村务公开新公开：\n三季度收支\nhttps://office.example/open/item/2026-00001\n不想收了，回复“取消订阅”。',
    )
    telegram.sent.length = 0
    await tell(await village())
    expect(await news()).toEqual(['all'])
  })

  it('is told once of a version, however often it is asked for and whatever they follow', async () => {
    await follow('both', ['订阅东山村的公开信息', '订阅公开', '全部'])
    const id = await village('dongshan')
    await tell(id)
    await tell(id)
    clock.advance(5)
    await tellFollowers(ctx)
    expect(await news()).toEqual(['both'])
  })

  it('is told of the next version as a change', async () => {
    await follow('all', ['订阅公开', '全部'])
    const id = await village('dongshan')
    await tell(id)
    await ctx.db.inTransaction(async tx => {
      const first = await tx.itemVersion.findFirstOrThrow({ where: { itemId: id } })
      await tx.itemVersion.create({ data: { ...first, version: 2, change: '改了金额' } })
      await tx.item.update({ where: { id }, data: { liveVersion: 2 } })
    })
    await tell(id, 2)
    expect(await news()).toEqual(['all', 'all'])
    expect(telegram.sent.at(-1)!.message.text).toContain('更新了：')
  })

  it('hears nothing after 取消订阅, not even what is on its way', async () => {
    await follow('a', ['订阅公开', '全部'])
    const id = await village('dongshan')
    await tell(id)
    expect(await follow('a', ['取消订阅'])).toContain('已经取消')
    expect(await news()).toEqual([])
    await tell(await village('dongshan'))
    expect(await news()).toEqual([])
    expect(await follow('a', ['取消订阅'])).toContain('没有订阅过')
  })

  it('hears nothing when they are forgotten or their chat is paused', async () => {
    await follow('gone', ['订阅公开', '全部', '删除我的信息', '确认删除我的信息'])
    await follow('paused', ['订阅公开', '全部'])
    const gone = await ctx.db.read.contact.findFirstOrThrow({ where: { forgottenAt: { not: null } } })
    expect(await followsOf(ctx.db.read, gone.id)).toEqual([])
    const { id } = (await findContact(ctx.db.read, ctx.secrets, 'telegram', 'paused'))!
    await ctx.db.inTransaction(tx =>
      tx.contact.update({ where: { id }, data: { blockedUntil: new Date(ctx.now().getTime() + 3600_000) } }),
    )
    await tell(await village('dongshan'))
    expect(await queued()).toBe(0)
  })

  it('in a web chat is told honestly that nothing can be sent', async () => {
    expect(await follow('w', ['订阅公开', '全部'], 'web')).toContain('https://office.example/open')
    expect(await ctx.db.read.follow.count()).toBe(0)
  })

  it('on WeChat hears only within the two days of their own message, with room left for answers', async () => {
    expect(await follow('wx', ['订阅公开', '全部'], 'wechat')).toContain('两天')
    const id = await village('dongshan')
    await tell(id)
    expect(await news(wechat)).toEqual(['wx'])
    const contact = (await findContact(ctx.db.read, ctx.secrets, 'wechat', 'wx'))!
    await ctx.db.inTransaction(tx => setWindow(tx, contact, { left: 2 }))
    await tell(await village('dongshan'))
    expect(await queued()).toBe(1)
    await receiveMessage(ctx, typed(ctx, 'wx', '你好', { channel: 'wechat' }))
    clock.advance(48 * 60 + 1)
    await tell(await village('dongshan'))
    expect(await queued()).toBe(1)
  })
})

describe('many followers', () => {
  it('are told in portions, a round a minute, so that answers do not wait behind them', async () => {
    await many(750)
    const id = await village('dongshan')
    await tell(id)
    expect(await queued()).toBe(300)
    await tellFollowers(ctx)
    expect(await queued()).toBe(300)
    await ctx.db.inTransaction(tx => tx.outbox.updateMany({ data: { status: 'sent' } }))
    await tellFollowers(ctx)
    await ctx.db.inTransaction(tx => tx.outbox.updateMany({ data: { status: 'sent' } }))
    await tellFollowers(ctx)
    expect(await queued()).toBe(750)
    await tellFollowers(ctx)
    expect(await queued()).toBe(750)
    const runs = await ctx.db.read.jobRun.findMany({ where: { job: 'news' } })
    expect(runs).toMatchObject([{ finishedAt: expect.any(Date) }])
  })

  it('a process that is killed in the middle leaves nobody out and tells nobody twice', async () => {
    await many(250)
    const id = await village('dongshan')
    const kill = new AbortController()
    await ctx.db.inTransaction(tx => queueFollowers(tx, ctx, { id }, 1))
    const dying = {
      ...ctx,
      processId: 'dying',
      now: () => {
        // After its second portion it is gone, and its claim with it.
        if (kills++ > 12) kill.abort()
        return ctx.now()
      },
    }
    let kills = 0
    await tellFollowers(dying, kill.signal)
    const before = await queued()
    expect(before).toBeGreaterThan(0)
    clock.advance(10)
    await ctx.db.inTransaction(tx => tx.outbox.updateMany({ data: { status: 'sent' } }))
    await tellFollowers(ctx)
    expect(await queued()).toBe(250)
    const contacts = await ctx.db.read.outbox.findMany({ select: { contactId: true } })
    expect(new Set(contacts.map(row => row.contactId)).size).toBe(250)
  })

  it('two processes share the work without telling anybody twice', async () => {
    await many(120)
    const id = await village('dongshan')
    await ctx.db.inTransaction(tx => queueFollowers(tx, ctx, { id }, 1))
    await Promise.all([tellFollowers(ctx), tellFollowers({ ...ctx, processId: 'other' })])
    expect(await queued()).toBe(120)
  })
})

it('nobody is told at night; in the morning they are, unless it was withdrawn', async () => {
  await follow('a', ['订阅公开', '全部'])
  clock.set('2026-11-16T23:10+08:00')
  const [kept, withdrawn] = [await village('dongshan', '留着'), await village('dongshan', '撤了')]
  await tell(kept)
  await tell(withdrawn)
  expect(await queued()).toBe(0)
  await ctx.db.inTransaction(tx => tx.item.update({ where: { id: withdrawn }, data: { liveVersion: null } }))
  // A Sunday would do as well: residents have no office hours.
  clock.set('2026-11-22T08:01+08:00')
  await tellFollowers(ctx)
  await news()
  expect(telegram.sent.filter(one => /留着|撤了/.test(one.message.text)).length).toBe(1)
  expect(telegram.sent.at(-1)!.message.text).toContain('留着')
})

it('what was not yet sent about a withdrawn item is not sent', async () => {
  await follow('a', ['订阅公开', '全部'])
  await news()
  const id = await village('dongshan')
  await tell(id)
  await ctx.db.inTransaction(async tx => {
    const item = await tx.item.findUniqueOrThrow({ where: { id } })
    await dropNews({ tx, ctx, item, before: item, by: { kind: 'system' } } as unknown as Parameters<
      typeof dropNews
    >[0])
  })
  expect(await news()).toEqual([])
})
