import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eraseCase } from '../../../../src/store/talk/erasure.ts'
import { oneReply, publishedReplies } from '../../../../src/usecases/cases/public/published-replies.ts'
import { sealOldRows } from '../../../../src/usecases/talk/forget/seal-old-rows.ts'
import { type TestContext, testContext } from '../../../helpers/context.ts'
import { type Publishers, publish, publishedReply, publishers, unpublish } from '../../../helpers/replies.ts'
import { runs } from '../../../helpers/runs.ts'

let ctx: TestContext
let by: Publishers
const ids: number[] = []
const numbers: string[] = []

const REPLIES = [
  {
    question: '老戏台什么时候能修好？',
    text: '老戏台九月动工，年底前修好。',
    area: 'xihe',
    category: 'road',
  },
  { question: '自来水为什么浑？', text: '管网在清洗，明天中午前恢复。', area: 'dongshan', category: 'water' },
  { text: '路灯已经修好，夜里亮到六点。', area: 'xihe' },
]

beforeAll(async () => {
  ctx = await testContext()
  by = await publishers(ctx)
  for (const given of REPLIES) {
    const { id, number } = await publishedReply(ctx, by, given)
    ids.push(id)
    numbers.push(number)
    ctx.clock.advance(60)
  }
})
afterAll(() => ctx.close())

const found = async (wanted: Parameters<typeof publishedReplies>[1]) =>
  (await publishedReplies(ctx, wanted)).replies.map(reply => ids.indexOf(reply.id))

describe('public replies', () => {
  it.each<[Parameters<typeof publishedReplies>[1], number[]]>([
    [{}, [2, 1, 0]],
    [{ q: '戏台' }, [0]],
    [{ q: '年底前修好' }, [0]],
    [{ q: '修好' }, [2, 0]],
    [{ area: 'xihe' }, [2, 0]],
    [{ category: 'water' }, [1]],
    [{ area: 'xihe', category: 'water' }, []],
    [{ q: '修好', area: 'dongshan' }, []],
    [{ area: 'nowhere' }, []],
    [{ q: '！？' }, []],
    [{ q: '没有说过的事' }, []],
  ])('%j', async (wanted, expected) => {
    expect(await found(wanted)).toEqual(expected)
  })

  it('shows what is like a question, and says so, when nothing has its words', async () => {
    const { replies, similar } = await publishedReplies(ctx, { q: '想问问我们村的老戏台几时修好呢' })
    expect([similar, replies[0]?.id]).toEqual([true, ids[0]])
  })

  it('keeps the filters in what is only like it', async () => {
    expect(await found({ q: '老戏台几时修好', area: 'dongshan' })).toEqual([])
  })

  it('takes whatever is typed as words, never as a query language', async () => {
    const typed = fc.string({ unit: 'binary', maxLength: 100 })
    const syntax = fc.constantFrom(
      '" OR 1=1 --',
      "'); DROP TABLE",
      'NEAR(戏 台)',
      '戏*',
      'a:x',
      '戏 & !台',
      '%',
    )
    await fc.assert(
      fc.asyncProperty(fc.oneof(typed, syntax), typed, async (q, id) => {
        await publishedReplies(ctx, { q, area: id, category: id })
      }),
      runs(30),
    )
  })

  it('goes on page by page, with and without words', async () => {
    const own = await testContext()
    const officers = await publishers(own)
    for (let i = 0; i < 21; i++) await publishedReply(own, officers, { text: `第${i}次停水，已恢复。` })
    for (const wanted of [{}, { q: '停水' }]) {
      const first = await publishedReplies(own, wanted)
      expect([first.replies.length, first.next]).toEqual([20, first.replies.at(-1)!.id])
      const second = await publishedReplies(own, wanted, first.next!)
      expect([second.replies.map(r => r.text), second.next]).toEqual([['第0次停水，已恢复。'], null])
    }
    await own.close()
  })

  it('forgets a reply when it is not public any more, and finds its new words when it is again', async () => {
    const { id, number } = await publishedReply(ctx, by, { text: '渔塘下周清淤。' })
    expect((await publishedReplies(ctx, { q: '渔塘' })).replies).toHaveLength(1)
    await unpublish(ctx, number, by.reviewer)
    expect((await publishedReplies(ctx, { q: '渔塘' })).replies).toEqual([])
    expect(await ctx.db.read.replySearch.count({ where: { replyId: id } })).toBe(0)
    expect(await oneReply(ctx, id)).toBeNull()
    await publish(ctx, number, by.reviewer, { text: '堰塘下周清淤。' })
    expect((await publishedReplies(ctx, { q: '渔塘' })).replies).toEqual([])
    expect((await publishedReplies(ctx, { q: '堰塘' })).replies).toHaveLength(1)
    await unpublish(ctx, number, by.reviewer)
  })

  it('neither shows nor finds a retired reply', async () => {
    const { id, number } = await publishedReply(ctx, by, { text: '粮站周一开门。' })
    await ctx.db.inTransaction(tx => tx.reply.update({ where: { id }, data: { retiredAt: ctx.now() } }))
    expect(await oneReply(ctx, id)).toBe('retired')
    expect((await publishedReplies(ctx, { q: '粮站' })).replies).toEqual([])
    expect(await found({})).not.toContain(-1)
    // Whoever publishes it again says that it holds.
    await publish(ctx, number, by.reviewer, { text: '粮站周二开门。' })
    expect(await oneReply(ctx, id)).toMatchObject({ text: '粮站周二开门。' })
    await unpublish(ctx, number, by.reviewer)
  })

  it('stays found when the case is erased, because it is the office\u2019s own; another one is not', async () => {
    const kept = await publishedReply(ctx, by, { text: '水渠已经疏通。' })
    const gone = await publishedReply(ctx, by, { text: '水渠另外安排。' })
    await unpublish(ctx, gone.number, by.reviewer)
    await ctx.db.inTransaction(async tx => {
      // A row that an older version left.
      await tx.replySearch.create({ data: { replyId: gone.id, grams: 'abcdef' } })
      for (const { number } of [kept, gone]) {
        const { id } = await tx.case.findUniqueOrThrow({ where: { number } })
        await eraseCase(tx, id, ctx.now())
      }
    })
    expect((await publishedReplies(ctx, { q: '水渠' })).replies.map(r => r.id)).toEqual([kept.id])
    expect(await ctx.db.read.replySearch.count({ where: { replyId: gone.id } })).toBe(0)
    await unpublish(ctx, kept.number, by.reviewer)
  })

  it('masks personal numbers from before publishing refused them, and does not find them', async () => {
    const { id, number } = await publishedReply(ctx, by, { text: '找老李办。' })
    await ctx.db.inTransaction(async tx => {
      await tx.reply.update({ where: { id }, data: { redactedText: '找老李 13812345678 办。' } })
      await tx.replySearch.deleteMany({ where: { replyId: id } })
      await tx.jobRun.deleteMany({ where: { job: 'seal' } })
    })
    await sealOldRows(ctx)
    expect((await publishedReplies(ctx, { q: '老李' })).replies[0]?.text).toContain('138****5678')
    expect((await publishedReplies(ctx, { q: '13812345678' })).replies).toEqual([])
    await unpublish(ctx, number, by.reviewer)
  })

  it('indexes what was published before there was a search, once', async () => {
    await ctx.db.inTransaction(async tx => {
      await tx.replySearch.deleteMany({})
      await tx.jobRun.deleteMany({ where: { job: 'seal' } })
    })
    expect(await found({ q: '戏台' })).toEqual([])
    await sealOldRows(ctx)
    expect(await found({ q: '戏台' })).toEqual([0])
    expect(await found({ area: 'dongshan' })).toEqual([1])
    expect(await ctx.db.read.replySearch.count()).toBe(REPLIES.length)
  })
})
