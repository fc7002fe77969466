import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Inbound } from '../../../src/domain/base/message.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import {
  type ConversationFilter,
  caseFromMessage,
  listConversations,
  viewConversation,
} from '../../../src/usecases/talk/conversations.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { officer, type TestContext, testContext, typed } from '../../helpers/context.ts'
import { TONE } from '../../helpers/voice.ts'

let ctx: TestContext
let lin: Actor
beforeEach(async () => {
  ctx = await testContext()
  lin = await officer(ctx, 'dispatcher', '林晓')
})
afterEach(() => ctx.close())

const says = (from: string, text: string, more: Partial<Inbound> = {}) => {
  ctx.clock.advance(1)
  return receiveMessage(ctx, typed(ctx, from, text, { channel: 'wechat', ...more }))
}
const contactOf = async (messageId: number) =>
  (await ctx.db.read.message.findUniqueOrThrow({ where: { id: messageId } })).contactId
const texts = async (filter: ConversationFilter) =>
  (await listConversations(ctx, lin, filter)).items.map(item => item.text || item.kind)

it('keeps what nobody understood apart', async () => {
  await says('o-1', '', { kind: 'unknown', raw: 'hologram' })
  await says('o-2', '你好')
  expect(await texts({ unclear: true })).toEqual(['unknown'])
  expect(await texts({})).toEqual(['你好', 'unknown'])
})

it('finds conversations by what was sent in them, and shows that message', async () => {
  const media = (kind: 'photo' | 'voice', mime: string, bytes = TONE) => ({
    kind: 'media' as const,
    media: [{ kind, bytes, mime }],
  })
  await says('o-text', '你好')
  await says('o-place', '', { kind: 'location', location: { latitude: 30.1, longitude: 120.2 } })
  await says('o-new', '', { kind: 'unknown', raw: 'hologram' })
  await says('o-voice', '', media('voice', 'audio/amr'))
  await says('o-voice', '您好')
  await says('o-photo', '看照片', { kind: 'media', media: [{ kind: 'photo', ref: 'M1' }] })
  expect(await texts({ said: 'text' })).toEqual(['您好', '你好'])
  expect(await texts({ said: 'voice' })).toEqual(['media'])
  expect(await texts({ said: 'photo' })).toEqual(['看照片'])
  expect(await texts({ said: 'location' })).toEqual(['location'])
  expect(await texts({ said: 'unknown' })).toEqual(['unknown'])
  expect(await texts({ said: 'text', channel: 'web' })).toEqual([])
})

it('hides who writes, and not the office’s own name and number', async () => {
  const { botName, phone } = ctx.content().office
  const { messageId } = await says('o-1', '我叫王小明，电话13812345678')
  await says('o-1', '人工')
  const view = await viewConversation(ctx, lin, await contactOf(messageId))
  const all = view.messages.map(m => m.text).join('\n')
  expect(all).not.toMatch(/王小明|13812345678/)
  expect(all).toContain(phone)
  const { messageId: follow } = await says('o-2', '', { kind: 'event', event: { name: 'follow' } })
  const greeted = await viewConversation(ctx, lin, await contactOf(follow))
  expect(greeted.messages.map(m => m.text).join('\n')).toContain(`我叫${botName}`)
})

it('pages without loss or repeat, latest first, also through a filter', async () => {
  for (let i = 0; i < 35; i++) await says(`o-${i}`, '你好')
  await says('b-1', '你好', { channel: 'web' })
  for (const more of [{}, { said: 'text' as const }]) {
    const first = await listConversations(ctx, lin, { channel: 'wechat', ...more })
    const second = await listConversations(ctx, lin, { channel: 'wechat', ...more, cursor: first.next! })
    const all = [...first.items, ...second.items].map(item => item.id)
    expect([first.items.length, second.items.length, second.next, new Set(all).size]).toEqual([
      30,
      5,
      null,
      35,
    ])
    expect(all).toEqual([...all].sort((a, b) => b - a))
  }
})

it('makes one case of a message, however often: the voice goes along, and the resident is told once', async () => {
  const media = [{ kind: 'voice' as const, bytes: TONE, mime: 'audio/amr' }]
  const { messageId } = await says('o-voice', '', { kind: 'media', media })
  const at = { contactId: await contactOf(messageId), messageId }
  const voice = await ctx.db.read.attachment.findFirstOrThrow({ where: { messageId } })
  await expect(caseFromMessage(ctx, lin, at, { kind: 'nonsense' })).rejects.toMatchObject({
    code: 'invalid_field',
  })
  const given = { kind: 'help', title: '听语音', area: 'dongshan' }
  const numbers = await Promise.all([1, 2, 3].map(() => caseFromMessage(ctx, lin, at, given)))
  expect(new Set(numbers).size).toBe(1)
  const [row, ...more] = await ctx.db.read.case.findMany({ include: { attachments: true } })
  expect(more).toEqual([])
  expect(row).toMatchObject({ kind: 'help', title: '听语音', contactId: at.contactId, channel: 'wechat' })
  expect(row!.attachments.map(a => a.id)).toEqual([voice.id])
  expect(await ctx.db.read.outbox.findMany({ where: { caseId: row!.id } })).toMatchObject([
    { purpose: 'notice', contactId: at.contactId, status: 'queued' },
  ])
  // It is read with its case now, and not a second time here.
  const { messages } = await viewConversation(ctx, lin, at.contactId)
  expect(messages.flatMap(m => m.attachments)).toEqual([])
  expect(await texts({ said: 'voice' })).toEqual([])
})

it('is for the whole office: an auditor reads and opens nothing, who has one department does not read', async () => {
  const { messageId } = await says('o-1', '路灯坏了没人管')
  const at = { contactId: await contactOf(messageId), messageId }
  const auditor = await officer(ctx, 'auditor', '韩立')
  expect((await viewConversation(ctx, auditor, at.contactId)).mayOpen).toBe(false)
  const forbidden = { code: 'forbidden' }
  await expect(caseFromMessage(ctx, auditor, at, { kind: 'help' })).rejects.toMatchObject(forbidden)
  const boss = await officer(ctx, 'manager', '罗建平', 'construction')
  await expect(listConversations(ctx, boss)).rejects.toMatchObject(forbidden)
  await expect(viewConversation(ctx, boss, at.contactId)).rejects.toMatchObject(forbidden)
  await expect(viewConversation(ctx, lin, 99_999)).rejects.toMatchObject({ code: 'not_found' })
})
