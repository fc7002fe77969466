import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, instantOf, shanghaiDate } from '../../../src/domain/base/civil-date.ts'
import type { ClockPause, Deadline, Status } from '../../../src/domain/cases/case.ts'
import { holdsSince, mayBegin, type Watched } from '../../../src/domain/numbers/supervision.ts'
import type { ConditionName } from '../../../src/domain/office/supervision-rules.ts'
import { runs } from '../../helpers/runs.ts'
import { calendar } from '../office/office-fixture.ts'

/** Due at the end of Wednesday, 25 November. */
const reply = (pauses: ClockPause[] = [], dueOn = '2026-11-25'): Deadline => ({
  rule: 'complaint.reply',
  article: '承诺',
  start: '2026-11-16',
  length: { amount: 7, unit: 'workingDays' },
  dueOn,
  dueAt: instantOf(addDays(dueOn, 1)).toISOString(),
  originalDueOn: dueOn,
  calendar: '2026@1',
  provisional: false,
  explanation: '',
  pauses,
})
const watched = (more: Partial<Watched> = {}, pauses: ClockPause[] = [], dueOn?: string): Watched => ({
  status: 'assigned',
  deadlines: { accept: reply(), reply: reply(pauses, dueOn) },
  supervisionDueOn: null,
  events: [],
  ...more,
})
const since = (condition: ConditionName, value: number, c: Watched, now: string) =>
  holdsSince({ when: { condition, value } }, c, { now: new Date(now), calendar })

describe('a rule holds', () => {
  it.each([
    ['dueWithinHours', 24, '2026-11-24T23:59+08:00', null],
    ['dueWithinHours', 24, '2026-11-25T00:00+08:00', '2026-11-25'],
    ['dueWithinHours', 24, '2026-11-25T23:59+08:00', '2026-11-25'],
    // Then it is late, which is another rule's.
    ['dueWithinHours', 24, '2026-11-26T00:00+08:00', null],
    ['overdueDays', 1, '2026-11-25T23:59+08:00', null],
    ['overdueDays', 1, '2026-11-26T00:00+08:00', '2026-11-26'],
    ['overdueDays', 3, '2026-11-27T23:59+08:00', null],
    ['overdueDays', 3, '2026-11-28T00:00+08:00', '2026-11-28'],
    // Over a weekend: Thursday, Friday, Monday.
    ['overdueWorkingDays', 3, '2026-11-29T23:59+08:00', null],
    ['overdueWorkingDays', 3, '2026-11-30T00:00+08:00', '2026-11-30'],
    ['overdueWorkingDays', 3, '2026-12-30T00:00+08:00', '2026-11-30'],
  ] as const)('%s %i at %s since %s', (condition, value, now, day) => {
    expect(since(condition, value, watched(), now)).toBe(day)
  })

  it('by hours: the first late day is the day after the hour', () => {
    const c = watched()
    c.deadlines.reply.dueAt = instantOf('2026-11-25', 900).toISOString()
    expect(since('overdueDays', 1, c, '2026-11-25T16:00+08:00')).toBeNull()
    expect(since('overdueDays', 1, c, '2026-11-26T00:00+08:00')).toBe('2026-11-26')
  })

  it.each(['answered', 'closed', 'declined', 'withdrawn', 'set_aside', 'merged'] as Status[])(
    'for no case that is %s',
    status => {
      const c = watched({
        status,
        events: [
          { type: 'returned', at: new Date('2026-11-17') },
          { type: 'reopened', at: new Date('2026-11-18') },
        ],
      })
      for (const condition of [
        'dueWithinHours',
        'overdueDays',
        'overdueWorkingDays',
        'returnedTimes',
        'reopenedTimes',
      ] as const)
        expect([condition, since(condition, 1, c, '2026-11-27T10:00+08:00')]).toEqual([condition, null])
    },
  )

  it('counts returns since the case was opened again, and each opening anew', () => {
    const at = (day: string) => instantOf(day, 600)
    const events: Watched['events'] = [
      { type: 'returned', at: at('2026-11-17') },
      { type: 'returned', at: at('2026-11-18') },
    ]
    const now = '2026-11-27T10:00+08:00'
    expect(since('returnedTimes', 2, watched({ events }), now)).toBe('2026-11-18')
    expect(since('returnedTimes', 3, watched({ events }), now)).toBeNull()
    const again: Watched['events'] = [...events, { type: 'reopened', at: at('2026-11-20') }]
    expect(since('returnedTimes', 1, watched({ events: again }), now)).toBeNull()
    expect(since('reopenedTimes', 1, watched({ events: again }), now)).toBe('2026-11-20')
    const twice: Watched['events'] = [...again, { type: 'reopened', at: at('2026-11-24') }]
    expect(since('reopenedTimes', 1, watched({ events: twice }), now)).toBe('2026-11-24')
  })

  it('for an instruction of a manager from so many days after its date', () => {
    const c = watched({ supervisionDueOn: '2026-11-20' })
    expect(since('supervisionOverdueDays', 1, c, '2026-11-20T23:59+08:00')).toBeNull()
    expect(since('supervisionOverdueDays', 1, c, '2026-11-21T00:00+08:00')).toBe('2026-11-21')
    expect(since('supervisionOverdueDays', 1, watched(), '2026-11-21T00:00+08:00')).toBeNull()
  })
})

describe('a clock that stands', () => {
  const from = '2026-11-20T10:00:00+08:00'
  it('gives no mark, however long it waits', () => {
    const c = watched({ status: 'awaiting_resident' }, [{ from, to: null, reason: 'resident' }])
    for (const now of ['2026-11-25T10:00+08:00', '2026-12-25T10:00+08:00'])
      for (const condition of ['dueWithinHours', 'overdueDays', 'overdueWorkingDays'] as const)
        expect(since(condition, 1, c, now)).toBeNull()
  })

  it('gives no warning while a third party is asked', () => {
    const c = watched({}, [{ from, to: '2026-11-25T20:00:00+08:00', reason: 'thirdParty' }])
    expect(since('dueWithinHours', 24, c, '2026-11-25T19:00+08:00')).toBeNull()
    expect(since('dueWithinHours', 24, c, '2026-11-25T20:00+08:00')).toBe('2026-11-25')
  })

  it('that was late before keeps its marks and gets no new one; the days it stood are not late days', () => {
    const late = '2026-11-26T10:00:00+08:00'
    const stands = watched({ status: 'awaiting_resident' }, [{ from: late, to: null, reason: 'resident' }])
    expect(since('overdueDays', 1, stands, '2026-12-10T10:00+08:00')).toBe('2026-11-26')
    expect(since('overdueDays', 3, stands, '2026-12-10T10:00+08:00')).toBeNull()
    const now = new Date('2026-12-10T10:00+08:00')
    const rule = (condition: ConditionName) => ({ when: { condition, value: 1 } })
    expect(mayBegin(rule('overdueDays'), stands, now)).toBe(false)
    expect(mayBegin(rule('supervisionOverdueDays'), stands, now)).toBe(true)
    const ran = watched({}, [{ from: late, to: '2026-12-06T10:00:00+08:00', reason: 'resident' }])
    expect(since('overdueDays', 3, ran, '2026-12-07T10:00+08:00')).toBeNull()
    expect(since('overdueDays', 3, ran, '2026-12-08T10:00+08:00')).toBe('2026-12-08')
  })
})

it('is monotone: a longer delay holds later, and what holds goes on holding until the case is answered', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      (passed, days, working) => {
        const condition = working ? 'overdueWorkingDays' : 'overdueDays'
        const now = (n: number) => instantOf(addDays('2025-11-20', n), 600).toISOString()
        const c = watched({}, [], '2025-11-25')
        const day = since(condition, days, c, now(passed))
        const longer = since(condition, days + 1, c, now(passed))
        if (longer !== null) expect(day !== null && day < longer).toBe(true)
        if (day === null) return
        expect(daysBetween('2025-11-25', day)).toBeGreaterThanOrEqual(days)
        expect(day <= shanghaiDate(new Date(now(passed)))).toBe(true)
        expect(since(condition, days, c, now(passed + 1))).toBe(day)
      },
    ),
    runs(),
  )
})
