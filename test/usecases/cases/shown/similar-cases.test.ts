import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCaseNumbers } from '../../../../src/domain/base/text/case-number.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { viewCase } from '../../../../src/usecases/cases/shown/view-case.ts'
import { deliverOutbox } from '../../../../src/usecases/notify/deliver-outbox.ts'
import { assignCase, openedCase } from '../../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext } from '../../../helpers/context.ts'
import { sendLines } from '../../../helpers/talk.ts'

let ctx: TestContext
let web: MemoryChannel
let dispatcher: Actor & { id: number }
let heard = ''

beforeEach(async () => {
  web = new MemoryChannel('web')
  ctx = await testContext({ channels: [web] })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
})
afterEach(() => ctx.close())

async function says(from: string, ...lines: string[]) {
  heard = await sendLines(ctx, from, lines)
}

const numberIn = (text: string) => findCaseNumbers(text)[0]!.number!
const LAMP = '东山村小学门口的路灯坏了三个月没人管'
const rest = ['跳过', '跳过', '跳过', '确认'] as const

async function complains(from: string, text: string, ...before: string[]): Promise<string> {
  await says(from, text, ...before, ...rest)
  return numberIn(heard)
}

describe('the same matter, reported by others', () => {
  it('is offered before the submit, in counts and dates and never in another resident’s words', async () => {
    await complains('a', LAMP)
    await says('b', '东山村小学门口路灯不亮，坏了好久没人管')
    expect(heard).toContain('已有 1 位居民反映同一问题（道路交通，11 月 16 日起），是否一并关注？')
    await says('b', '一并关注', ...rest)
    await says('c', '东山村的小学门口，路灯一直坏着没人管')
    expect(heard).toContain('已有 2 位居民反映同一问题')
  })

  it('a follower has a number, a clock, a reply and a rating of their own; officers see both together', async () => {
    const first = await complains('a', LAMP)
    ctx.clock.advance(24 * 60)
    const own = await complains('b', '东山村小学门口路灯不亮，坏了好久没人管', '一并关注')
    expect(own).not.toBe(first)
    const view = await viewCase(ctx, own, dispatcher)
    expect(view).toMatchObject({ status: 'received', facts: { following: first } })
    expect(view.deadlines.reply.start).toBe('2026-11-17')
    expect(view.events.at(-1)).toMatchObject({ type: 'noted', by: '系统' })
    expect((await viewCase(ctx, first, dispatcher)).events.at(-1)?.data['text']).toContain(own)

    // The office merges them; the answer to the first reaches both.
    await moveCase(ctx, own, 'merge', { into: first }, dispatcher)
    await assignCase(ctx, first, dispatcher)
    await moveCase(
      ctx,
      first,
      'draft',
      { text: '灯泡已换。' },
      await officer(ctx, 'clerk', '李', 'construction'),
    )
    await moveCase(ctx, first, 'submit', {}, await officer(ctx, 'dispatcher', '孙'))
    await moveCase(ctx, first, 'approve', {}, await officer(ctx, 'reviewer', '赵'))
    await deliverOutbox(ctx)
    expect(web.sent.filter(s => s.message.text.includes('灯泡已换')).map(s => s.to)).toEqual(['a', 'b'])
    expect((await viewCase(ctx, own, dispatcher)).replies).toHaveLength(1)
  })

  it('“not the same” registers alone', async () => {
    await complains('a', LAMP)
    const own = await complains('b', '东山村小学门口路灯不亮，坏了好久没人管', '不是一件事')
    expect((await viewCase(ctx, own, dispatcher)).facts).toBeNull()
  })

  it.each([
    ['another matter', '东山村的垃圾桶满了一个星期没人清运'],
    ['another village', '西河村小学门口的路灯坏了三个月没人管'],
  ])('%s is not offered', async (_what, text) => {
    await complains('a', LAMP)
    await says('b', text)
    expect(heard).not.toContain('一并关注')
  })

  it('one’s own case, an anonymous one, a report and an answered one are not offered', async () => {
    const mine = await complains('a', LAMP)
    await says('a', '东山村小学门口路灯不亮，坏了好久没人管')
    expect(heard).not.toContain('一并关注')
    await ctx.db.inTransaction(tx =>
      tx.case.update({ where: { number: mine }, data: { status: 'answered' } }),
    )
    const about = { text: LAMP, area: 'dongshan', channel: 'phone' as const }
    await openedCase(ctx, { ...about, anonymous: true })
    await openedCase(ctx, { ...about, kind: 'report' })
    await says('b', '东山村小学门口路灯不亮，坏了好久没人管')
    expect(heard).not.toContain('一并关注')
  })

  it('looks at no more than the area’s latest, however many there are', async () => {
    for (let i = 0; i < 170; i++) {
      await openedCase(ctx, { text: `第 ${i} 组的水渠${i % 2 ? '塌' : '堵'}了`, area: 'dongshan' })
    }
    await says('b', LAMP)
    expect(heard).not.toContain('一并关注')
    await openedCase(ctx, { text: LAMP, area: 'dongshan' })
    await says('c', LAMP)
    expect(heard).toContain('已有 1 位居民反映同一问题')
  })
})
