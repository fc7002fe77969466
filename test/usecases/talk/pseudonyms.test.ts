import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbound } from '../../../src/domain/base/message.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { viewCase } from '../../../src/usecases/cases/shown/view-case.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { listConversations } from '../../../src/usecases/talk/conversations.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { sweep } from '../../../src/usecases/talk/sweep.ts'
import { conversationOf } from '../../../src/usecases/talk/web-conversation.ts'
import { assignCase, openedCase } from '../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../helpers/context.ts'
import { marksOf, readJoins } from '../../helpers/joins.ts'

let ctx: TestContext
let wechat: MemoryChannel
let web: MemoryChannel
let clerk: Awaited<ReturnType<typeof officer>>
let dispatcher: typeof clerk
let reviewer: typeof clerk

beforeEach(async () => {
  web = new MemoryChannel('web')
  wechat = new MemoryChannel('wechat')
  ctx = await testContext({ channels: [web, wechat] })
  dispatcher = await officer(ctx, 'dispatcher', '林')
  clerk = await officer(ctx, 'clerk', '周', 'construction')
  reviewer = await officer(ctx, 'reviewer', '吴')
})
afterEach(() => ctx.close())

type Channel = 'web' | 'wechat'

async function hear(inbound: Inbound, passive = 5) {
  ctx.clock.advance(1)
  return receiveMessage(ctx, inbound, { passive: replies => Math.min(passive, replies.length) })
}
async function say(from: string, text: string, channel: Channel = 'web') {
  const { replies } = await hear(typed(ctx, from, text, { channel }))
  return replies.map(r => r.text).join('\n')
}

/** The same one each time: that two cases have it must not be seen either. */
const photo = async (from: string, channel: Channel = 'web') => {
  const background = { r: 20, g: 90, b: 30 }
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toBuffer()
  return hear(
    typed(ctx, from, '', {
      channel,
      kind: 'media',
      media: [{ kind: 'photo', mime: 'image/png', bytes, name: 'IMG_0001.png' }],
    }),
  )
}

const numberIn = (text: string) => /\d{4}-\d{5}-\w/.exec(text)![0]

/** An anonymous report with a photo. */
async function report(from: string, channel: Channel = 'web', what = '村里的会计贪污了补助款') {
  await say(from, '我要举报', channel)
  await say(from, what, channel)
  await photo(from, channel)
  await say(from, '完成', channel)
  await say(from, '匿名', channel)
  return numberIn(await say(from, '确认', channel))
}

/** A complaint under one's own contact. */
async function complain(from: string, channel: Channel = 'web') {
  await say(from, '我要投诉，石桥村口的路灯坏了一个星期没人修', channel)
  await photo(from, channel)
  for (const answer of ['石桥村', '村口', '跳过', '跳过', '确认', '确认', '确认']) {
    const said = await say(from, answer, channel)
    if (/编号 \d{4}-/.test(said)) return numberIn(said)
  }
  throw new Error('the complaint was not opened')
}

async function answer(number: string, text = '已经查清，补助款已退回。') {
  await assignCase(ctx, number, dispatcher, { department: 'construction', officer: 'clerk-周' })
  await moveCase(ctx, number, 'draft', { text }, clerk)
  await moveCase(ctx, number, 'submit', {}, clerk)
  ctx.clock.advance(1)
  await moveCase(ctx, number, 'approve', {}, reviewer)
}

const caseOf = (number: string) => ctx.db.read.case.findUniqueOrThrow({ where: { number } })

describe('a copy of the database without the key', () => {
  it('does not link an anonymous case to its resident or to their other cases', async () => {
    const named = await complain('a')
    await answer(named)
    while ((await deliverOutbox(ctx)) > 0);
    const first = await report('a')
    const second = await report('a', 'web', '村支书打牌赌博')
    await say('a', '你好')
    await answer(first)
    while ((await deliverOutbox(ctx)) > 0);
    await say('a', '5')
    await say('a', '谢谢')
    await say('a', `补充 ${second}`)
    await say('a', '补充')
    await say('a', '他昨天又去了')
    await photo('a')
    await say('a', '完成')
    ctx.clock.advance(60 * 30)
    await sweep(ctx)
    await report('b', 'wechat')

    const { rows, reach } = await readJoins(ctx)
    const anonymous = rows.filter(r => r.model === 'Case' && Boolean(r.row['anonymous']))
    expect(anonymous).toHaveLength(3)
    for (const start of anonymous) {
      const reached = reach(start)
      // It does lead to all that belongs to the case, or the walk would prove nothing.
      expect(reached.filter(r => r.model === 'Message').length).toBeGreaterThan(5)
      expect(reached.some(r => r.model === 'Attachment')).toBe(true)
      const contacts = reached.filter(r => r.model === 'Contact')
      expect(contacts).toHaveLength(1)
      expect(contacts[0]!.row['ownerSealed']).not.toBeNull()
      expect(reached.filter(r => r.model === 'Case')).toEqual([start])
      // Nor does a piece of a text, like a number in a key.
      const marks = [...reached.flatMap(marksOf), String(start.row['number'])]
      const others = rows.filter(r => !reached.includes(r) && r.model !== 'FlowVersion')
      for (const other of others)
        for (const text of marksOf(other))
          expect(marks.filter(m => text.includes(m) || m.includes(text))).toEqual([])
    }
    const people = rows.filter(r => r.model === 'Contact' && r.row['ownerSealed'] === null)
    expect(people).toHaveLength(2)
    // It leads from the person to the case they stand on by name: that is what the walk can find.
    const found = people.flatMap(reach).filter(r => r.model === 'Case')
    expect(found.map(r => r.row['number'])).toEqual([named])

    // All of them have the same photo, which is one file; the named case has it, too.
    const photos = await ctx.db.read.attachment.findMany({ include: { case: true } })
    expect(new Set(photos.map(a => a.hash)).size).toBe(1)
    expect(new Set(photos.map(a => a.case?.number))).toEqual(
      new Set([named, ...anonymous.map(r => r.row['number'])]),
    )
    const stored = rows.filter(r => r.model === 'Attachment')
    expect(new Set(stored.map(r => r.row['hash'])).size).toBe(photos.length)
    for (const { row } of stored) expect(Number(row['bytes']) % 65536).toBe(0)
  })

  it('does not reveal who has ever reported anonymously', async () => {
    await complain('a')
    await report('b')
    const { rows } = await readJoins(ctx)
    const people = rows.filter(r => r.model === 'Contact' && r.row['ownerSealed'] === null)
    expect(new Set(people.map(r => String(r.row['pseudonymsSealed']).length)).size).toBe(1)
  })
})

describe('a resident who reported anonymously', () => {
  it('can still find the case, read the answer, add to it, rate it and reopen it', async () => {
    const number = await report('a')
    await answer(number)
    while ((await deliverOutbox(ctx)) > 0);
    expect(web.sent.at(-1)!.to).toBe('a')
    expect(web.sent.at(-1)!.message.text).toContain('补助款已退回')
    await say('a', '2')
    expect((await caseOf(number)).rating).toBe(2)
    expect(await say('a', '我的件')).toContain(number)
    const view = await viewCase(ctx, number, dispatcher)
    expect(view.conversation.map(m => m.text)).toContain('村里的会计贪污了补助款')
    expect(view.attachments).toHaveLength(1)
  })

  it('sees the whole conversation on their own page; officers see it only in the case', async () => {
    const number = await report('a')
    const { messages } = await conversationOf(ctx, 'a')
    expect(messages.map(m => m.text)).toContain('村里的会计贪污了补助款')
    expect(messages.some(m => m.text.includes(number))).toBe(true)
    expect(messages.some(m => m.media !== undefined)).toBe(true)
    expect((await listConversations(ctx, dispatcher)).items).toEqual([])
  })

  it('gets the same answer again for a message that is delivered twice', async () => {
    await say('a', '我要举报')
    await say('a', '村里的会计贪污了补助款')
    await say('a', '跳过')
    await say('a', '匿名')
    const inbound = typed(ctx, 'a', '确认')
    const once = await hear(inbound)
    const again = await hear(inbound)
    expect(again.repeated).toBe(true)
    expect(again.replies).toEqual(once.replies)
    expect(await ctx.db.read.case.count()).toBe(1)
  })

  it('gets a held answer with the next message, in their own sending window, and again when that is repeated', async () => {
    const number = await report('b', 'wechat')
    await answer(number)
    wechat.outcomes.push({ outcome: 'held', via: 'custom', code: 'window', detail: '窗口已关。' })
    while ((await deliverOutbox(ctx)) > 0);
    const inbound = typed(ctx, 'b', '你好', { channel: 'wechat' })
    const { replies } = await hear(inbound, 1)
    expect(replies[0]!.text).toContain('补助款已退回')
    const again = await hear(inbound, 1)
    expect(again.replies.map(r => r.text)).toEqual(replies.map(r => r.text))
    const owner = await ctx.db.read.contact.findFirstOrThrow({
      where: { channel: 'wechat', lastInboundAt: { not: null } },
    })
    expect(owner.windowUntil).not.toBeNull()
    const wire = await ctx.db.read.outbox.findFirstOrThrow({ where: { purpose: 'reply' } })
    expect(wire).toMatchObject({ status: 'sent', via: 'passive' })
  })

  it('has no name or phone number stored when an officer registers the case', async () => {
    const number = await openedCase(
      ctx,
      {
        kind: 'report',
        text: '有人倒垃圾',
        channel: 'visit',
        anonymous: true,
        resident: { name: '欧阳锋', phone: '13800000123' },
      },
      dispatcher,
    )
    expect(await caseOf(number)).toMatchObject({ nameSealed: null, phoneSealed: null, contactId: null })
  })
})

it('no time in a resident’s own rows equals the time of a message of their anonymous case', async () => {
  ctx.clock.set('2026-11-16T10:03:21.457+08:00')
  await report('yin', 'wechat')
  const { read } = ctx.db
  const timesIn = (rows: object[]) =>
    rows.flatMap(row => Object.values(row).flatMap(v => (v instanceof Date ? [v.getTime()] : [])))
  const [anonymous] = await read.case.findMany({ where: { anonymous: true } })
  const { contactId } = anonymous!
  const onCase = new Set(
    timesIn([
      anonymous!,
      ...(await read.message.findMany({ where: { contactId: contactId! } })),
      ...(await read.outbox.findMany({ where: { contactId: contactId! } })),
      ...(await read.contact.findMany({ where: { id: contactId! } })).map(({ createdAt: _, ...row }) => row),
    ]),
  )
  const own = await read.contact.findMany({ where: { ownerSealed: null } })
  const sessions = await read.session.findMany()
  const HOURS_48 = 48 * 3600_000
  const said = timesIn([...own, ...sessions]).flatMap(at => [at, at - HOURS_48])
  expect(own).toHaveLength(1)
  expect(onCase.size).toBeGreaterThan(5)
  expect(said.filter(at => onCase.has(at))).toEqual([])
})

describe('the list of chats', () => {
  const listed = async () =>
    (await listConversations(ctx, dispatcher)).items.map(({ at, text }) => [at, text])

  it('does not move a chat because its resident wrote anonymously', async () => {
    await say('o-writer', '您好')
    await say('o-writer', '你好')
    const at = ctx.now().toISOString().slice(0, 15)
    ctx.clock.advance(60)
    await say('o-other', '你好')
    ctx.clock.advance(24 * 60)
    const before = await listed()
    await report('o-writer')
    ctx.clock.advance(24 * 60)
    expect(await listed()).toEqual(before)
    expect(before[1]![0]).toMatch(at)
  })

  it('has no chat in which there is nothing but an anonymous case', async () => {
    await report('o-writer')
    expect(await listed()).toEqual([])
    await say('o-writer', '你好')
    expect(await listed()).toHaveLength(1)
  })
})
