import express from 'express'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWeChat } from '../../src/channels/wechat/mod.ts'
import { storedTokens } from '../../src/store/delivery/tokens.ts'
import { deliverOutbox } from '../../src/usecases/notify/deliver-outbox.ts'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { type TestContext, testContext } from '../helpers/context.ts'
import { listen } from '../helpers/listen.ts'
import { textOf, WeChatResident, WeChatStandIn } from '../tools/stand-in/wechat/mod.ts'

/** 200 residents at once, each message sent as WeChat sends it again and again, into the real use case and database. */

const account = {
  appId: 'wx0000000000crowd',
  appSecret: 'a-secret-of-the-test',
  token: 'tokenOfTheTest',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
}
const CROWD = 200

let ctx: TestContext
let wechat: WeChatStandIn
let door: Awaited<ReturnType<typeof listen>>
let failing: () => boolean = () => false

beforeAll(async () => {
  ctx = await testContext()
  wechat = await new WeChatStandIn({ ...account, now: ctx.now, account: 'service' }).start()
  const channel = createWeChat({
    ...account,
    apiBase: wechat.base,
    timestampToleranceSeconds: 600,
    account: 'service',
    now: ctx.now,
    log: pino({ level: 'silent' }),
    tokenStore: storedTokens(ctx.db, ctx.secrets),
  })
  ;(ctx.channels as Map<string, unknown>).set('wechat', channel)
  await channel.start(async (inbound, how) => {
    if (failing()) throw new Error('busy')
    return receiveMessage(ctx, inbound, how)
  })
  door = await listen(express().use('/channels/wechat', channel.router))
})
afterAll(async () => {
  await door.close()
  await wechat.stop()
  await ctx.close()
})

it('answers each of 200 residents once, whatever is retried', async () => {
  // One seed, said when it fails: how many copies of each, and which tries find the service busy.
  const [seed] = fc.sample(fc.integer({ min: 1, max: 2 ** 31 - 1 }), 1) as [number]
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state / 2 ** 32
  }
  failing = () => random() < 0.1

  const answers = await Promise.all(
    Array.from({ length: CROWD }, async (_, i) => {
      const resident = new WeChatResident(`o-crowd-${i}`, {
        ...account,
        url: `${door.url}/channels/wechat`,
        now: ctx.now,
        residents: wechat.residents,
      })
      const letter = resident.message('text', { Content: '投诉' })
      const copies = Array.from({ length: 1 + Math.floor(random() * 3) }, () => letter.deliver())
      let heard = (await Promise.all(copies)).filter(d => d.status === 200)
      // Without a 200 WeChat comes again.
      while (heard.length === 0) heard = [await letter.deliver()].filter(d => d.status === 200)
      if (random() < 0.5) heard.push(await letter.deliver())
      return heard.filter(d => d.status === 200).map(textOf)
    }),
  )
  failing = () => false
  while ((await deliverOutbox(ctx, 100)) > 0) {}

  const { message, outbox, contact } = ctx.db.read
  expect(await contact.count(), `seed ${seed}`).toBe(CROWD)
  expect(await message.count({ where: { direction: 'in' } }), `seed ${seed}`).toBe(CROWD)
  const out = await message.findMany({ where: { direction: 'out' } })
  expect(new Set(out.map(m => m.contactId)).size).toBe(CROWD)
  // One answer each, on one way only: on the response to every copy alike, or by the outbox to none of them.
  expect(out).toHaveLength(CROWD)
  const ways = await outbox.groupBy({ by: ['status', 'via'], _count: true })
  expect(
    ways.map(w => w.status),
    `seed ${seed}`,
  ).toEqual(ways.map(() => 'sent'))
  for (const [i, heard] of answers.entries()) {
    const sent = wechat.textsTo(`o-crowd-${i}`)
    expect(new Set([...heard.filter(Boolean), ...sent]).size, `seed ${seed}, resident ${i}`).toBe(1)
    if (sent.length > 0) expect([sent.length, heard.filter(Boolean)], `seed ${seed}`).toEqual([1, []])
    expect([...heard, ...sent].join()).toContain('什么事')
  }
})
