import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { replyTo } from '../../../../src/usecases/cases/public/match-reply.ts'
import { sampleOffice, type TestContext, testContext } from '../../../helpers/context.ts'
import { type Publishers, publishedReply, publishers, unpublish } from '../../../helpers/replies.ts'

/** A wrong reply costs a trip, a missed one a question that an officer answers: so nothing here may be answered wrongly. */

let ctx: TestContext
let by: Publishers
const ids = new Map<string, number>()

const REPLIES = {
  stage: { question: '老戏台什么时候能修好？', text: '老戏台九月动工，年底前修好。' },
  tower: { question: '水塔多久清洗一次？', text: '每年 4 月和 10 月各清洗一次，提前三天在村里贴通知。' },
  bus: {
    question: '去县城的早班公交几点发车？',
    text: '早班公交六点二十从镇政府门口发车，春运期间提前十分钟。',
  },
  xihe: { question: '西河村的垃圾中转站什么时候搬走？', text: '西河村垃圾中转站明年三月底前搬到镇外。' },
  market: {
    question: '集贸市场摊位费怎么收？',
    text: '固定摊位每月 80 元，散摊每天 2 元，由市场管理办公室收取并开票。',
  },
  law: {
    question: '承包地流转要不要到镇里备案？',
    text: '按《中华人民共和国农村土地承包法》，流转合同要到镇里备案。',
  },
  plain: { text: '广场舞晚上九点以后不能用音响，社区每晚巡查。' },
} as const

beforeAll(async () => {
  ctx = await testContext({ content: { ...(await sampleOffice()) } })
  by = await publishers(ctx)
  for (const [name, given] of Object.entries(REPLIES))
    ids.set(name, (await publishedReply(ctx, by, given)).id)
})
afterAll(() => ctx.close())

const found = async (said: string, areaId: string | null = null) => {
  const reply = await replyTo(ctx, ctx.db.read, said, areaId)
  return [...ids].find(([, id]) => id === reply?.id)?.[0] ?? null
}

describe('a question that was answered before', () => {
  it.each<[string, keyof typeof REPLIES]>([
    ['老戏台什么时候能修好', 'stage'],
    ['请问老戏台几时修好呀？', 'stage'],
    ['水塔多久清洗一次', 'tower'],
    ['你好，想问下水塔隔多久清洗', 'tower'],
    ['去县城的早班公交几点发车啊', 'bus'],
    ['早班公交到县城的几点发车', 'bus'],
    ['西河村垃圾中转站什么时候搬走', 'xihe'],
    ['集贸市场的摊位费怎么收', 'market'],
    ['承包地流转要到镇里备案吗', 'law'],
  ])('%s', async (said, expected) => {
    expect(await found(said)).toBe(expected)
  })

  it.each([
    '老戏台可以租来办酒席吗',
    '老戏台旁边的路灯什么时候修好',
    '新戏台什么时候能修好',
    '水塔漏水了什么时候修',
    '水塔是哪年建的',
    '水池多久清洗一次',
    '去市里的早班公交几点发车',
    '去县城的末班公交几点发车',
    '公交卡怎么办',
    '垃圾中转站什么时候搬走',
    '东山村的垃圾中转站什么时候搬走',
    '西河村的垃圾桶什么时候搬走',
    '西河村什么时候通自来水',
    '集贸市场几点开门',
    '集贸市场的停车费怎么收',
    '摊位怎么申请',
    '承包地可以盖房吗',
    '宅基地流转要不要到镇里备案',
    '广场舞太吵了',
    '低保怎么申请',
    '身份证丢了怎么补',
    '什么时候',
    '。',
    '修',
    '',
  ])('means something else: %s', async said => {
    expect(await found(said)).toBeNull()
  })

  it('is answered for one\u2019s own village, and for no other', async () => {
    expect(await found('垃圾中转站什么时候搬走', 'xihe')).toBe('xihe')
    expect(await found('垃圾中转站什么时候搬走', 'dongshan')).toBeNull()
    expect(await found('东山村的垃圾中转站什么时候搬走', 'xihe')).toBeNull()
  })

  it('never has the answer of a guide\u2019s question', async () => {
    const { guides } = ctx.content()
    const wrong: string[] = []
    for (const guide of guides.values())
      for (const said of [guide.title, ...guide.aliases.slice(0, 3)])
        if ((await found(said)) !== null) wrong.push(said)
    expect(wrong).toEqual([])
  })

  it('is not answered by what is due for review, was retired or is not public any more', async () => {
    const { office } = ctx.content()
    office.laws = [{ name: '农村土地承包法', changedOn: '2026-11-17' }]
    expect(await found('承包地流转要到镇里备案吗')).toBe('law')
    ctx.clock.advance(2 * 1440)
    expect(await found('承包地流转要到镇里备案吗')).toBeNull()
    office.laws = []
    expect(await found('承包地流转要到镇里备案吗')).toBe('law')

    const { id, number } = await publishedReply(ctx, by, {
      question: '老磨坊几点开门磨面？',
      text: '老磨坊早上七点开门。',
    })
    const asks = () => replyTo(ctx, ctx.db.read, '老磨坊几点开门磨面', null)
    expect((await asks())?.id).toBe(id)
    const set = (retiredAt: Date | null) =>
      ctx.db.inTransaction(tx => tx.reply.update({ where: { id }, data: { retiredAt } }))
    await set(ctx.now())
    expect(await asks()).toBeNull()
    await set(null)
    expect((await asks())?.id).toBe(id)
    await unpublish(ctx, number, by.reviewer)
    expect(await asks()).toBeNull()

    ctx.clock.advance(550 * 1440)
    expect(await found('老戏台什么时候能修好')).toBeNull()
  })
})
