import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbound } from '../../../src/domain/base/message.ts'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import { findCaseByNumber } from '../../../src/store/cases/cases.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { type TestContext, testContext, typed } from '../../helpers/context.ts'

/** What is not understood at a question for personal data, or was not passed on at all, becomes nobody's matter. */

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
})
afterEach(() => ctx.close())

async function says(...lines: (string | Partial<Inbound>)[]): Promise<string> {
  let heard = ''
  for (const line of lines) {
    const message = typeof line === 'string' ? typed(ctx, 'a', line) : typed(ctx, 'a', '', line)
    heard = (await receiveMessage(ctx, message, { passive: r => r.length })).replies
      .map(r => r.text)
      .join('\n')
    ctx.clock.advance(1)
  }
  return heard
}
const upToPhone = ['投诉', '路灯坏了好久，晚上看不见', '东山村', '小卖部旁', '跳过']
const caseFrom = async (heard: string) =>
  (await findCaseByNumber(ctx.db.read, findCaseNumbers(heard)[0]!.number!))!

describe('at the question for a phone', () => {
  it.each([
    '13800001111 13900002222',
    '打13800001111，打不通再打13900002222，白天晚上都可以找到我的',
    '138OOOO111',
    '我老婆的是1380000111，路灯的事她最清楚了，都摔了好几次了',
    '0571-8765432198',
    '１３８００００１１１１、１３９００００２２２２',
    '电话错了，是1380000111',
  ])('%s stands in no open text of the case', async answer => {
    const heard = await says(...upToPhone, answer)
    expect(heard).toMatch(/号码|一个/)
    const { number, text, title, place, facts } = await caseFrom(await says('跳过', '确认'))
    expect([text, title, place, facts]).toEqual([
      '路灯坏了好久，晚上看不见',
      expect.any(String),
      '小卖部旁',
      null,
    ])
    expect(JSON.stringify([number, title])).not.toMatch(/1111|2222|8765/)
    const events = await ctx.db.read.caseEvent.findMany()
    expect(JSON.stringify(events)).not.toMatch(/1111|2222|8765/)
  })
})

describe('what the channel could not pass on', () => {
  it.each<[string, Partial<Inbound>]>([
    ['a sentence of WeChat', { channel: 'web', text: '【收到不支持的消息类型，暂无法显示】' }],
    ['one in English', { text: '[Unsupported Message]' }],
    ['an unknown kind', { kind: 'unknown', raw: 'hologram' }],
    ['a sticker', { kind: 'unknown', raw: 'sticker' }],
    ['a voice without its file', { kind: 'media', media: [] }],
  ])(
    '%s is answered with what can be sent, at every question, and is no part of the case',
    async (_what, more) => {
      const lost = { ...more, ...(more.text === undefined && { text: undefined as never }) }
      let heard = await says(lost)
      expect(heard).toMatch(/没有传过来|表情这里看不到/)
      for (const line of [...upToPhone, '跳过']) {
        const asked = await says(line)
        heard = await says(lost, lost, lost)
        expect(heard).toContain('请发文字、照片、语音或位置')
        expect(heard).toContain(asked.split('\n').find(l => /[？。：]$/.test(l))!)
      }
      const row = await caseFrom(await says('确认'))
      expect([row.text, row.place]).toEqual(['路灯坏了好久，晚上看不见', '小卖部旁'])
      const kept = await ctx.db.read.message.findMany({ where: { kind: { in: ['unknown', 'media'] } } })
      expect(kept.length).toBe(19)
      expect(kept.every(m => m.text === '')).toBe(true)
    },
  )
})
