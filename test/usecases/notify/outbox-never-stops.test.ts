import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChatChannel, SendResult } from '../../../src/domain/base/message.ts'
import { openDatabase } from '../../../src/store/base/database.ts'
import { claimOutbox } from '../../../src/store/delivery/outbox-claims.ts'
import { notice, openNotices } from '../../../src/store/office/notices.ts'
import { freeClaims } from '../../../src/store/talk/claims.ts'
import { lockContact } from '../../../src/store/talk/contacts.ts'
import { addOutbound } from '../../../src/store/talk/messages.ts'
import { Lane, RATES } from '../../../src/usecases/delivery/outbox-lanes.ts'
import { lateLanes, watchOutbox } from '../../../src/usecases/delivery/watch-outbox.ts'
import { bringBackWaiting } from '../../../src/usecases/notify/bring-back.ts'
import { deliverLane, deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { MemoryChannel, type TestContext, testContext } from '../../helpers/context.ts'

let ctx: TestContext
let wechat: MemoryChannel
let web: MemoryChannel
let telegram: MemoryChannel
beforeEach(async () => {
  wechat = new MemoryChannel('wechat')
  web = new MemoryChannel('web')
  telegram = new MemoryChannel('telegram')
  ctx = await testContext({ channels: [wechat, web, telegram] })
})
afterEach(() => ctx.close())

/** Each resident is told these texts, in this order. */
const queue = (channel: ChatChannel, residents: readonly string[], texts: readonly string[]) =>
  ctx.db.inTransaction(async tx => {
    for (const who of residents) {
      const { contact } = await lockContact(tx, ctx.secrets, channel, who, ctx.now())
      for (const text of texts) {
        await addOutbound(tx, ctx.secrets, {
          contactId: contact.id,
          outbound: { text },
          purpose: 'notice',
          dedupeKey: `${channel}:${who}:${text}:${++serial}`,
          now: ctx.now(),
        })
      }
    }
  })
let serial = 0

const people = (count: number, name = 'r') => Array.from({ length: count }, (_, i) => `${name}${i}`)
const counts = async () => {
  const rows = await ctx.db.read.outbox.groupBy({ by: ['status'], _count: true })
  return Object.fromEntries(rows.map(r => [r.status, r._count]))
}
const heardBy = (channel: MemoryChannel, who: string) =>
  channel.sent.filter(s => s.to === who).map(s => s.message.text)

const down: SendResult = { outcome: 'retry', via: 'custom', code: 'network', detail: '连不上微信。' }
const failing = (channel: MemoryChannel, result: SendResult) => {
  const send = channel.send.bind(channel)
  channel.send = async (to, message, context) => {
    channel.sent.push({ to, message, context })
    return result
  }
  return () => {
    channel.send = send
    channel.sent.length = 0
  }
}

describe('after an outage', () => {
  it('each of 330 residents gets all messages, in order', async () => {
    const heal = failing(wechat, { ...down, notItsFault: true })
    await queue('wechat', people(330), ['一', '二', '三'])
    for (let minute = 0; minute < 3; minute++) {
      await deliverOutbox(ctx)
      ctx.clock.advance(1)
    }
    heal()
    for (let i = 0; i < 400 && (await counts())['queued']; i++) {
      if ((await deliverOutbox(ctx, 50)) === 0) ctx.clock.advance(1)
    }
    expect(await counts()).toEqual({ sent: 990 })
    for (const who of people(330)) expect(heardBy(wechat, who)).toEqual(['一', '二', '三'])
  })

  it('a message after more blocked rows than one read returns is sent by the first run', async () => {
    await queue('wechat', people(60, 'stuck'), people(10, 'm'))
    // The first of each was tried and waits; nine behind it are due and cannot go.
    await ctx.db.inTransaction(async tx => {
      const firsts = await tx.outbox.groupBy({ by: ['contactId'], _min: { id: true } })
      await tx.outbox.updateMany({
        where: { id: { in: firsts.map(f => f._min.id!) } },
        data: { nextAt: new Date(ctx.now().getTime() + 30 * 60_000), attempts: 3 },
      })
    })
    await queue('wechat', ['fresh'], ['您好'])
    expect(await deliverOutbox(ctx)).toBe(1)
    expect(wechat.sent.map(s => s.to)).toEqual(['fresh'])
    // One run has parked them, so they do not delay others.
    expect(await ctx.db.read.outbox.count({ where: { status: 'queued', nextAt: { lte: ctx.now() } } })).toBe(
      0,
    )
    ctx.clock.advance(31)
    for (let i = 0; i < 60 && (await counts())['queued']; i++) await deliverOutbox(ctx)
    expect(await counts()).toEqual({ sent: 601 })
    expect(heardBy(wechat, 'stuck7')).toEqual(people(10, 'm'))
  })

  it('a parked row comes back by itself when nobody woke it', async () => {
    await queue('wechat', ['a'], ['一', '二'])
    const [row] = await claimOutbox(ctx.db, 'gone', ctx.now(), 20, 'wechat')
    expect(row!.message.text).toBe('一')
    // Finished by somebody who knows nothing of those behind.
    await ctx.db.inTransaction(tx => tx.outbox.update({ where: { id: row!.id }, data: { status: 'sent' } }))
    expect(await deliverOutbox(ctx)).toBe(0)
    ctx.clock.advance(11)
    expect(await deliverOutbox(ctx)).toBe(1)
    expect(heardBy(wechat, 'a')).toEqual(['二'])
  })

  it('messages that can never be sent delay no others, even when they fill more than one run', async () => {
    await queue('wechat', people(70, 'poison'), ['毒'])
    await queue('wechat', people(5, 'well'), ['好'])
    const send = wechat.send.bind(wechat)
    wechat.send = async (to, message, context) => {
      if (to.startsWith('poison')) throw new Error('cannot be sent')
      return send(to, message, context)
    }
    for (let i = 0; i < 5; i++) await deliverOutbox(ctx)
    expect(wechat.sent.map(s => s.to).sort()).toEqual(people(5, 'well'))
  })

  it('a message that was sent but cannot be recorded is not sent again', async () => {
    await queue('wechat', ['a'], ['一', '二'])
    const inTransaction = ctx.db.inTransaction.bind(ctx.db)
    let broken = true
    const breaking: TestContext = {
      ...ctx,
      db: {
        ...ctx.db,
        inTransaction: work =>
          inTransaction(tx =>
            work(
              new Proxy(tx, {
                get(target, name) {
                  if (broken && name === 'contact')
                    return new Proxy(target.contact, {
                      get() {
                        throw new Error('this part of the record fails')
                      },
                    })
                  return Reflect.get(target, name)
                },
              }),
            ),
          ),
      },
    }
    wechat.outcomes.push({ outcome: 'sent', via: 'custom', messages: 1 })
    await deliverOutbox(breaking)
    broken = false
    ctx.clock.advance(10)
    await deliverOutbox(ctx)
    expect(heardBy(wechat, 'a')).toEqual(['一', '二'])
  })
})

describe('channels', () => {
  it('one that hangs does not delay the others', async () => {
    await queue('wechat', people(30), ['一'])
    await queue('web', people(3), ['一'])
    let letGo = () => {}
    const hanging = new Promise<void>(resolve => {
      letGo = resolve
    })
    wechat.send = async () => {
      await hanging
      return { outcome: 'sent', via: 'custom' }
    }
    const slow = deliverLane(ctx, 'wechat', new Lane(RATES.wechat))
    await deliverLane(ctx, 'web', new Lane(RATES.web))
    expect(web.sent).toHaveLength(3)
    letGo()
    await slow
  })

  it('one that is down gets one message after each pause, and no attempts are used up', async () => {
    await queue('wechat', people(40), ['一'])
    let elapsed = 0
    const lane = new Lane(RATES.wechat, { elapsed: () => elapsed, sleep: async () => {} })
    const shut: SendResult = {
      ...down,
      code: 'circuit',
      notItsFault: true,
      attempts: [],
      channelRestsMs: 15_000,
    }
    const heal = failing(wechat, shut)
    await deliverLane(ctx, 'wechat', lane, 20)
    const asked = wechat.sent.length
    expect(asked).toBeLessThanOrEqual(RATES.wechat.atOnce)
    for (let i = 0; i < 10; i++) expect(await deliverLane(ctx, 'wechat', lane, 20)).toBe(0)
    expect(wechat.sent).toHaveLength(asked)
    elapsed += 15_001
    ctx.clock.advance(1)
    expect(await deliverLane(ctx, 'wechat', lane, 20)).toBe(1)
    // The others are as due as before, untried.
    expect(await ctx.db.read.outbox.count({ where: { attempts: { gt: 0 } } })).toBe(0)
    heal()
    elapsed += 15_001
    expect(await deliverLane(ctx, 'wechat', lane, 20)).toBe(1)
    ctx.clock.advance(5)
    while ((await deliverLane(ctx, 'wechat', lane, 20)) > 0);
    expect(await counts()).toEqual({ sent: 40 })
  })

  it('the newest message is tried first after a pause, because the oldest may be the cause', async () => {
    let elapsed = 0
    const lane = new Lane(RATES.wechat, { elapsed: () => elapsed, sleep: async () => {} })
    await queue('wechat', people(30, 'poison'), ['毒'])
    ctx.clock.advance(1)
    await queue('wechat', people(1, 'well'), ['好'])
    const send = wechat.send.bind(wechat)
    wechat.send = async (to, message, context) =>
      to.startsWith('poison') ? { ...down, channelRestsMs: 60_000 } : send(to, message, context)
    await deliverLane(ctx, 'wechat', lane, 20)
    expect(wechat.sent).toEqual([])
    elapsed += 60_001
    await deliverLane(ctx, 'wechat', lane, 20)
    expect(wechat.sent.map(s => s.to)).toEqual(['well0'])
  })

  it('keep their rate: no more messages start in a second than the channel accepts', async () => {
    let elapsed = 0
    const starts: number[] = []
    const lane = new Lane(
      { atOnce: 8, perSecond: 30 },
      {
        elapsed: () => elapsed,
        sleep: async ms => {
          elapsed += ms
        },
      },
    )
    for (let i = 0; i < 90; i++) {
      await lane.turn()
      starts.push(elapsed)
    }
    for (const start of starts) {
      expect(starts.filter(s => s >= start && s < start + 999).length).toBeLessThanOrEqual(30)
    }
    expect(elapsed).toBeLessThan(3000)
  })

  it('never send more at once than the pool holds', async () => {
    await queue('wechat', people(40), ['一'])
    let now = 0
    let most = 0
    wechat.send = async () => {
      most = Math.max(most, ++now)
      await new Promise(resolve => setImmediate(resolve))
      now--
      return { outcome: 'sent', via: 'custom' }
    }
    while ((await deliverOutbox(ctx, 40)) > 0);
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(RATES.wechat.atOnce)
  })
})

describe('claims', () => {
  it('two processes on one database send each message once, in order', async () => {
    const second = await openDatabase(ctx.config.databaseUrl, ctx.secrets)
    const two = { ...ctx, db: second, processId: 'two' }
    await queue('web', people(25), ['一', '二', '三'])
    for (;;) {
      const tried =
        second.provider === 'postgresql'
          ? await Promise.all([deliverOutbox(ctx), deliverOutbox(two)])
          : [await deliverOutbox(ctx), await deliverOutbox(two)]
      if (tried.every(n => n === 0)) break
    }
    await second.close()
    expect(await counts()).toEqual({ sent: 75 })
    for (const who of people(25)) expect(heardBy(web, who)).toEqual(['一', '二', '三'])
  })

  it('of a process that is known to be dead are freed at once', async () => {
    await queue('web', ['a'], ['一', '二'])
    await claimOutbox(ctx.db, 'dead', ctx.now(), 20, 'web')
    expect(await deliverOutbox(ctx)).toBe(0)
    await freeClaims(ctx.db, ctx.now())
    while ((await deliverOutbox(ctx)) > 0);
    expect(heardBy(web, 'a')).toEqual(['一', '二'])
  })

  it('of a process that may still be alive are freed after a minute', async () => {
    await queue('web', ['a'], ['一'])
    await claimOutbox(ctx.db, 'dead', ctx.now(), 20, 'web')
    ctx.clock.advance(1.1)
    expect(await deliverOutbox(ctx)).toBe(1)
  })
})

it('a clock that is set back eight hours delays nothing by more than a minute', async () => {
  await queue('wechat', people(3), ['一', '二'])
  failing(wechat, down)()
  wechat.outcomes.push(down, down, down)
  await deliverOutbox(ctx)
  ctx.clock.advance(-8 * 60)
  await bringBackWaiting(ctx)
  while ((await deliverOutbox(ctx)) > 0);
  expect(await counts()).toEqual({ sent: 6 })
})

describe('an old message raises an alarm', () => {
  it('at the desk, with its age and the reason, until it is sent', async () => {
    await queue('wechat', people(3), ['一'])
    expect(await watchOutbox(ctx)).toEqual([])
    wechat.outcomes.push(down, down, down)
    await deliverOutbox(ctx)
    ctx.clock.advance(95)
    expect(await watchOutbox(ctx)).toEqual(['wechat'])
    const [told] = await openNotices(ctx.db)
    expect(told!.code).toBe('outbox_late:wechat')
    expect(told!.detail).toContain('微信有消息等了 1 小时 35 分钟还没有发出')
    expect(told!.detail).toContain('连不上微信。')
    while ((await deliverOutbox(ctx)) > 0);
    expect(await watchOutbox(ctx)).toEqual([])
    expect(await openNotices(ctx.db)).toEqual([])
  })

  it.each([
    [
      'the channel’s own trouble first',
      async () => {
        await notice(ctx.db, 'wechat:account:40164', '服务器的地址不在白名单。', ctx.now())
      },
      '服务器的地址不在白名单。',
    ],
    [
      'else what its last try said',
      async () => {
        wechat.outcomes.push(down)
        await deliverOutbox(ctx)
      },
      '连不上微信。',
    ],
    ['else that it is not its turn', async () => {}, '排在前面的消息多，正按渠道允许的速度发。'],
  ])('says why: %s', async (_name, arrange, why) => {
    await queue('wechat', ['a'], ['一'])
    await arrange()
    ctx.clock.advance(20)
    expect(await lateLanes(ctx)).toMatchObject([{ channel: 'wechat', minutes: 20, why }])
  })
})
