import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, closeOfDay, DAY, shanghaiDate } from '../../../src/domain/base/civil-date.ts'
import { Refusal } from '../../../src/domain/base/errors.ts'
import type { Deadline } from '../../../src/domain/cases/case.ts'
import { clockOf, clockTime } from '../../../src/domain/cases/clock.ts'
import {
  askThirdParty,
  awaitingDeadlines,
  deadlinesFor,
  extendDeadline,
  recompute,
  reopenedDeadlines,
  resumedDeadlines,
  thirdPartyAnswered,
  timeUsed,
} from '../../../src/domain/cases/deadline.ts'
import { sayDueOn } from '../../../src/domain/cases/deadline-text.ts'
import { makeCalendar } from '../../../src/domain/office/calendar.ts'
import { KINDS } from '../../../src/domain/office/kinds.ts'
import type { Office } from '../../../src/domain/office/office.ts'
import { runs } from '../../helpers/runs.ts'
import { at, calendar, calendarYears, office } from '../office/office-fixture.ts'

const counting = (kind: (typeof KINDS)[number], urgent = false) => ({ kind, urgent, office, calendar })
const reply = (kind: (typeof KINDS)[number], received: string, urgent = false) =>
  deadlinesFor({ ...counting(kind, urgent), receivedAt: at(received) }).reply

const instant = fc.date({ min: at('2020-01-01 00:00'), max: at('2030-10-01 00:00'), noInvalidDate: true })
const kind = fc.constantFrom(...KINDS)

const overdue = (reply: Deadline, now: Date) =>
  clockOf({ status: 'assigned', deadlines: { accept: reply, reply } }, clockTime(now, calendar)) === 'overdue'

describe('a deadline', () => {
  it.each([
    ['inquiry', '2026-11-20 09:00', '2026-11-25', '3 working days'],
    ['complaint', '2026-09-30 10:00', '2026-10-15', 'over National Day, with a Saturday that is worked'],
    ['help', '2026-02-13 10:00', '2026-03-02', 'over Spring Festival: 14 | 24–27 and 28 (worked) | 2 Mar'],
    ['suggestion', '2026-11-20 17:30', '2026-12-02', 'after hours on a Friday: Monday is day 0'],
    ['disclosure', '2026-10-12 09:00', '2026-11-09', '20 working days'],
    ['report', '2026-11-02 09:00', '2027-01-01', '60 calendar days, through the holiday'],
    ['report', '2026-10-03 09:00', '2026-12-07', 'received in the holidays: from 8 Oct'],
  ] as const)('of a %s received %s is %s (%s)', (kind, received, due, _why) => {
    const d = reply(kind, received)
    expect([d.dueOn, d.originalDueOn]).toEqual([due, due])
    expect(d.dueAt).toBe(closeOfDay(due).toISOString())
  })
  it('in hours runs day and night from the moment of receipt', () => {
    const { accept, reply } = deadlinesFor({ ...counting('help', true), receivedAt: at('2026-10-03 23:30') })
    expect(accept.dueAt).toBe(at('2026-10-04 01:30').toISOString())
    expect(reply.dueAt).toBe(at('2026-10-04 23:30').toISOString())
    expect(reply.explanation).toBe(
      '10 月 3 日 23:30 收到，急件不分昼夜，24 小时内答复，最晚 10 月 4 日 23:30。',
    )
  })
  it('set by regulation is not replaced by the urgent tier', () => {
    expect(reply('report', '2026-11-02 09:00', true).rule).toBe('report.reply')
    expect(reply('disclosure', '2026-11-02 09:00', true).rule).toBe('disclosure.reply')
  })
  it('names its rule, article, start and the calendars it was counted with', () => {
    expect(reply('complaint', '2026-12-29 10:00')).toMatchObject({
      rule: 'complaint.reply',
      article: office.deadlines.complaint.article,
      start: '2026-12-29',
      length: { amount: 7, unit: 'workingDays' },
      calendar: '2026@1 2027@provisional',
      provisional: true,
      dueOn: '2027-01-08',
    })
  })
})

describe('the default policy of flows/office.yaml', () => {
  const days = (accept: number, reply: number, extension: number) => ({
    accept: { workingDays: accept },
    reply: { workingDays: reply },
    extension: { workingDays: extension },
    whileAwaitingResident: 'runs',
  })
  it.each([
    ['inquiry', days(1, 3, 3)],
    ['complaint', days(2, 7, 7)],
    ['help', days(2, 7, 7)],
    ['suggestion', days(2, 7, 7)],
    [
      'report',
      { accept: { calendarDays: 15 }, reply: { calendarDays: 60 }, extension: { calendarDays: 30 } },
    ],
    ['disclosure', { ...days(7, 20, 20), whileAwaitingResident: 'restarts' }],
    ['urgent', { accept: { hours: 2 }, reply: { hours: 24 } }],
  ] as const)('policy: %s', (name, rule) => {
    expect(office.deadlines[name]).toMatchObject(rule)
    expect(office.deadlines[name].article.length).toBeGreaterThan(8)
  })
  it('policy: water, power, gas and road danger are urgent, and nothing else', () => {
    const urgent = office.categories.filter(c => c.urgent).map(c => c.id)
    expect(urgent.sort()).toEqual(['power', 'road-danger', 'water'])
  })
  it('policy: a disclosure is extended once, by at most 20 working days; a report by 30 days', () => {
    const disclosure = reply('disclosure', '2026-10-12 09:00')
    // 9 Nov + 20: 10–13 (4) 16–20 (9) 23–27 (14) 30 Nov–4 Dec (19) 7 Dec (20)
    expect(extendDeadline(disclosure, { ...counting('disclosure'), days: 20 }).dueOn).toBe('2026-12-07')
    expect(() => extendDeadline(disclosure, { ...counting('disclosure'), days: 21 })).toThrow(
      /最多 20 个工作日/,
    )
    const report = reply('report', '2026-11-02 09:00') // due 1 Jan
    expect(extendDeadline(report, { ...counting('report'), days: 30 }).dueOn).toBe('2027-01-31')
    expect(() => extendDeadline(report, { ...counting('report'), days: 31 })).toThrow(/最多 30 天/)
  })
})

describe('the explanation', () => {
  it.each([
    [
      '2026-09-30 10:00',
      '9 月 30 日收到，第二天起算 7 个工作日，周末和国庆节放假不算，10 月 10 日（周六）调休上班，要算，所以最晚 10 月 15 日答复。',
    ],
    [
      '2026-10-03 10:00',
      '10 月 3 日（国庆节放假）收到，按 10 月 8 日上班后收到算，第二天起算 7 个工作日，周末不算，10 月 10 日（周六）调休上班，要算，所以最晚 10 月 16 日答复。',
    ],
    [
      '2026-11-20 20:00',
      '11 月 20 日（已经下班）收到，按 11 月 23 日上班后收到算，第二天起算 7 个工作日，周末不算，所以最晚 12 月 2 日答复。',
    ],
    [
      '2026-11-21 10:00',
      '11 月 21 日（周六）收到，按 11 月 23 日上班后收到算，第二天起算 7 个工作日，周末不算，所以最晚 12 月 2 日答复。',
    ],
    [
      '2026-12-29 10:00',
      '12 月 29 日收到，第二天起算 7 个工作日，周末和元旦放假不算，所以最晚 2027 年 1 月 8 日答复。2027 年的放假安排还没公布，这个日子是暂定的；公布后有变动，我们会告诉您。',
    ],
  ])('of a complaint received %s', (received, words) =>
    expect(reply('complaint', received).explanation).toBe(words),
  )
  it('of a report says that every day counts', () => {
    expect(reply('report', '2026-11-02 09:00').explanation).toBe(
      '11 月 2 日收到，第二天起算 60 天，周末和放假也算在内，所以最晚 2027 年 1 月 1 日答复。',
    )
  })
})

describe('the explanation of every clock', () => {
  const d = deadlinesFor({ ...counting('disclosure'), receivedAt: at('2026-10-12 09:00') })
  const asked = awaitingDeadlines(d, { ...counting('disclosure'), at: at('2026-10-15 09:00') })
  it.each([
    [
      'acceptance of a complaint',
      deadlinesFor({ ...counting('complaint'), receivedAt: at('2026-11-20 18:00') }).accept,
      '11 月 20 日（已经下班）收到，按 11 月 23 日上班后收到算，第二天起算 2 个工作日，所以最晚 11 月 25 日告诉您是否受理。',
    ],
    [
      'the call for a correction',
      d.accept,
      '10 月 12 日收到，第二天起算 7 个工作日，周末不算，所以最晚 10 月 21 日告诉您要不要补正材料。',
    ],
    [
      'acceptance of an urgent case',
      deadlinesFor({ ...counting('help', true), receivedAt: at('2026-12-31 23:00') }).accept,
      '12 月 31 日 23:00 收到，急件不分昼夜，2 小时内告诉您是否受理，最晚 2027 年 1 月 1 日 01:00。',
    ],
    [
      'an extension',
      extendDeadline(d.reply, { ...counting('disclosure'), days: 10 }),
      '10 月 12 日收到，第二天起算 20 个工作日，周末不算，经批准延长 10 个工作日，所以最晚 11 月 23 日答复。',
    ],
    [
      'a clock that stands until the correction',
      asked.reply,
      '10 月 12 日收到，第二天起算 20 个工作日，周末不算，所以最晚 11 月 9 日答复。现在等您补充材料，时间先停着；收到后重新起算 20 个工作日。',
    ],
    [
      'a clock that began anew',
      resumedDeadlines(asked, { ...counting('disclosure'), at: at('2026-10-20 19:00') }).reply,
      '10 月 20 日（已经下班）收到您补正的材料，按 10 月 21 日上班后收到算，第二天起算 20 个工作日，周末不算，所以最晚 11 月 18 日答复。',
    ],
    [
      'a third party',
      askThirdParty(d.reply, { at: at('2026-10-20 10:00'), calendar }),
      '10 月 12 日收到，第二天起算 20 个工作日，周末不算，征求第三方意见的时间不算，所以最晚 11 月 30 日答复。',
    ],
    [
      'calendar days that begin in a year without calendar',
      reply('report', '2027-02-07 23:00'),
      '2 月 7 日（周日）收到，按 2 月 8 日上班后收到算，第二天起算 60 天，周末和放假也算在内，所以最晚 4 月 9 日答复。2027 年的放假安排还没公布，这个日子是暂定的；公布后有变动，我们会告诉您。',
    ],
  ])('of %s', (_what, deadline, words) => expect(deadline.explanation).toBe(words))
  it('a day in a sentence has its year where that changes, and says 暂定 while it is', () => {
    expect(sayDueOn(reply('complaint', '2026-10-30 09:00'))).toBe('11 月 10 日')
    expect(sayDueOn(reply('report', '2026-11-02 09:00'))).toBe('2027 年 1 月 1 日')
    expect(sayDueOn(reply('complaint', '2026-12-29 10:00'))).toBe('2027 年 1 月 8 日（暂定）')
  })
  it('hours ask no calendar, so they are never 暂定', () => {
    expect(reply('help', '2027-02-07 23:00', true).provisional).toBe(false)
  })
})

describe('deadlines of any receipt from 2020 to 2030', () => {
  it('never fall on a day off, and counting back gives the promised days', () => {
    fc.assert(
      fc.property(instant, kind, (receivedAt, k) => {
        for (const d of Object.values(deadlinesFor({ ...counting(k), receivedAt }))) {
          expect(d.dueOn > shanghaiDate(receivedAt)).toBe(true)
          expect(d.explanation.length).toBeGreaterThan(20)
          if (d.length.unit !== 'workingDays') continue
          expect(calendar.isWorkingDay(d.dueOn)).toBe(true)
          expect(calendar.workingDaysBetween(d.start, d.dueOn)).toBe(d.length.amount)
        }
      }),
      runs(),
    )
  })
  it('are monotone: who comes later is not due earlier', () => {
    fc.assert(
      fc.property(
        instant,
        fc.integer({ min: 0, max: 20 * 86_400_000 }),
        kind,
        fc.boolean(),
        (first, gap, k, urgent) => {
          const a = deadlinesFor({ ...counting(k, urgent), receivedAt: first }).reply
          const b = deadlinesFor({
            ...counting(k, urgent),
            receivedAt: new Date(first.getTime() + gap),
          }).reply
          expect(b.dueAt >= a.dueAt).toBe(true)
        },
      ),
      runs(),
    )
  })
  it('are used up from 0 to exactly 1, never less with time, and overdue from there on', () => {
    fc.assert(
      fc.property(instant, kind, fc.boolean(), (receivedAt, k, urgent) => {
        const d = deadlinesFor({ ...counting(k, urgent), receivedAt }).reply
        const due = Date.parse(d.dueAt)
        expect(timeUsed(d, receivedAt, calendar)).toBe(0)
        expect(timeUsed(d, new Date(due), calendar)).toBeCloseTo(1, 9)
        let last = 0
        for (let t = receivedAt.getTime(); t < due + 5 * 86_400_000; t += 7 * 3_600_000) {
          const used = timeUsed(d, new Date(t), calendar)
          expect(used).toBeGreaterThanOrEqual(last)
          last = used
        }
        expect([overdue(d, new Date(due - 1)), overdue(d, new Date(due))]).toEqual([false, true])
      }),
      runs(40),
    )
  })
  it('are half used up in the middle', () => {
    const d = reply('disclosure', '2026-10-12 09:00') // 20 working days; the tenth is 26 Oct
    expect(timeUsed(d, at('2026-10-27 00:00'), calendar)).toBeCloseTo(0.5)
  })
})

describe('an extension', () => {
  const d = reply('complaint', '2026-10-30 09:00')
  it('adds working days, keeps the original date and says so', () => {
    const longer = extendDeadline(d, { ...counting('complaint'), days: 7 })
    expect([longer.dueOn, longer.originalDueOn]).toEqual(['2026-11-19', '2026-11-10'])
    expect(longer.explanation).toContain('经批准延长 7 个工作日，所以最晚 11 月 19 日答复。')
  })
  it('is refused twice, too long, or where the rule has none', () => {
    const once = extendDeadline(d, { ...counting('complaint'), days: 1 })
    expect(() => extendDeadline(once, { ...counting('complaint'), days: 1 })).toThrow(/已经延期过一次/)
    for (const days of [0, 8, 1.5])
      expect(() => extendDeadline(d, { ...counting('complaint'), days })).toThrow(/最多 7 个工作日/)
    expect(() =>
      extendDeadline(reply('help', '2026-10-30 09:00', true), { ...counting('help', true), days: 1 }),
    ).toThrow(Refusal)
  })
})

describe('waiting for the resident', () => {
  const stopping: Office = {
    ...office,
    deadlines: {
      ...office.deadlines,
      complaint: { ...office.deadlines.complaint, whileAwaitingResident: 'stops' },
    },
  }
  const stops = { kind: 'complaint', urgent: false, office: stopping, calendar } as const

  it('lets the clock run where the rule says so', () => {
    const d = deadlinesFor({ ...counting('complaint'), receivedAt: at('2026-10-30 09:00') })
    const asked = awaitingDeadlines(d, { ...counting('complaint'), at: at('2026-11-03 10:00') })
    expect(asked).toEqual(d)
    expect(resumedDeadlines(d, { ...counting('complaint'), at: at('2026-11-05 10:00') })).toEqual(d)
  })
  it('stops it: the days in between are added, weekends not', () => {
    const d = deadlinesFor({ ...stops, receivedAt: at('2026-10-30 09:00') }) // due 10 Nov
    const asked = awaitingDeadlines(d, { ...stops, at: at('2026-11-05 10:00') })
    expect(asked.reply.explanation).toContain('现在等您补充材料，时间先停着；收到后接着算，日子往后推。')
    expect(overdue(asked.reply, at('2026-12-01 10:00'))).toBe(false)
    expect(timeUsed(asked.reply, at('2026-12-01 10:00'), calendar)).toBe(
      timeUsed(asked.reply, at('2026-11-06 00:00'), calendar),
    )
    const resumed = resumedDeadlines(asked, { ...stops, at: at('2026-11-09 10:00') })
    // 5 → 9 Nov: Friday and Monday do not count: 10 Nov + 2 = 12 Nov
    expect([resumed.reply.dueOn, resumed.reply.originalDueOn]).toEqual(['2026-11-12', '2026-11-10'])
    expect(resumed.reply.explanation).toContain('等您补充材料的时间不算')
    expect(timeUsed(resumed.reply, new Date(resumed.reply.dueAt), calendar)).toBeCloseTo(1)
    expect(
      resumedDeadlines(d, { ...stops, askedAt: at('2026-11-05 10:00'), at: at('2026-11-09 10:00') }).reply
        .dueOn,
    ).toBe('2026-11-12')
  })
  it.each([
    ['2026-11-10 09:00', '2026-11-12', 'on the last day the date still moves'],
    ['2026-11-11 09:00', '2026-11-10', 'after it, it is too late'],
  ])('asked at %s, answered two days later, is due on %s: %s', (asked, due) => {
    const d = deadlinesFor({ ...stops, receivedAt: at('2026-10-30 09:00') }) // due 10 Nov
    const waits = awaitingDeadlines(d, { ...stops, at: at(asked) })
    const resumed = resumedDeadlines(waits, { ...stops, at: new Date(at(asked).getTime() + 2 * DAY) })
    expect(resumed.reply.dueOn).toBe(due)
  })
  it('does not bring a broken promise back', () => {
    const d = deadlinesFor({ ...stops, receivedAt: at('2026-10-30 09:00') })
    const asked = awaitingDeadlines(d, { ...stops, at: at('2026-11-12 10:00') })
    expect(overdue(asked.reply, at('2026-11-13 10:00'))).toBe(true)
    expect(resumedDeadlines(asked, { ...stops, at: at('2026-11-16 10:00') }).reply.dueOn).toBe('2026-11-10')
  })
  it('asked and answered on one day costs no day; a clock that jumped back takes none', () => {
    const d = deadlinesFor({ ...stops, receivedAt: at('2026-10-30 09:00') })
    const asked = awaitingDeadlines(d, { ...stops, at: at('2026-11-05 10:00') })
    for (const when of ['2026-11-05 16:00', '2026-11-02 10:00'])
      expect(resumedDeadlines(asked, { ...stops, at: at(when) }).reply.dueOn).toBe('2026-11-10')
  })
  it('begins a disclosure anew when the correction (补正) arrives', () => {
    const d = deadlinesFor({ ...counting('disclosure'), receivedAt: at('2026-10-12 09:00') })
    const asked = awaitingDeadlines(d, { ...counting('disclosure'), at: at('2026-10-15 09:00') })
    const anew = resumedDeadlines(asked, { ...counting('disclosure'), at: at('2026-10-20 09:00') }).reply
    expect([anew.dueOn, anew.originalDueOn, anew.start]).toEqual(['2026-11-17', '2026-11-09', '2026-10-20'])
    expect(anew.explanation).toMatch(/^10 月 20 日收到您补正的材料，第二天起算 20 个工作日/)
  })
})

describe('consulting a third party on a disclosure', () => {
  const d = reply('disclosure', '2026-10-12 09:00') // due 9 Nov
  const asked = askThirdParty(d, { at: at('2026-10-20 10:00'), calendar })

  it('does not count: at once all that it may take, fifteen working days', () => {
    // 21 22 23 (3) | 26–30 (8) | 2–6 (13) | 9 10 Nov (15): the clock stands until the end of 10 Nov.
    // 9 Nov + 15: 10–13 (4) | 16–20 (9) | 23–27 (14) | 30 Nov (15)
    expect([asked.dueOn, asked.originalDueOn]).toEqual(['2026-11-30', '2026-11-09'])
    expect(asked.explanation).toContain('征求第三方意见的时间不算，所以最晚 11 月 30 日答复。')
    expect(timeUsed(asked, at('2026-11-10 23:00'), calendar)).toBe(
      timeUsed(asked, at('2026-10-21 00:00'), calendar),
    )
    expect(timeUsed(asked, new Date(asked.dueAt), calendar)).toBeCloseTo(1)
    // Nobody answers: the clock goes on by itself.
    expect(thirdPartyAnswered(asked, { at: at('2026-11-11 00:00'), calendar })).toEqual(asked)
  })
  it('goes on as soon as the third party has answered', () => {
    const out = thirdPartyAnswered(asked, { at: at('2026-11-03 10:00'), calendar })
    // 21 22 23 | 26–30 | 2 3 Nov: ten working days more: 10–13 (4) 16–20 (9) 23 Nov (10)
    expect([out.dueOn, out.originalDueOn]).toEqual(['2026-11-23', '2026-11-09'])
    for (const when of ['2026-10-20 17:00', '2026-10-19 10:00'])
      expect(thirdPartyAnswered(asked, { at: at(when), calendar }).dueOn).toBe('2026-11-09')
  })
  it('is refused while one runs; a correction (补正) that comes meanwhile loses none of it', () => {
    expect(() => askThirdParty(asked, { at: at('2026-10-21 10:00'), calendar })).toThrow(/已经在征求/)
    const anew = resumedDeadlines(
      { accept: asked, reply: asked },
      { ...counting('disclosure'), at: at('2026-11-04 10:00') },
    ).reply
    // Anew from 4 Nov, but 5 6 | 9 10 Nov still belong to the third party: 11–13 (3) 16–20 (8) 23–27 (13)
    // 30 Nov–4 Dec (18) 7 8 Dec (20)
    expect([anew.start, anew.dueOn, anew.originalDueOn]).toEqual(['2026-11-04', '2026-12-08', '2026-11-09'])
  })
})

describe('a new calendar', () => {
  const holidays = new Map(
    ['01-01', '01-04', '05-01', '05-02', '10-01', '10-02', '10-03'].map(d => [`2027-${d}`, '元旦']),
  )
  const published = makeCalendar([
    ...calendarYears,
    { year: 2027, version: 1, notices: [], holidays, makeUpDays: new Map() },
  ])
  it('moves what it must, says which, and keeps the original date', () => {
    const d = deadlinesFor({ ...counting('complaint'), receivedAt: at('2026-12-29 10:00') })
    const { deadlines, moved } = recompute(d, published, office.hours)
    expect(moved).toEqual([{ which: 'reply', from: '2027-01-08', to: '2027-01-11' }])
    expect(deadlines.reply).toMatchObject({
      originalDueOn: '2027-01-08',
      provisional: false,
      calendar: '2026@1 2027@1',
    })
    expect(deadlines.reply.explanation).not.toContain('暂定')
    expect(recompute(deadlines, published, office.hours).moved).toEqual([])
  })
  it('moves nothing that does not touch it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), kind, (n, k) => {
        const d = deadlinesFor({ ...counting(k), receivedAt: at(`${addDays('2026-01-01', n)} 10:00`) })
        if (d.reply.provisional || d.accept.provisional) return
        expect(recompute(d, published, office.hours).deadlines.reply.dueOn).toBe(d.reply.dueOn)
      }),
      runs(),
    )
  })
})

describe('a reopened case', () => {
  it('is owed again by a clock of its own', () => {
    const d = deadlinesFor({ ...counting('complaint'), receivedAt: at('2026-10-30 09:00') })
    const again = reopenedDeadlines(d, { ...counting('complaint'), at: at('2026-11-10 10:00') }).reply
    expect([again.dueOn, again.originalDueOn]).toEqual(['2026-11-19', '2026-11-19'])
  })
})
