import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbound, Received } from '../../../src/domain/base/message.ts'
import { NOBODY } from '../../../src/domain/base/message.ts'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { type TestContext, testContext, typed } from '../../helpers/context.ts'

/** A delivery is known by its sender, its id and what it holds: nobody is given somebody else's answer. */

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
})
afterEach(() => ctx.close())

const take = (inbound: Inbound) => receiveMessage(ctx, inbound, { passive: replies => replies.length })
const heard = (received: Received) => received.replies.map(r => r.text).join('\n')
const numberIn = (received: Received) => findCaseNumbers(heard(received))[0]?.number
const kept = () => ctx.db.read.message.count({ where: { direction: 'in' } })
const wechat = (from: string, text: string, more: Partial<Inbound> = {}) =>
  typed(ctx, from, text, { channel: 'wechat', externalId: '24242424', ...more })

/** Everything up to the confirm step, each message with an id of its own. */
async function upToConfirm(from: string, channel: 'wechat' | 'telegram' | 'web' = 'wechat') {
  for (const line of ['投诉', '村口的路灯坏了半个月', '东山村', '跳过', '跳过', '跳过']) {
    const asked = await take(typed(ctx, from, line, { channel }))
    if (heard(asked).includes('是否一并关注')) await take(typed(ctx, from, '不是一件事', { channel }))
  }
}

describe.each(['wechat', 'telegram', 'web'] as const)('two residents with one id on %s', channel => {
  it('both get a case with a number of their own', async () => {
    await upToConfirm('a', channel)
    await upToConfirm('b', channel)
    const a = await take(typed(ctx, 'a', '确认', { channel, externalId: '7' }))
    const b = await take(typed(ctx, 'b', '确认', { channel, externalId: '7' }))
    expect(b.repeated).toBe(false)
    expect(numberIn(a)).toBeTruthy()
    expect(numberIn(b)).toBeTruthy()
    expect(numberIn(b)).not.toBe(numberIn(a))
    // Each one's retry is their own.
    expect(await take(typed(ctx, 'a', '确认', { channel, externalId: '7' }))).toEqual({
      ...a,
      repeated: true,
    })
    expect(await take(typed(ctx, 'b', '确认', { channel, externalId: '7' }))).toEqual({
      ...b,
      repeated: true,
    })
  })

  it('are both stored when their first messages arrive at the same time', async () => {
    const all = await Promise.all(
      ['a', 'b', 'c'].flatMap(from => {
        const message = typed(ctx, from, '你好', { channel, externalId: '7' })
        return [take(message), take(message)]
      }),
    )
    expect(all.filter(r => !r.repeated)).toHaveLength(3)
    expect(await kept()).toBe(3)
    expect(await ctx.db.read.contact.count()).toBe(3)
  })
})

describe('two messages of one resident with one id', () => {
  it.each<[string, Partial<Inbound>]>([
    ['other words', { text: '另一件事：垃圾没人收' }],
    ['another kind', { kind: 'location', location: { latitude: 30, longitude: 120 } }],
    ['another choice', { choice: 'complaint' }],
    ['another photo', { kind: 'media', media: [{ kind: 'photo', ref: 'm2' }] }],
    ['an event', { kind: 'event', event: { name: 'click', key: 'menu' } }],
  ])('with %s is another message: kept and answered', async (_what, more) => {
    await take(wechat('a', '你好'))
    const other = await take(wechat('a', '你好', more))
    expect(other.repeated).toBe(false)
    expect(other.replies.length).toBeGreaterThan(0)
    expect(await kept()).toBe(2)
  })

  it('a repeated delivery gets the same answer and changes nothing', async () => {
    const first = await take(wechat('a', '你好'))
    const before = await ctx.db.read.contact.findFirstOrThrow()
    ctx.clock.advance(5)
    expect(await take(wechat('a', '你好', { at: new Date(0) }))).toEqual({ ...first, repeated: true })
    expect(await ctx.db.read.contact.findFirstOrThrow()).toEqual(before)
    expect(await kept()).toBe(1)
  })
})

describe('after unfollowing', () => {
  const unfollow = () =>
    typed(ctx, 'a', '', { channel: 'wechat', externalId: 'u1', kind: 'event', event: { name: 'unfollow' } })

  it('retries of earlier messages get no answer and create no contact', async () => {
    await upToConfirm('a')
    const confirm = typed(ctx, 'a', '确认', { channel: 'wechat' })
    expect(numberIn(await take(confirm))).toBeTruthy()
    const gone = unfollow()
    await take(gone)
    const [contacts, messages] = [await ctx.db.read.contact.count(), await kept()]
    for (const again of [confirm, gone]) {
      expect(await take(again)).toMatchObject({ replies: [], repeated: true })
    }
    expect([await ctx.db.read.contact.count(), await kept()]).toEqual([contacts, messages])
  })

  it('a new message with the same id and text belongs to a new contact', async () => {
    await take(wechat('a', '你好'))
    await take(unfollow())
    ctx.clock.advance(60)
    const back = wechat('a', '你好')
    const first = await take(back)
    expect(first).toMatchObject({ repeated: false })
    expect(first.replies.length).toBeGreaterThan(0)
    expect(await take(back)).toEqual({ ...first, repeated: true })
    const { id } = await ctx.db.read.contact.findFirstOrThrow({ where: { forgottenAt: null } })
    expect((await ctx.db.read.message.findUniqueOrThrow({ where: { id: first.messageId } })).contactId).toBe(
      id,
    )
  })
})

it('the key of a delivery reveals neither its sender nor one of their ids', async () => {
  await take(
    typed(ctx, 'oAbCdEfGhIjKlMnOpQrStUvWxYz12', '你好', { channel: 'wechat', externalId: '987654321987' }),
  )
  const rows = JSON.stringify(await ctx.db.read.message.findMany())
  expect(rows).not.toContain('oAbCdEfGhIjKlMnOpQrStUvWxYz12')
  expect(rows).not.toContain('987654321987')
})

it('a message whose sender could not be read is stored for an officer and not answered', async () => {
  const of = (text: string) =>
    typed(ctx, NOBODY, text, { channel: 'wechat', externalId: text, unread: `<xml>${text}` })
  for (const text of ['半句话', '另外半句']) expect((await take(of(text))).replies).toEqual([])
  expect(await take(of('半句话'))).toMatchObject({ repeated: true, replies: [] })
  expect(await kept()).toBe(2)
  expect(await ctx.db.read.outbox.count()).toBe(0)
  expect(await ctx.db.read.contact.findMany()).toMatchObject([{ unclearAt: ctx.now(), windowUntil: null }])
})
