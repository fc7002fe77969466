import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findCaseNumbers } from '../../../src/domain/base/text/case-number.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { viewCase } from '../../../src/usecases/cases/shown/view-case.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../helpers/context.ts'
import { answerText } from '../../helpers/talk.ts'

/** What is urgent but not life gets the deadline in hours by its category, and no number to ring. */

let ctx: TestContext
let dispatcher: Actor & { id: number }
beforeEach(async () => {
  ctx = await testContext({ channels: [new MemoryChannel('web')] })
  dispatcher = await officer(ctx, 'dispatcher', '王受理')
})
afterEach(() => ctx.close())

/** Says everything the bot asks for until it names a number. @returns all that it said */
async function registers(first: string): Promise<{ heard: string; number: string }> {
  let heard = ''
  for (const line of [first, '东山村', '跳过', '跳过', '跳过', '确认']) {
    const answer = answerText(
      await receiveMessage(ctx, typed(ctx, 'a', line), { passive: all => all.length }),
    )
    ctx.clock.advance(1)
    heard += answer
    const number = findCaseNumbers(answer)[0]?.number
    if (number) return { heard, number }
  }
  throw new Error(`no number: ${heard}`)
}

describe('a first message about', () => {
  it.each(['村口的井盖没了', '我们组停水三天了', '电线掉下来了没人管', '进村的路塌了一半', '燃气停了两天'])(
    '%s opens an urgent case and names no number to ring',
    async first => {
      const { heard, number } = await registers(first)
      expect(heard).not.toMatch(/\b1(19|20|10)\b/)
      const { urgent, deadlines } = await viewCase(ctx, number, dispatcher)
      expect(urgent).toBe(true)
      expect(deadlines).toMatchObject({ reply: { article: expect.stringContaining('24 小时') } })
    },
  )

  it('a broken street lamp opens an ordinary one', async () => {
    const { number } = await registers('村口的路灯坏了半个月')
    expect((await viewCase(ctx, number, dispatcher)).urgent).toBe(false)
  })
})
