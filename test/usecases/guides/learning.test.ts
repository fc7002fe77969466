import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { lastTraining } from '../../../src/store/guides/router-trainings.ts'
import { openCase } from '../../../src/usecases/cases/moving/open-case.ts'
import { adviseOnCase } from '../../../src/usecases/guides/advise-on-case.ts'
import { acceptedWordings, decideWording, listWordings } from '../../../src/usecases/guides/guide-aliases.ts'
import { trainRouter } from '../../../src/usecases/guides/train-router.ts'
import { withWordings } from '../../../src/usecases/office/load-content.ts'
import { answerCase, assignCase } from '../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext } from '../../helpers/context.ts'
import { sendLines } from '../../helpers/talk.ts'

let ctx: TestContext
let dispatcher: Actor & { id: number }
let clerk: Actor & { id: number }
let reviewer: Actor & { id: number }
let admin: Actor & { id: number }
let heard = ''

beforeEach(async () => {
  ctx = await testContext({ channels: [new MemoryChannel('web')] })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
  clerk = await officer(ctx, 'clerk', '李经办')
  reviewer = await officer(ctx, 'reviewer', '赵审核')
  admin = await officer(ctx, 'admin', '陈管理')
})
afterEach(() => ctx.close())

async function says(from: string, ...lines: string[]) {
  heard = await sendLines(ctx, from, lines)
}

const opened = (text: string, more: Partial<Parameters<typeof openCase>[1]> = {}) =>
  openCase(
    ctx,
    { kind: 'complaint', text, area: 'dongshan', channel: 'phone', ...more },
    { kind: 'resident' },
  ).then(o => o.number)

const assigned = async (text: string, department: string) => {
  const number = await opened(text)
  await assignCase(ctx, number, dispatcher, { department })
  return number
}

const answered = async (text: string, reply: string, department = 'construction') => {
  const number = await assigned(text, department)
  await answerCase(ctx, number, reply, [clerk, reviewer])
  return number
}

describe('wordings that lead to a guide', () => {
  /** A question for which the sample guides offer a choice, however the search is tuned. */
  const question = () => {
    const vague = ['户口怎么办', '补贴怎么领', '医保怎么弄', '证明怎么开', '养老的钱怎么领', '房子怎么办手续']
    const found = vague.find(
      text =>
        ctx.content().findGuides(text).decision === 'clarify' &&
        (ctx.content().classify(text).guides?.length ?? 0) > 1 &&
        ctx.content().classify(text).intent === 'candidates',
    )
    expect(found).toBeDefined()
    return found!
  }
  const ask = async (from: string) => {
    await says(from, question())
    expect(heard).toMatch(/您问的是哪一件/)
    await says(from, '1')
  }

  it('counts the guides that residents choose, and learns a wording only when an officer accepts it', async () => {
    await ask('a')
    await ask('b')
    const [wording] = await listWordings(ctx, 'pending', admin)
    expect(wording).toMatchObject({ text: question(), source: 'picked', count: 2 })
    const learned = async () => {
      const { wordings, lessons } = await acceptedWordings(ctx.db)
      return withWordings(ctx.content(), wordings, lessons)
    }
    const before = await learned()
    expect(before.findGuides(question()).decision).toBe('clarify')

    await expect(decideWording(ctx, wording!.id, 'accepted', clerk)).rejects.toMatchObject({
      code: 'forbidden',
    })
    await decideWording(ctx, wording!.id, 'accepted', admin)
    const after = await learned()
    const found = after.findGuides(question())
    expect(found).toMatchObject({ decision: 'answer', hits: [{ id: wording!.guideId }] })
    expect(after.guides).toBe(ctx.content().guides)
    await decideWording(ctx, wording!.id, 'refused', admin)
    expect((await acceptedWordings(ctx.db)).wordings.size).toBe(0)
  })

  it('records the question of an answer that links a guide, unless it has personal data or the guide is unknown', async () => {
    const id = [...ctx.content().guides.keys()][0]!
    await answered('房前的老宅基能翻新不', `可以，请看 ${ctx.config.baseUrl}/guides/${id}`)
    await answered('我叫王小明的宅基能翻新不', `请看 /guides/${id}`)
    await answered('院墙能不能加高一点点', '请看 /guides/no-such-guide')
    expect(await listWordings(ctx, 'pending', admin)).toMatchObject([
      { text: '房前的老宅基能翻新不', guideId: id, source: 'linked', count: 1 },
    ])
  })
})

describe('the suggestions for an officer', () => {
  it('name department and category by the words of office.yaml, with a confidence, before any case was assigned', async () => {
    const number = await opened('村口的路灯坏了')
    const advice = await adviseOnCase(ctx, number, dispatcher)
    expect(advice.department).toMatchObject({ id: 'construction', from: 'words' })
    expect(advice.category).toMatchObject({ id: 'road' })
    expect(advice.department!.confidence).toBeGreaterThan(0)
    expect(advice.department!.confidence).toBeLessThanOrEqual(1)
  })

  it('list at most three similar answered cases with their answers, only those the officer may see', async () => {
    const lamp = await answered('小学门口的路灯坏了三个月', '路灯 11 月 16 日修好了。')
    await answered('通村公路有个大坑', '已填平。')
    for (let i = 0; i < 4; i++) await answered(`第 ${i} 个路口的路灯坏了`, '已经修好。')
    const number = await opened('学校门口路灯不亮，坏了好久')
    const advice = await adviseOnCase(ctx, number, dispatcher)
    expect(advice.answered).toHaveLength(3)
    expect(advice.answered[0]).toMatchObject({ number: lamp, reply: '路灯 11 月 16 日修好了' })
    const other = await officer(ctx, 'clerk', '周旁人', 'agriculture')
    await expect(adviseOnCase(ctx, number, other)).rejects.toMatchObject({ code: 'not_found' })
    const farm = await assigned('学校门口的路灯坏了，地里看不见', 'agriculture')
    expect((await adviseOnCase(ctx, farm, other)).answered).toEqual([])
  })

  it('mark open cases with the same text as repeats', async () => {
    const text = '东山村三组的水渠塌了，浇不上地，请来修'
    const first = await opened(text)
    await opened('东山村的垃圾没人清运')
    const again = await opened(`${text}！`)
    expect((await adviseOnCase(ctx, again, dispatcher)).open).toMatchObject([{ number: first, repeat: true }])
  })

  it('mark similar cases of the same resident as repeats, but never for an anonymous case', async () => {
    await says('a', '你好')
    const { id: contactId } = await ctx.db.read.contact.findFirstOrThrow()
    const first = await opened('东山村三组的水渠塌了，浇不上地，请来修')
    const second = await opened('东山村三组水渠塌了一段，田里没水，请来看看')
    const change = (number: string, data: { contactId: number } | { anonymous: boolean }) =>
      ctx.db.inTransaction(tx => tx.case.update({ where: { number }, data }))
    const open = async () => (await adviseOnCase(ctx, second, dispatcher)).open
    expect(await open()).toMatchObject([{ number: first, repeat: false }])
    await change(first, { contactId })
    await change(second, { contactId })
    expect(await open()).toMatchObject([{ number: first, repeat: true }])
    await change(second, { anonymous: true })
    expect(await open()).toMatchObject([{ number: first, repeat: false }])
  })

  it('learn departments from the office’s own cases, and measure the accuracy on the newest ones', async () => {
    const topics: [string, string][] = [
      ['路灯坏了看不见', 'safety'],
      ['垃圾没有清运太臭', 'agriculture'],
      ['低保申请没有批', 'party-office'],
    ]
    for (let i = 0; i < 60; i++) {
      const [text, department] = topics[i % 3]!
      const number = await opened(`${text}，第 ${i} 组`)
      await ctx.db.inTransaction(tx =>
        tx.case.update({ where: { number }, data: { departmentId: department, status: 'assigned' } }),
      )
    }
    await trainRouter(ctx)
    expect(await lastTraining(ctx.db.read)).toMatchObject({
      day: '2026-11-16',
      cases: 60,
      tested: 12,
      accuracy: 1,
      labels: 3,
    })
    const advice = await adviseOnCase(ctx, await opened('村口路灯坏了，晚上看不见路'), dispatcher)
    // The office's own cases outweigh the words of office.yaml.
    expect(advice.department).toMatchObject({ id: 'safety', from: 'office' })
    await trainRouter(ctx)
    expect(await ctx.db.read.routerTraining.count()).toBe(1)
  })

  it('learn nothing from a handful of cases', async () => {
    await assigned('路灯坏了', 'construction')
    await trainRouter(ctx)
    expect(await lastTraining(ctx.db.read)).toBeNull()
  })
})
