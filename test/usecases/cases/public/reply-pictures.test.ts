import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { storePictures } from '../../../../src/usecases/cases/public/reply-pictures.ts'
import { viewCase } from '../../../../src/usecases/cases/shown/view-case.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { conversationOf } from '../../../../src/usecases/talk/web-conversation.ts'
import { assignCase, openedCase, RESIDENT } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'

/** Photos of an answer, from the draft to the resident. */

let ctx: TestContext
let number: string
let clerk: Actor
let reviewer: Actor

beforeAll(async () => {
  ctx = await testContext()
  await receiveMessage(ctx, typed(ctx, 'browser-1', '你好', { channel: 'web' }))
  const contactId = (await ctx.db.read.contact.findFirstOrThrow()).id
  const input = { kind: 'complaint', text: '路灯坏了', channel: 'web' } as const
  number = await openedCase(ctx, input, RESIDENT, { contactId })
  const lin = await officer(ctx, 'dispatcher', '林晓')
  clerk = await officer(ctx, 'clerk', '张三', 'construction')
  reviewer = await officer(ctx, 'reviewer', '周敏')
  await assignCase(ctx, number, lin)
})
afterAll(() => ctx.close())

const photo = async (background: string) =>
  new Uint8Array(
    await sharp({ create: { width: 60, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  )
const draft = async (text: string, files: Uint8Array[], drop: number[] = []) =>
  moveCase(ctx, number, 'draft', { text }, clerk, {
    pictures: { add: await storePictures(ctx, files), drop },
  })
const pictures = () =>
  ctx.db.read.attachment.findMany({ where: { replyId: { not: null } }, orderBy: { id: 'asc' } })

it('are three at most, added at once or one after the other, and can be removed', async () => {
  const four = await Promise.all(['#111111', '#222222', '#333333', '#444444'].map(photo))
  await expect(draft('答复', four)).rejects.toMatchObject({ code: 'invalid_field' })
  await draft('答复', four.slice(0, 3))
  await expect(draft('别的答复', four.slice(3))).rejects.toMatchObject({ code: 'invalid_field' })
  // A refused draft changes nothing.
  expect((await viewCase(ctx, number, clerk)).pending?.text).toBe('答复')
  const [first, second, third] = await pictures()
  await draft('路灯修好了。', [], [first!.id, second!.id])
  expect((await pictures()).map(p => p.id)).toEqual([third!.id])
})

it('go to the resident with the approved answer', async () => {
  await moveCase(ctx, number, 'submit', {}, clerk)
  const before = (await conversationOf(ctx, 'browser-1')).messages.length
  await moveCase(ctx, number, 'approve', {}, reviewer)
  const { messages } = await conversationOf(ctx, 'browser-1')
  expect(messages.length).toBe(before + 1)
  expect(messages.at(-1)).toMatchObject({
    text: expect.stringContaining('路灯修好了。'),
    media: [{ kind: 'photo' }],
  })
  const [picture] = await pictures()
  const { payload } = await ctx.db.read.message.findFirstOrThrow({ where: { outbox: { purpose: 'reply' } } })
  expect(JSON.parse(payload!)).toMatchObject({ pictures: [picture!.hash] })
})
