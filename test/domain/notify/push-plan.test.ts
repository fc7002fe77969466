import { describe, expect, it } from 'vitest'
import { plainCode, readableCode } from '../../../src/domain/base/text/readable-code.ts'
import { isQuiet, planPush, QUIET } from '../../../src/domain/notify/push-plan.ts'
import { dailyText, reminderText, summaryText } from '../../../src/domain/notify/reminder-text.ts'
import { linkCodeIn } from '../../../src/domain/people/link-code.ts'
import { sampleOffice } from '../../helpers/context.ts'

const at = (text: string) => new Date(`${text}+08:00`)

describe('quiet hours', () => {
  it.each([
    ['2026-11-16T07:59', true],
    ['2026-11-16T08:00', false],
    ['2026-11-16T19:59', false],
    ['2026-11-16T20:00', true],
    // A Saturday, and a Saturday that is worked for the Spring Festival (调休).
    ['2026-11-21T10:00', true],
    ['2026-02-14T10:00', false],
    // National Day, a Thursday.
    ['2026-10-01T10:00', true],
  ])('%s: %s', async (time, quiet) => {
    const { calendar } = await sampleOffice()
    expect(isQuiet(QUIET, at(time), calendar)).toBe(quiet)
  })

  it('within one day, never, and not on days off for who wants it so', async () => {
    const { calendar } = await sampleOffice()
    const noon = { from: '12:00', to: '14:00', daysOff: false }
    expect(isQuiet(noon, at('2026-11-21T13:59'), calendar)).toBe(true)
    expect(isQuiet(noon, at('2026-11-21T14:00'), calendar)).toBe(false)
    expect(isQuiet({ from: '09:00', to: '09:00', daysOff: false }, at('2026-11-21T09:00'), calendar)).toBe(
      false,
    )
  })
})

describe('no flood', () => {
  const now = at('2026-11-16T10:00')
  const ago = (minutes: number, summary = false) => ({
    at: new Date(now.getTime() - minutes * 60_000),
    summary,
  })

  it('five within ten minutes go one by one', () => {
    expect(planPush(5, [], now)).toEqual({ do: 'each' })
    expect(planPush(1, [ago(9), ago(8), ago(7), ago(6)], now)).toEqual({ do: 'each' })
  })

  it('what would be the sixth and more goes together', () => {
    expect(planPush(6, [], now)).toEqual({ do: 'summary' })
    // Dated later than now: the clock was set back since.
    expect(planPush(1, Array(6).fill({ at: new Date(now.getTime() + 60_000), summary: true }), now)).toEqual({
      do: 'each',
    })
    expect(planPush(1, [ago(9), ago(8), ago(7), ago(6), ago(5)], now)).toEqual({ do: 'summary' })
    // Ten minutes ago is over.
    expect(planPush(1, [ago(10), ago(8), ago(7), ago(6), ago(5)], now)).toEqual({ do: 'each' })
  })

  it('after a summary the rest waits for the next', () => {
    const sent = [ago(9), ago(8), ago(7), ago(6), ago(5), ago(4, true)]
    expect(planPush(3, sent, now)).toEqual({ do: 'wait', until: new Date(now.getTime() + 6 * 60_000) })
  })
})

describe('what leaves the house', () => {
  const about = {
    number: '2026-00012-3',
    kind: 'complaint',
    area: '东山村',
    dueOn: '2026-11-25',
    provisional: false,
  } as const

  it('is the number, the kind, the village and the date', () => {
    expect(reminderText('assigned', about, '2026-11-16')).toBe(
      '新分派来一件\n2026-00012-3 投诉，东山村，11 月 25 日到期',
    )
  })

  it('counts many by kind', () => {
    expect(summaryText(['assigned', 'urged', 'assigned'])).toBe(
      '有 3 条提醒\n新分派来一件：2 条\n群众催办：1 条',
    )
  })

  it('a day without anything has no list', () => {
    const none = { name: '已超期', count: 0, first: [] }
    expect(dailyText({ day: '2026-11-16', parts: [none], others: [] })).toBeNull()
    const text = dailyText({
      day: '2026-11-16',
      parts: [none, { name: '今天到期', count: 3, first: [about] }],
      others: ['urged'],
    })
    expect(text).toBe(
      '11 月 16 日要办的事\n\n今天到期 3 件\n2026-00012-3 投诉，东山村，11 月 25 日到期\n还有 2 件\n\n昨天以来\n群众催办：1 条',
    )
  })
})

describe('the code that links a chat', () => {
  it('has ten signs that read well: more than 49 bits', () => {
    let n = 0
    const code = readableCode(() => n++)
    expect(code).toBe('23456-789AB')
    expect(Math.log2(31 ** plainCode(code).length)).toBeGreaterThan(49)
  })

  it.each([
    ['绑定 ABCDE-FGHJK', 'ABCDEFGHJK'],
    ['绑定abcde fghjk', 'ABCDEFGHJK'],
    [' 绑定：ABCDEFGHJK ', 'ABCDEFGHJK'],
    ['我要绑定 ABCDE-FGHJK', undefined],
    ['绑定', undefined],
    ['绑定手机号怎么弄', undefined],
    [`绑定 ${'A'.repeat(100_000)}`, undefined],
  ])('is found in %.30s', (text, code) => {
    expect(linkCodeIn(text)).toBe(code)
  })
})
