import { beforeEach, describe, expect, it } from 'vitest'
import type { OfficerActor } from '../../../src/domain/people/actor.ts'
import { findCaseByNumber } from '../../../src/store/cases/cases.ts'
import { findItem } from '../../../src/store/publish/items.ts'
import { findContact } from '../../../src/store/talk/contacts.ts'
import { makeNetworkCeiling } from '../../../src/usecases/cases/moving/case-ceiling.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { viewCase } from '../../../src/usecases/cases/shown/view-case.ts'
import {
  type CommentInput,
  commentOnItem,
  registeredComment,
} from '../../../src/usecases/publish/comment-on-item.ts'
import type { ItemInput } from '../../../src/usecases/publish/item-input.ts'
import { itemTalk } from '../../../src/usecases/publish/item-talk.ts'
import { moveItemAs } from '../../../src/usecases/publish/move-item.ts'
import { createItem, saveDraft } from '../../../src/usecases/publish/save-item.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { answerCase, assignCase } from '../../helpers/cases.ts'
import { type Clock, clockAt, type TestContext, testContext, typed } from '../../helpers/context.ts'
import { goPublic, publishedItem } from '../../helpers/publishing.ts'
import { addOfficers } from '../../helpers/site.ts'

let ctx: TestContext
let clock: Clock
let lin: OfficerActor
let chen: OfficerActor
let zhao: OfficerActor
let du: OfficerActor
let wang: OfficerActor

const ACCOUNTS: ItemInput = {
  columnId: 'village-affairs',
  areaId: 'dongshan',
  title: '三季度账目',
  body: '收入 3 万元，支出 2 万元。',
}
const ASK: CommentInput = { kind: 'inquiry', text: '第三季度路灯花的一万二有没有明细？' }

beforeEach(async () => {
  clock = clockAt('2026-11-30T09:00+08:00')
  ctx = await testContext({ clock })
  ;({ lin, chen, zhao, du, wang } = await addOfficers(ctx, {
    lin: 'correspondent',
    chen: 'reviewer',
    zhao: 'manager',
    du: 'dispatcher',
    wang: ['clerk', 'party-office'],
  }))
})

const publish = async (number: string) => {
  await goPublic(ctx, number, [lin, chen, zhao])
  return number
}
const published = (more: Partial<ItemInput> = {}) =>
  publishedItem(ctx, [lin, chen, zhao], { ...ACCOUNTS, ...more })

const sent = (from = 'browser-1', submission = 'one') => ({ from, submission })
const comments = () => ctx.db.read.itemComment.count()
const cases = () => ctx.db.read.case.count()

/** Answers a comment and publishes the answer. */
async function answered(number: string): Promise<void> {
  await assignCase(ctx, number, du, { department: 'party-office', officer: 'wang' })
  await answerCase(ctx, number, '路灯 12 盏，每盏 1000 元。', [wang, chen])
  await moveCase(ctx, number, 'publish', OPEN, chen)
}
const OPEN = {
  openness: 'open',
  redactedQuestion: '路灯的钱有没有明细？',
  redactedText: '路灯 12 盏，每盏 1000 元。',
  secrecyChecked: true,
} as const

describe('a comment on an item', () => {
  it('is a case of its own, of the item’s village, with the item’s department suggested', async () => {
    const item = await published()
    const number = await commentOnItem(ctx, item, ASK, sent())
    const view = await viewCase(ctx, number, du)
    expect(view).toMatchObject({
      kind: 'inquiry',
      channel: 'web',
      area: 'dongshan',
      text: ASK.text,
      suggestion: { departmentId: 'party-office', from: 'item' },
      item: { number: item, title: '三季度账目', version: 1, liveVersion: 1 },
    })
    expect(view.deadlines.reply.dueOn).toMatch(/^2026-12/)
  })

  it('keeps the version that the resident read, with its title, when the item changes', async () => {
    const item = await published()
    const number = await commentOnItem(ctx, item, ASK, sent())
    await moveItemAs(ctx, item, 'amend', { change: '补明细', because: number }, lin)
    await saveDraft(ctx, lin, item, { ...ACCOUNTS, title: '三季度账目（补明细）' }, undefined)
    await publish(item)
    expect((await viewCase(ctx, number, du)).item).toMatchObject({
      title: '三季度账目',
      version: 1,
      liveVersion: 2,
    })
  })

  it('sent twice, one after the other or at once, is one', async () => {
    const item = await published()
    const both = await Promise.all([
      commentOnItem(ctx, item, ASK, sent()),
      commentOnItem(ctx, item, ASK, sent()),
    ])
    expect(new Set([...both, await commentOnItem(ctx, item, ASK, sent())]).size).toBe(1)
    expect([await comments(), await cases()]).toEqual([1, 1])
    expect(await ctx.db.read.message.count({ where: { direction: 'out' } })).toBe(1)
  })

  it('is another one when its words, its form or its browser is', async () => {
    const item = await published()
    const numbers = [
      await commentOnItem(ctx, item, ASK, sent()),
      await commentOnItem(ctx, item, { ...ASK, text: '还有，水泵呢？' }, sent()),
      await commentOnItem(ctx, item, ASK, sent('browser-1', 'two')),
      await commentOnItem(ctx, item, ASK, sent('browser-2')),
    ]
    expect(new Set(numbers).size).toBe(4)
  })

  it('is found again in the chat of the same browser, and by no other', async () => {
    const item = await published()
    const number = await commentOnItem(ctx, item, ASK, sent())
    const { replies } = await receiveMessage(ctx, typed(ctx, 'browser-1', '查进度', { channel: 'web' }), {
      passive: all => all.length,
    })
    expect(replies.map(r => r.text).join()).toContain(number)
    expect(await registeredComment(ctx, number, 'browser-1')).toMatchObject({
      number,
      code: ctx.secrets.trackingCode(number),
      emergency: null,
    })
    for (const other of ['browser-2', undefined])
      await expect(registeredComment(ctx, number, other)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('that tells of danger names whom to ring', async () => {
    const item = await published()
    const number = await commentOnItem(ctx, item, { ...ASK, text: '村口房子着火了，快来人！' }, sent())
    expect((await registeredComment(ctx, number, 'browser-1')).emergency).toContain('119')
  })

  it.each(['', '  ', '\u200b', '。', '长'.repeat(10_001)])(
    'with no words or too many is refused',
    async text => {
      const item = await published()
      await expect(commentOnItem(ctx, item, { ...ASK, text }, sent())).rejects.toMatchObject({
        code: 'invalid_field',
      })
      expect(await cases()).toBe(0)
    },
  )

  it('beyond what one network or browser sends in an hour is held, not lost', async () => {
    const item = await published()
    const network = makeNetworkCeiling({
      ordinary: { points: 2, seconds: 3600 },
      urgent: { points: 2, seconds: 3600 },
    })
    for (const n of [1, 2, 3])
      await commentOnItem(ctx, item, ASK, { ...sent(`browser-${n}`), crowded: network('10.0.0.1') })
    for (let n = 0; n < 12; n++) await commentOnItem(ctx, item, { ...ASK, text: `第 ${n} 问` }, sent('robot'))
    const held = await ctx.db.read.case.findMany({ where: { heldAt: { not: null } } })
    expect(held).toHaveLength(1 + 2)
    expect(await comments()).toBe(15)
  })

  it('from a chat that an officer has paused is refused, with where to turn to', async () => {
    const item = await published()
    await commentOnItem(ctx, item, ASK, sent())
    const { id } = (await findContact(ctx.db.read, ctx.secrets, 'web', 'browser-1'))!
    await ctx.db.inTransaction(tx =>
      tx.contact.update({ where: { id }, data: { blockedUntil: new Date('2026-12-02T00:00:00Z') } }),
    )
    await expect(commentOnItem(ctx, item, ASK, sent('browser-1', 'two'))).rejects.toMatchObject({
      code: 'move_refused',
      detail: expect.stringContaining('申诉'),
    })
  })
})

describe('an item that', () => {
  it('the public has never read is unknown, like a number that nobody gave', async () => {
    const draft = await createItem(ctx, lin, ACCOUNTS)
    for (const number of [draft, '2026-99999'])
      await expect(commentOnItem(ctx, number, ASK, sent())).rejects.toMatchObject({ code: 'not_found' })
  })

  it('is withdrawn takes no comment, but what was written can be registered all the same', async () => {
    const item = await published()
    await moveItemAs(ctx, item, 'withdraw', { reason: '日期写错' }, zhao)
    await expect(commentOnItem(ctx, item, ASK, sent())).rejects.toMatchObject({
      code: 'move_refused',
      detail: expect.stringContaining('登记成普通的'),
    })
    const number = await commentOnItem(ctx, item, { ...ASK, ordinary: true }, sent())
    expect(await comments()).toBe(0)
    expect(await viewCase(ctx, number, du)).toMatchObject({
      text: ASK.text,
      item: null,
      facts: { about: expect.stringContaining(item) },
    })
  })

  it('asks for opinions takes them to its last day, and questions afterwards', async () => {
    const item = await published({ columnId: 'notices', consultation: true, endsOn: '2026-12-06' })
    const opinion: CommentInput = { kind: 'suggestion', text: '建议路灯装到村小学。' }
    clock.set('2026-12-06T23:59+08:00')
    await commentOnItem(ctx, item, opinion, sent())
    clock.set('2026-12-07T00:01+08:00')
    await expect(commentOnItem(ctx, item, opinion, sent('b', 'two'))).rejects.toMatchObject({
      code: 'move_refused',
      detail: expect.stringContaining('已经结束'),
    })
    await commentOnItem(ctx, item, { ...opinion, kind: 'inquiry' }, sent('b', 'two'))
    expect(await comments()).toBe(2)
  })
})

describe('what the public reads below an item', () => {
  const talk = async (number: string) => itemTalk(ctx, (await findItem(ctx.db.read, number))!)

  it('is the redacted question and answer, from when the answer is published until it no longer is', async () => {
    const item = await published()
    const number = await commentOnItem(ctx, item, { ...ASK, name: '张三', phone: '13800000000' }, sent())
    expect(await talk(item)).toMatchObject({ count: 1, comments: [] })
    await answered(number)
    const shown = await talk(item)
    expect(shown.comments).toMatchObject([{ question: OPEN.redactedQuestion, text: OPEN.redactedText }])
    expect(JSON.stringify(shown)).not.toMatch(/张三|13800000000|一万二/)
    await moveCase(ctx, number, 'publish', { openness: 'closed', reason: '还要核实' }, chen)
    expect((await talk(item)).comments).toEqual([])
  })

  it('ends in the correction that a comment led to', async () => {
    const item = await published()
    clock.advance(60)
    const number = await commentOnItem(ctx, item, ASK, sent())
    clock.advance(60)
    await answered(number)
    clock.advance(60)
    await moveItemAs(ctx, item, 'amend', { change: '补上路灯明细', because: number }, lin)
    clock.advance(60)
    await publish(item)
    expect((await talk(item)).line.map(step => step.step)).toEqual([
      'published',
      'commented',
      'answered',
      'corrected',
      'republished',
    ])
    expect((await talk(item)).line).toContainEqual(
      expect.objectContaining({ step: 'corrected', nth: 1, change: '补上路灯明细' }),
    )
  })

  it('counts the opinions of a consultation and shows its result', async () => {
    const item = await published({ columnId: 'notices', consultation: true, endsOn: '2026-12-06' })
    await commentOnItem(ctx, item, { kind: 'suggestion', text: '多装几盏。' }, sent())
    clock.set('2026-12-08T09:00+08:00')
    await moveItemAs(ctx, item, 'conclude', { result: '收到 1 条，采纳 1 条。' }, zhao)
    expect(await talk(item)).toMatchObject({
      door: 'over',
      count: 1,
      consultation: { endsOn: '2026-12-06', result: '收到 1 条，采纳 1 条。' },
    })
    const row = await findCaseByNumber(ctx.db.read, (await ctx.db.read.case.findFirstOrThrow()).number)
    expect(row?.kind).toBe('suggestion')
  })
})
