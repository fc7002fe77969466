import { beforeEach, describe, expect, it } from 'vitest'
import { moveItemAs } from '../../../src/usecases/publish/move-item.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { type Publishers, publishedItem } from '../../helpers/publishing.ts'
import { addOfficers } from '../../helpers/site.ts'
import { sendLines } from '../../helpers/talk.ts'

let ctx: TestContext
let people: Publishers

beforeEach(async () => {
  ctx = await testContext()
  const { lin, chen, zhao } = await addOfficers(ctx, {
    lin: 'correspondent',
    chen: 'reviewer',
    zhao: 'manager',
  })
  people = [lin, chen, zhao]
})

const LIST = { columnId: 'assistance', areaId: 'dongshan', title: '东山村低保公示', body: '共 3 户。' }

describe('a resident asks what is published', () => {
  it('and is told that nothing is', async () => {
    expect(await sendLines(ctx, 'wang', ['最近公开了什么'])).toContain('还没有公开的内容')
  })

  it('and gets the latest with their dates and addresses', async () => {
    const number = await publishedItem(ctx, people)
    const answer = await sendLines(ctx, 'wang', ['最近公开了什么'])
    expect(answer).toContain('道路修好了')
    expect(answer).toContain(`/open/item/${number}`)
  })

  it('is asked for the village where each has its own, and gets that village’s list', async () => {
    const number = await publishedItem(ctx, people, LIST)
    await publishedItem(ctx, people, { ...LIST, areaId: 'xihe', title: '西河村低保公示' })
    expect(await sendLines(ctx, 'wang', ['我们村的低保名单公示在哪'])).toContain('哪个村')
    const answer = await sendLines(ctx, 'wang', ['东山村'])
    expect(answer).toContain(`/open/item/${number}`)
    expect(answer).toContain('最近更新')
    expect(answer).not.toContain('西河村低保')
  })

  it('is not asked when the question names the village', async () => {
    const number = await publishedItem(ctx, people, LIST)
    expect(await sendLines(ctx, 'wang', ['东山村低保名单公示在哪'])).toContain(`/open/item/${number}`)
  })

  it('is told that a list was taken down', async () => {
    const number = await publishedItem(ctx, people, LIST)
    await moveItemAs(ctx, number, 'withdraw', { reason: '到期' }, people[2])
    expect(await sendLines(ctx, 'wang', ['东山村低保名单公示在哪'])).toContain('现在没有在公开的内容')
  })

  it('a report about such a list is no question', async () => {
    const answer = await sendLines(ctx, 'wang', ['我举报低保名单在哪公示都有假'])
    expect(answer).not.toContain('/open/')
  })
})
