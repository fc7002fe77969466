import sharp from 'sharp'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { VIEWS, type ViewName } from '../../../../src/domain/cases/views.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { storePictures } from '../../../../src/usecases/cases/public/reply-pictures.ts'
import { cannedReplies, dropCanned, saveCanned } from '../../../../src/usecases/cases/shown/canned-replies.ts'
import { countViews, listCases } from '../../../../src/usecases/cases/shown/list-cases.ts'
import { removeView, savedViews, saveView } from '../../../../src/usecases/cases/shown/saved-views.ts'
import {
  drawAgain,
  drawSample,
  listSamples,
  viewSample,
  writeFinding,
} from '../../../../src/usecases/numbers/inspections.ts'
import {
  caseFromMessage,
  listConversations,
  viewConversation,
} from '../../../../src/usecases/talk/conversations.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { assignCase, openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'

/** Queries that otherwise only pages ask, so that they run on both databases. */

type Officer = Actor & { id: number }
let ctx: TestContext
let dispatcher: Officer
let clerk: Officer
let reviewer: Officer
let auditor: Parameters<typeof drawSample>[1]

beforeEach(async () => {
  ctx = await testContext()
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  clerk = await officer(ctx, 'clerk', '张经办', 'construction')
  reviewer = await officer(ctx, 'reviewer', '赵审核', 'construction')
  auditor = (await officer(ctx, 'auditor', '韦监督')) as typeof auditor
})
afterEach(() => ctx.close())

const open = () => openedCase(ctx, {}, dispatcher)

it('canned replies: added, changed, used by the department, taken away', async () => {
  const given = { title: '收到', text: '{称呼}，收到了。', departmentId: 'construction' }
  await saveCanned(ctx, reviewer, given)
  const [kept] = await cannedReplies(ctx, clerk)
  await saveCanned(ctx, reviewer, { ...given, title: '已收到' }, kept!.id)
  expect(await cannedReplies(ctx, clerk)).toMatchObject([{ id: kept!.id, title: '已收到', mine: false }])
  await dropCanned(ctx, reviewer, kept!.id)
  expect(await cannedReplies(ctx, dispatcher)).toEqual([])
})

it('a sample: drawn, drawn again the same, with its finding, in the list page by page', async () => {
  for (let i = 0; i < 6; i++) await open()
  const given = { from: '2026-11-01', to: '2026-11-16', size: '3', seed: 'qinghe2026' }
  const id = await drawSample(ctx, auditor, given)
  expect(await drawAgain(ctx, auditor, id)).toMatchObject({ same: true })
  await writeFinding(ctx, auditor, { id, ordinal: 2 }, { verdict: 'bad', finding: '没有回访' })
  const sample = await viewSample(ctx, auditor, id)
  expect(sample.items).toHaveLength(3)
  expect(JSON.stringify(sample.items[1])).toContain('没有回访')
  expect(JSON.stringify(await listSamples(ctx, auditor, id + 1))).toContain('"size":3')
})

it('conversations: latest first, one of them whole, a case made of a message once', async () => {
  await receiveMessage(ctx, typed(ctx, 'o-1', '你好', { channel: 'wechat' }))
  ctx.clock.advance(1)
  const { messageId } = await receiveMessage(
    ctx,
    typed(ctx, 'o-2', '', { channel: 'wechat', kind: 'unknown', raw: 'hologram' }),
  )
  const first = await receiveMessage(ctx, typed(ctx, 'o-2', '门口的树倒了', { channel: 'wechat' }))
  const { contactId } = await ctx.db.read.message.findUniqueOrThrow({ where: { id: messageId } })
  const all = await listConversations(ctx, dispatcher, { channel: 'wechat' })
  expect(all.items).toHaveLength(2)
  expect(all.items[0]!.id).toBe(contactId)
  expect((await listConversations(ctx, dispatcher, { unclear: true })).items.length).toBeGreaterThan(0)
  const cursor = `${ctx.now().getTime() + 1}-999999999`
  expect((await listConversations(ctx, dispatcher, { cursor })).items).toHaveLength(2)
  expect((await viewConversation(ctx, dispatcher, contactId, 999_999_999)).messages.length).toBeGreaterThan(1)
  const at = { contactId, messageId: first.messageId }
  const number = await caseFromMessage(ctx, dispatcher, at, { kind: 'complaint' })
  expect(await caseFromMessage(ctx, dispatcher, at, { kind: 'complaint' })).toBe(number)
})

it('pictures of a draft come and go with it', async () => {
  const number = await open()
  await assignCase(ctx, number, dispatcher)
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123456' } })
    .png()
    .toBuffer()
  const add = await storePictures(ctx, [png])
  await moveCase(ctx, number, 'draft', { text: '修好了' }, clerk, { pictures: { add, drop: [] } })
  const [picture] = await ctx.db.read.attachment.findMany({ where: { replyId: { not: null } } })
  await moveCase(ctx, number, 'draft', { text: '修好了。' }, clerk, {
    pictures: { add: [], drop: [picture!.id] },
  })
  expect(await ctx.db.read.attachment.count()).toBe(0)
})

it('the queue: every view lists as many as it counts, also for a clerk; saved ones are kept and dropped', async () => {
  for (let i = 0; i < 3; i++) await open()
  const number = await open()
  await assignCase(ctx, number, dispatcher)
  ctx.clock.advance(60 * 24 * 40)
  for (const by of [dispatcher, clerk]) {
    const counts = await countViews(ctx, by)
    for (const view of Object.keys(VIEWS) as ViewName[]) {
      if (view === 'all') continue
      expect([view, (await listCases(ctx, { view }, by)).items.length]).toEqual([view, counts[view]])
    }
  }
  expect((await countViews(ctx, dispatcher)).overdue).toBe(4)
  await saveView(ctx, clerk, { name: '我的', query: 'view=mine' })
  await saveView(ctx, clerk, { name: '我的', query: 'view=open' })
  const [view, ...more] = await savedViews(ctx, clerk)
  expect([view!.query, more]).toEqual(['view=open', []])
  await expect(removeView(ctx, dispatcher, view!.id)).rejects.toMatchObject({ code: 'not_found' })
  await removeView(ctx, clerk, view!.id)
  expect(await savedViews(ctx, clerk)).toEqual([])
})

it('the same note or reminder sent twice is one; another one, or a later one, is another', async () => {
  const number = await open()
  const events = () => ctx.db.read.caseEvent.count({ where: { case: { number } } })
  const before = await events()
  for (const text of ['问过了', '问过了', '又问了', '问过了'])
    await moveCase(ctx, number, 'note', { text }, dispatcher)
  expect(await events()).toBe(before + 3)
  ctx.clock.advance(11)
  await moveCase(ctx, number, 'note', { text: '问过了' }, dispatcher)
  expect(await events()).toBe(before + 4)
})
