import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseGuides } from '../../../../src/domain/guides/guide-file.ts'
import { oneReply, publishedReplies } from '../../../../src/usecases/cases/public/published-replies.ts'
import {
  countForReview,
  listReviewed,
  oneReviewed,
} from '../../../../src/usecases/cases/reply-review/list-reviewed.ts'
import {
  beginGuide,
  confirmReply,
  coverReply,
  draftOf,
  retireReply,
} from '../../../../src/usecases/cases/reply-review/review-reply.ts'
import { officer, sampleOffice, type TestContext, testContext } from '../../../helpers/context.ts'
import { type Publishers, publishedReply, publishers, unpublish } from '../../../helpers/replies.ts'

let ctx: TestContext
let by: Publishers
let law: { id: number; number: string }
let other: { id: number; number: string }

beforeAll(async () => {
  const content = await sampleOffice()
  ctx = await testContext({ content: { ...content, office: { ...content.office, laws: [] } } })
  by = await publishers(ctx)
  law = await publishedReply(ctx, by, { text: '按《土地管理法》要先申请。' })
  other = await publishedReply(ctx, by, { question: '水塔多久清洗？', text: '每年 4 月清洗。' })
})
afterAll(() => ctx.close())

const listed = async (state: 'review' | 'all' | 'retired', who = by.reviewer) =>
  (await listReviewed(ctx, who, state)).replies.map(reply => reply.id)
const actions = async (number: string) =>
  (await ctx.db.read.auditEntry.findMany({ where: { target: number }, orderBy: { id: 'asc' } })).map(
    e => e.action,
  )

describe('keeping public replies', () => {
  it('lists them by state, and counts what is to be reviewed', async () => {
    expect(await listed('all')).toEqual([other.id, law.id])
    expect([await listed('review'), await countForReview(ctx, by.reviewer)]).toEqual([[], 0])
    ctx.content().office.laws = [{ name: '中华人民共和国土地管理法', changedOn: '2026-11-20' }]
    ctx.clock.advance(10 * 1440)
    expect([await listed('review'), await countForReview(ctx, by.reviewer)]).toEqual([[law.id], 1])
    expect((await oneReviewed(ctx, by.reviewer, law.id)).reasons).toMatchObject({ old: false, laws: [{}] })
  })

  it('is done with when an officer says that it holds', async () => {
    await confirmReply(ctx, by.reviewer, law.id)
    expect(await listed('review')).toEqual([])
    expect(await oneReviewed(ctx, by.reviewer, law.id)).toMatchObject({ confirmedBy: '赵' })
    expect(await actions(law.number)).toContain('reply_confirmed')
  })

  it('is due again eighteen months after that', async () => {
    ctx.clock.advance(548 * 1440)
    expect(await listed('review')).toEqual([law.id, other.id])
    await confirmReply(ctx, by.reviewer, law.id)
    expect(await listed('review')).toEqual([other.id])
  })

  it('retires one, which nobody reads or finds any more, and brings it back', async () => {
    await expect(retireReply(ctx, by.reviewer, other.id, { reason: ' \u200b ' })).rejects.toMatchObject({
      code: 'invalid_field',
    })
    await retireReply(ctx, by.reviewer, other.id, { reason: '水塔拆了' })
    expect(await oneReply(ctx, other.id)).toBe('retired')
    expect((await publishedReplies(ctx, { q: '清洗' })).replies).toEqual([])
    expect([await listed('retired'), await listed('review')]).toEqual([[other.id], []])
    await expect(retireReply(ctx, by.reviewer, other.id, { reason: '再来' })).rejects.toMatchObject({
      code: 'move_refused',
    })
    await confirmReply(ctx, by.reviewer, other.id)
    expect((await publishedReplies(ctx, { q: '清洗' })).replies.map(r => r.id)).toEqual([other.id])
    expect(await listed('retired')).toEqual([])
    expect((await actions(other.number)).slice(-2)).toEqual(['reply_retired', 'reply_restored'])
  })

  it('makes a valid draft of a guide, and writes nothing by itself', async () => {
    await beginGuide(ctx, by.reviewer, other.id)
    const { file, draft } = await draftOf(ctx, by.reviewer, other.id)
    const { guides, problems } = parseGuides([{ file, text: draft }])
    expect(problems).toEqual([])
    expect(guides).toMatchObject([
      {
        title: '水塔多久清洗？',
        aliases: ['水塔多久清洗？'],
        note: '每年 4 月清洗。',
        department: 'construction',
        checked: false,
      },
    ])
    expect(await actions(other.number)).toContain('reply_drafted')
    expect(await oneReply(ctx, other.id)).toMatchObject({ guide: null })
  })

  it('notes the guide that covers it, and takes no other word for one', async () => {
    const [id] = [...ctx.content().guides.keys()]
    await coverReply(ctx, by.reviewer, other.id, id!)
    expect(await oneReply(ctx, other.id)).toMatchObject({ guide: { id } })
    await expect(coverReply(ctx, by.reviewer, other.id, '__proto__')).rejects.toMatchObject({
      code: 'invalid_field',
    })
    await coverReply(ctx, by.reviewer, other.id, '')
    expect(await oneReply(ctx, other.id)).toMatchObject({ guide: null })
  })

  it('is for those who may, each in their department; what is not public is not there', async () => {
    const clerk = await officer(ctx, 'clerk', '钱', 'construction')
    await expect(listReviewed(ctx, clerk, 'all')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(confirmReply(ctx, clerk, law.id)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await countForReview(ctx, clerk)).toBe(0)
    const stranger = await officer(ctx, 'reviewer', '孙', 'civil-affairs')
    expect(await listed('all', stranger)).toEqual([])
    for (const work of [oneReviewed, confirmReply, draftOf])
      await expect(work(ctx, stranger, law.id)).rejects.toMatchObject({ code: 'not_found' })
    await unpublish(ctx, law.number, by.reviewer)
    await expect(retireReply(ctx, by.reviewer, law.id, { reason: '不在了' })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
