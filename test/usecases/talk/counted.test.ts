import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { trackingUrl } from '../../../src/usecases/cases/moving/open-case.ts'
import { closeDays } from '../../../src/usecases/numbers/ledger/close-days.ts'
import { openedCase } from '../../helpers/cases.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { chatCase, sendLines } from '../../helpers/talk.ts'

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
  ctx.clock.set('2026-11-02T10:00+08:00')
  await closeDays(ctx)
  for (let i = 0; i < 6; i++) await openedCase(ctx, { channel: 'visit' })
})
afterEach(() => ctx.close())

async function tomorrow() {
  ctx.clock.advance(24 * 60)
  await closeDays(ctx)
}

const say = (from: string, ...lines: string[]) => sendLines(ctx, from, lines)

describe('whether a case is counted, asked in a chat', () => {
  it.each([
    '我的件算进去了吗',
    '算进去没有',
    '算不算进答复率？',
    '我的件在台账里吗',
    '进台账了没',
    '我反映的算进去了吗',
  ])('understands %s', async words => {
    const { number } = await chatCase(ctx, 'a', { text: '石桥村口的路灯坏了。', channel: 'web' })
    const answer = await say('a', words)
    expect(answer).toContain('今天的件在今晚 0 点以后记入台账，明天再看')
    expect(answer).toContain(trackingUrl(ctx, number))
  })

  it('answers from the ledger once the day is closed', async () => {
    const { number } = await chatCase(ctx, 'a', { text: '石桥村口的路灯坏了。', channel: 'web' })
    await tomorrow()
    const answer = await say('a', '我的件算进去了吗')
    expect(answer).toContain(`编号 ${number}`)
    expect(answer).toContain('算进去了：第 46 周应答复，还没到期。')
    expect(answer).toContain('台账记到 11 月 2 日')
    // What hides the number in the ledger is on the case page only.
    expect(answer).not.toContain(ctx.secrets.ledgerSalt(number))
  })

  it('lets a resident with several cases choose by number', async () => {
    await chatCase(ctx, 'a', { text: '石桥村口的路灯坏了。', channel: 'web' })
    const second = await chatCase(ctx, 'a', { text: '水管漏水没人修。', channel: 'web' })
    const list = await say('a', '我的件算进去了吗')
    const choice = list.split('\n').find(line => line.includes(second.number))!
    expect(await say('a', choice.slice(0, 1))).toContain(`编号 ${second.number}`)
  })

  it('tells an anonymous case’s writer to wait for Sunday', async () => {
    const { number } = await chatCase(ctx, 'a', {
      kind: 'report',
      text: '村里低保名单不公开。',
      channel: 'web',
      anonymous: true,
    })
    expect(await say('a', '我的件算进去了吗')).toContain(
      '匿名件和少见的类型到星期天才记入台账，11 月 9 日再看',
    )
    ctx.clock.set('2026-11-09T10:00+08:00')
    await closeDays(ctx)
    const answer = await say('a', '我的件算进去了吗')
    expect(answer).toContain(`编号 ${number}`)
    expect(answer).toMatch(/算进去了：第 \d+ 周应答复，还没到期。/)
  })

  it('tells nothing of another resident’s case, even with its code', async () => {
    const { number } = await chatCase(ctx, 'a', { text: '石桥村口的路灯坏了。', channel: 'web' })
    await tomorrow()
    expect(await say('b', '我的件算进去了吗')).toContain('没找到您在这里登记的事')
    await chatCase(ctx, 'b', { text: '水管漏水没人修。', channel: 'web' })
    await chatCase(ctx, 'b', { text: '井盖没了。', channel: 'web' })
    const answer = await say('b', '我的件算进去了吗', number, ctx.secrets.trackingCode(number))
    expect(answer).not.toContain('算进去了：')
  })

  it('leaves other things that count to the guides', async () => {
    await chatCase(ctx, 'a', { text: '石桥村口的路灯坏了。', channel: 'web' })
    expect(await say('a', '断交的几年养老保险算进去吗')).not.toContain('台账')
  })
})
