import { afterEach, beforeEach, expect, it } from 'vitest'
import { CHAT_CODE_TRIES } from '../../../../src/usecases/cases/own/code-tries.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { openedCase, SYSTEM } from '../../../helpers/cases.ts'
import { type TestContext, testContext, typed } from '../../../helpers/context.ts'

/** Codes that are tried out inside chats. */

let ctx: TestContext
let number: string
beforeEach(async () => {
  ctx = await testContext()
  number = await opened()
})
afterEach(() => ctx.close())

const opened = () => openedCase(ctx, { text: '村口的路灯坏了半个月' }, SYSTEM)
async function say(from: string, ...lines: string[]): Promise<string> {
  let heard = ''
  for (const line of lines) {
    const { replies } = await receiveMessage(ctx, typed(ctx, from, line), { passive: r => r.length })
    heard = replies.map(r => r.text).join('\n')
  }
  return heard
}
const tries = (from: string, code: string, which = number) => say(from, which, code)
const { points } = CHAT_CODE_TRIES.contact

it('after a few wrong codes even the right one is refused, and the answer says until when', async () => {
  for (let i = 0; i < points; i++) expect(await tries('thief', `WRONG2345${i + 2}`)).toContain('不对，查不了')
  const right = ctx.secrets.trackingCode(number)
  const shut = await say('thief', number)
  expect(shut).toMatch(/试错的次数太多了，请过 60 分钟再查/)
  expect(shut).not.toContain('路灯')
  expect(await say('thief', right)).not.toContain('路灯')
  // Another case, given out or not, answers the same.
  expect(await say('thief', await opened())).toContain('请过 60 分钟再查')
  // Somebody else with the code is not touched.
  expect(await tries('cousin', right)).toContain('路灯')
})

it('tries are counted for the case, too, because a browser without its cookie is a new contact each time', async () => {
  for (let i = 0; i < CHAT_CODE_TRIES.case.points; i++) await tries(`browser ${i}`, 'WRONG23456')
  expect(await say('one more', number)).toContain('请过 60 分钟再查')
  const other = await opened()
  expect(await tries('one more', ctx.secrets.trackingCode(other), other)).toContain('路灯')
})

it('right codes and questions without a code are not counted, and the case’s own resident needs no code', async () => {
  const right = ctx.secrets.trackingCode(number)
  for (let i = 0; i < points + 3; i++) expect(await tries('cousin', right)).toContain('路灯')
  for (let i = 0; i < points + 3; i++) await say('cousin', number, '跳过')
  expect(await tries('cousin', right)).toContain('路灯')
  const heard = await say(
    'owner',
    '投诉',
    '桥头的护栏断了',
    '东山村',
    '跳过',
    '跳过',
    '跳过',
    '不是一件事',
    '确认',
  )
  const own = /\d{4}-\d{5}-\d/.exec(heard)?.[0] ?? /\d{4}-\d{5}-\d/.exec(await say('owner', '确认'))![0]
  for (let i = 0; i < points; i++) await tries('owner', `WRONG2345${i + 2}`)
  expect(await say('owner', number)).toContain('请过 60 分钟再查')
  expect(await say('owner', own)).toContain('护栏')
})
