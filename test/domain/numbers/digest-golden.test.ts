import { describe, expect, it } from 'vitest'
import { makeCalendar } from '../../../src/domain/office/calendar.ts'
import { digestOf, Story } from '../cases/scene.ts'
import { calendarYears } from '../office/office-fixture.ts'

/**
 * Hand-worked weeks. W45 = 2–8 Nov, W46 = 9–15 Nov, W47 = 16–22 Nov 2026. A complaint of Friday 30 Oct 09:00 is due
 * 7 working days later: 2 3 4 5 6 | 9 10 → Tuesday 10 Nov (W46). One of Monday 2 Nov: 3 4 5 6 | 9 10 11 → 11 Nov (W46).
 */
const due10 = (options = {}) => new Story('2026-10-30 09:00', options)

describe('golden weeks', () => {
  it('1. a plain week: three fell due, one answered in time, one late, one never; one is new', () => {
    const stories = [
      due10().answer('2026-11-09 10:00'),
      due10().answer('2026-11-12 10:00'),
      due10(),
      new Story('2026-11-10 09:00'), // 11 12 13 | 16 17 18 19 → 19 Nov
    ]
    expect(stories.map(s => s.dueOn)).toEqual(['2026-11-10', '2026-11-10', '2026-11-10', '2026-11-19'])
    const d = digestOf('2026-W46', stories)
    // carried in 3 + new 1 = concluded 2 + carried out 2 (the one never answered, the new one)
    expect(d).toMatchObject({
      carriedIn: 3,
      received: 1,
      concluded: 2,
      carriedOut: 2,
      balanced: true,
      notYetDue: 1,
    })
    expect(d).toMatchObject({
      cohort: 3,
      answered: 2,
      answeredOnTime: 1,
      replyRate: 2 / 3,
      onTimeRate: 1 / 3,
    })
    expect(d.overdueNow).toMatchObject({
      count: 1,
      items: [{ number: stories[2]!.record.number, dueOn: '2026-11-10', daysOverdue: 5 }],
    })
    expect(d.dueNextWeek).toMatchObject({ count: 1, items: [{ number: stories[3]!.record.number }] })
    expect(d.period).toEqual({ week: '2026-W46', from: '2026-11-09', to: '2026-11-15' })
  })

  it('2. rule 9: the National Day weeks: nothing falls due, so the rate is null, not 100 %', () => {
    // 30 Sep: 8 9 10(Sat, worked) | 12 13 14 15 → 15 Oct. 3 Oct is a holiday: counts from 8 Oct: 9 10 | 12–16 → 16 Oct.
    const stories = [
      new Story('2026-09-30 10:00').answer('2026-10-15 23:59'), // the last minute of its day: in time
      new Story('2026-10-03 10:00').answer('2026-10-17 00:00'), // the first instant after it: late
    ]
    expect(stories.map(s => s.dueOn)).toEqual(['2026-10-15', '2026-10-16'])
    for (const week of ['2026-W40', '2026-W41']) {
      expect(digestOf(week, stories)).toMatchObject({ cohort: 0, replyRate: null, onTimeRate: null })
    }
    expect(digestOf('2026-W41', stories)).toMatchObject({
      carriedIn: 2,
      received: 0,
      concluded: 0,
      carriedOut: 2,
    })
    expect(digestOf('2026-W42', stories)).toMatchObject({
      cohort: 2,
      answered: 2,
      answeredOnTime: 1,
      onTimeRate: 0.5,
    })
  })

  it('3. a Saturday that is worked (调休) brings the date forward', () => {
    // inquiry of Fri 9 Oct, 3 working days: Sat 10 | Mon 12, Tue 13. Who only counts Monday–Friday says 14 Oct.
    const story = new Story('2026-10-09 09:00', { kind: 'inquiry' }).answer('2026-10-14 09:00')
    expect(story.dueOn).toBe('2026-10-13')
    expect(digestOf('2026-W42', [story])).toMatchObject({ cohort: 1, answered: 1, answeredOnTime: 0 })
  })

  it('4. rule 7: reopened: the first answer stays in time, the case is owed again with its own clock', () => {
    // answered 3 Nov, reopened Tue 10 Nov: 11 12 13 | 16 17 18 19 → 19 Nov (W47), not answered again
    const story = due10().answer('2026-11-03 10:00').reopen('2026-11-10 10:00')
    expect(story.dueOn).toBe('2026-11-19')
    // W46: carried in 0 + received 1 (reopened) = concluded 0 + carried out 1; the first date fell in this week
    expect(digestOf('2026-W46', [story])).toMatchObject({
      carriedIn: 0,
      received: 1,
      reopened: 1,
      concluded: 0,
      carriedOut: 1,
      balanced: true,
      cohort: 1,
      answeredOnTime: 1,
    })
    // W47: the second date fell in this week, unanswered: 0 of 1
    expect(digestOf('2026-W47', [story])).toMatchObject({
      carriedIn: 1,
      received: 0,
      carriedOut: 1,
      cohort: 1,
      answered: 0,
    })
    // 3 Nov + 30 days = 3 Dec (W49): one answer is ripe, none stood
    expect(digestOf('2026-W49', [story]).stood).toEqual({ answers: 1, stood: 0, rate: 0 })
  })

  it('5. reopened within one week: the number is in the cohort once, and is on time only if both answers were', () => {
    // urgent, 24 h: Mon 9 Nov 09:00 → Tue 09:00; answered Mon 20:00. Reopened Tue 09:00 → Wed 09:00; answered 10:00.
    const story = new Story('2026-11-09 09:00', { kind: 'help', urgent: true })
      .answer('2026-11-09 20:00')
      .reopen('2026-11-10 09:00')
      .answer('2026-11-11 10:00')
    expect(digestOf('2026-W46', [story])).toMatchObject({
      received: 2,
      reopened: 1,
      concluded: 2,
      carriedOut: 0,
      balanced: true,
      cohort: 1,
      answered: 1,
      answeredOnTime: 0,
    })
  })

  it('6. rule 4: a merged pair: the child counts when its own resident has the reply, not before', () => {
    const parent = due10().answer('2026-11-10 10:00').delivered('2026-11-10 10:01')
    const child = new Story('2026-11-02 10:00')
      .merge('2026-11-03 09:00', parent)
      .answerMerged('2026-11-10 10:00')
      .delivered('2026-11-10 10:01', 'held')
    // W46: both fell due; the child's reply waits: 1 of 2, and the child is carried out
    const d = digestOf('2026-W46', [parent, child])
    expect(d).toMatchObject({
      cohort: 2,
      answered: 1,
      answeredOnTime: 1,
      merged: 1,
      carriedIn: 2,
      concluded: 1,
      carriedOut: 1,
    })
    expect(d.delivery).toEqual({ replied: 2, delivered: 1, read: 0, undelivered: 1 })
    // delivered on Wed 11 Nov, its own last day: 2 of 2
    child.delivered('2026-11-11 08:00')
    expect(digestOf('2026-W46', [parent, child])).toMatchObject({
      answered: 2,
      answeredOnTime: 2,
      concluded: 2,
      carriedOut: 0,
    })
  })

  it('7. rule 4: declined: in the denominator; answered only with a reason and the right place to go', () => {
    const stories = [
      due10().decline('2026-11-09 10:00', '不归镇里管', '请找县住建局，0000-8820000'),
      due10().decline('2026-11-09 10:00', '不归镇里管', ''),
    ]
    // nothing is owed any more for either; 1 of 2 counts as answered
    expect(digestOf('2026-W46', stories)).toMatchObject({
      cohort: 2,
      declined: 2,
      answered: 1,
      answeredOnTime: 1,
      concluded: 2,
      concludedBy: { answered: 0, declined: 2, withdrawn: 0 },
      carriedOut: 0,
    })
  })

  it('8. rule 4: withdrawn: leaves on the resident’s own act, and on nobody else’s', () => {
    const stories = [due10().withdraw('2026-11-05 10:00'), due10().withdrawnByOfficer('2026-11-05 10:00')]
    // W45: carried in 2 = concluded 1 (the resident's) + carried out 1. W46: 2 fell due, 1 left → 0 of 1
    expect(digestOf('2026-W45', stories)).toMatchObject({ carriedIn: 2, concluded: 1, carriedOut: 1 })
    expect(digestOf('2026-W46', stories)).toMatchObject({
      cohort: 1,
      withdrawn: 1,
      answered: 0,
      replyRate: 0,
      carriedOut: 1,
    })
  })

  it('9. rule 5: extended: judged on the original date and, in the week it moved to, on the extended one', () => {
    const stories = [
      due10().extend('2026-11-09 10:00', 3).answer('2026-11-12 10:00'), // 11 12 13 → 13 Nov
      due10().extend('2026-11-09 10:00', 7).answer('2026-11-18 10:00'), // 11 12 13 | 16 17 18 19 → 19 Nov
    ]
    expect(stories.map(s => s.dueOn)).toEqual(['2026-11-13', '2026-11-19'])
    // W46, original: 2 fell due, 0 in time (one late, one open). Extended: only the first, in time: 1 of 1
    expect(digestOf('2026-W46', stories)).toMatchObject({
      cohort: 2,
      answered: 1,
      answeredOnTime: 0,
      onTimeRate: 0,
      extensions: 2,
      cohortExtended: 1,
      onTimeRateExtended: 1,
    })
    // W47, original: none (null). Extended: the second, answered on the 18th: 1 of 1
    expect(digestOf('2026-W47', stories)).toMatchObject({
      cohort: 0,
      onTimeRate: null,
      cohortExtended: 1,
      onTimeRateExtended: 1,
    })
  })

  it('10. the year’s end: the date is provisional, the week belongs to its Thursday', () => {
    // Tue 29 Dec: 30 31 | 4 5 6 7 8 Jan (1 Jan is fixed by law) → 8 Jan 2027, W01 of 2027
    const story = new Story('2026-12-29 10:00').answer('2027-01-08 17:00')
    expect(story.dueOn).toBe('2027-01-08')
    expect(digestOf('2026-W53', [story])).toMatchObject({
      received: 1,
      cohort: 0,
      onTimeRate: null,
      sameWeekLastYear: null,
    })
    const d = digestOf('2027-W01', [story])
    expect(d).toMatchObject({ carriedIn: 1, concluded: 1, cohort: 1, onTimeRate: 1 })
    expect([d.sameWeekLastYear!.week, d.lastWeek.week]).toEqual(['2026-W01', '2026-W53'])
  })

  it('11. downtime: counted late, a week gives what it gave on Monday, to the last bit', () => {
    const stories = [due10(), due10().answer('2026-11-10 10:00'), new Story('2026-11-13 10:00')]
    const monday = digestOf('2026-W46', stories, '2026-11-16 08:30')
    stories[0]!.answer('2026-11-16 09:00').delivered('2026-11-16 09:01').rate('2026-11-16 10:00', 5)
    stories[1]!.reopen('2026-11-17 10:00')
    const newcomer = new Story('2026-11-16 11:00')
    const later = digestOf('2026-W46', [newcomer, ...stories.reverse()], '2026-12-09 15:00')
    expect(JSON.stringify(later)).toBe(JSON.stringify(monday))
  })

  it('12. rule 5: a clock that stops (补正): strict on the original date, fair on the present one, counted either way', () => {
    // disclosure of Mon 12 Oct, 20 working days: 13–16 (4) 19–23 (9) 26–30 (14) 2–6 (19) 9 Nov (20).
    // Asked 15 Oct, supplied 20 Oct: begins anew: 21–23 (3) 26–30 (8) 2–6 (13) 9–13 (18) 16 17 Nov (20).
    const story = new Story('2026-10-12 09:00', { kind: 'disclosure' })
    expect(story.dueOn).toBe('2026-11-09')
    story.ask('2026-10-15 10:00').supplement('2026-10-20 10:00').answer('2026-11-12 10:00')
    expect(story.dueOn).toBe('2026-11-17')
    // W46: original date 9 Nov, answered 12 Nov: late. One stop of 5 days (15 → 20 Oct)
    expect(digestOf('2026-W46', [story])).toMatchObject({
      cohort: 1,
      answered: 1,
      answeredOnTime: 0,
      cohortExtended: 0,
      clockStops: { count: 1, days: 5 },
    })
    // W47: present date 17 Nov: in time
    expect(digestOf('2026-W47', [story])).toMatchObject({
      cohort: 0,
      cohortExtended: 1,
      onTimeRateExtended: 1,
    })
  })

  it('13. a clock that still stands is not overdue, and not answered either', () => {
    const story = new Story('2026-10-12 09:00', { kind: 'disclosure' }).ask('2026-10-15 10:00')
    const d = digestOf('2026-W46', [story])
    // from 15 Oct to the midnight that ends 15 Nov: 16 days of October and 16 of November
    expect(d).toMatchObject({ cohort: 1, answered: 0, carriedOut: 1, clockStops: { count: 1, days: 32 } })
    expect(d.overdueNow.count).toBe(0)
  })

  it('14. a department takes over: the row belongs to who holds it at the week’s end', () => {
    const stories = [
      due10().assign('2026-11-02 09:00', 'construction').assign('2026-11-10 09:00', 'enforcement'),
      due10().assign('2026-11-02 09:00', 'construction').answer('2026-11-10 09:00'),
      new Story('2026-11-13 09:00'),
    ]
    const d = digestOf('2026-W46', stories)
    expect(d.byDepartment.map(r => [r.id, r.cohort, r.answeredOnTime, r.onTimeRate, r.overdue])).toEqual([
      ['construction', 1, 1, 1, 0],
      ['enforcement', 1, 0, 0, 1],
      [null, 0, 0, null, 0],
    ])
    // a week earlier the first was still at construction
    expect(digestOf('2026-W45', stories).byDepartment.map(r => [r.id, r.carriedOut])).toEqual([
      ['construction', 2],
    ])
  })

  it('15. rule 10: a broken record (answered before it came in) fails the check rule', () => {
    const story = new Story('2026-11-10 10:00').answer('2026-11-05 10:00')
    // carried in 0 + new 1 ≠ concluded 0 + carried out 0
    expect(digestOf('2026-W46', [story]).balanced).toBe(false)
  })

  it('16. rule 9: an empty week: every rate is null', () => {
    const d = digestOf('2026-W46', [])
    expect([d.replyRate, d.onTimeRate, d.onTimeRateExtended, d.stood.rate, d.ratings.satisfied]).toEqual(
      Array(5).fill(null),
    )
    expect(d).toMatchObject({ balanced: true, cohort: 0, byKind: [] })
    expect(d.trailing.map(w => w.week)).toEqual(
      ['39', '40', '41', '42', '43', '44', '45', '46'].map(w => `2026-W${w}`),
    )
  })

  it('17. a running week: only what has fallen due by now is judged', () => {
    const stories = [due10(), new Story('2026-11-02 09:00').answer('2026-11-09 09:00')]
    // Wed 11 Nov noon: the first (10 Nov) is due, the second (11 Nov) not until midnight
    expect(digestOf('2026-W46', stories, '2026-11-11 12:00')).toMatchObject({
      cohort: 1,
      answered: 0,
      concluded: 1,
      carriedOut: 1,
    })
  })

  it('18. provisional no more: a calendar that comes late moves the present date, never the original one', () => {
    // as in 10, but 2027's notice also frees 4–5 Jan: 30 31 | 6 7 8 | 11 12 Jan → 12 Jan (W02)
    const story = new Story('2026-12-29 10:00')
    story.newCalendar('2026-12-30 10:00', calendarWith2027()).answer('2027-01-11 10:00')
    expect(story.dueOn).toBe('2027-01-12')
    expect(digestOf('2027-W01', [story])).toMatchObject({ cohort: 1, answered: 0, cohortExtended: 0 })
    expect(digestOf('2027-W02', [story])).toMatchObject({
      cohort: 0,
      cohortExtended: 1,
      onTimeRateExtended: 1,
    })
  })
})

describe('golden weeks, more', () => {
  it('19. rule 5: a third party is asked: the stop is counted, the original date stays', () => {
    // disclosure of Mon 12 Oct, 20 working days → 9 Nov. Asked 20 Oct; all it may take are 15 working days:
    // 21–23 (3) 26–30 (8) 2–6 (13) 9 10 Nov (15). 9 Nov + 15: 10–13 (4) 16–20 (9) 23–27 (14) 30 Nov (15).
    const story = new Story('2026-10-12 09:00', { kind: 'disclosure' }).consult('2026-10-20 10:00')
    expect(story.dueOn).toBe('2026-11-30')
    // Looked at while it runs: 20 Oct to the midnight that ends 8 Nov are 20 days; nothing is owed yet.
    expect(digestOf('2026-W45', [story])).toMatchObject({ cohort: 0, carriedOut: 1, notYetDue: 1 })
    // It answers on 3 Nov, ten working days: 10–13 (4) 16–20 (9) 23 Nov (10). The applicant is answered on the 20th.
    story.consulted('2026-11-03 10:00').answer('2026-11-20 10:00')
    expect(story.dueOn).toBe('2026-11-23')
    // W46: due on 9 Nov by the original date, open at the week's end, and not overdue: 0 of 1; one stop of 14 days.
    const d = digestOf('2026-W46', [story])
    expect(d).toMatchObject({
      cohort: 1,
      answered: 0,
      cohortExtended: 0,
      clockStops: { count: 1, days: 14 },
    })
    expect(d.overdueNow.count).toBe(0)
    // W48 holds the present date, 23 Nov: in time, 1 of 1.
    expect(digestOf('2026-W48', [story])).toMatchObject({
      cohort: 0,
      cohortExtended: 1,
      onTimeRateExtended: 1,
    })
  })

  it('20. rule 1: advertising stays in the denominator, in a column of its own', () => {
    const stories = [
      due10().answer('2026-11-04 10:00'),
      due10().setAside('2026-11-03 10:00'),
      due10().setAside('2026-11-03 10:00', { kind: 'resident' }), // nobody's word but an officer's
    ]
    // W45: carried in 3 + new 0 = concluded 2 (one answered, one set aside) + carried out 1
    expect(digestOf('2026-W45', stories)).toMatchObject({
      carriedIn: 3,
      received: 0,
      concluded: 2,
      concludedBy: { answered: 1, declined: 0, withdrawn: 0, setAside: 1 },
      carriedOut: 1,
      balanced: true,
    })
    // W46: 3 fell due, 1 answered in time: 1 of 3, not 1 of 2. Issued 3 = owed 1 + answered 1 + set aside 1
    expect(digestOf('2026-W46', stories)).toMatchObject({
      cohort: 3,
      answered: 1,
      onTimeRate: 1 / 3,
      setAside: 1,
      numbers: { issued: 3, owed: 1, answered: 1, declined: 0, withdrawn: 0, setAside: 1 },
    })
  })

  it('21. Spring Festival: two Saturdays are worked, a week and a half is off', () => {
    // Fri 13 Feb, 7 working days: Sat 14 | 24 25 26 27, Sat 28 | Mon 2 Mar → W10
    const stories = [
      new Story('2026-02-13 10:00', { kind: 'help' }).answer('2026-02-28 16:00'),
      new Story('2026-02-13 10:00', { kind: 'help' }).answer('2026-03-03 09:00'),
      new Story('2026-02-16 10:00', { kind: 'inquiry' }), // in the holiday: from 24 Feb: 25 26 27 → W09
    ]
    expect(stories.map(s => s.dueOn)).toEqual(['2026-03-02', '2026-03-02', '2026-02-27'])
    // W08 is wholly off: received 1, due 0
    expect(digestOf('2026-W08', stories)).toMatchObject({
      carriedIn: 2,
      received: 1,
      cohort: 0,
      onTimeRate: null,
    })
    expect(digestOf('2026-W09', stories)).toMatchObject({
      concluded: 1,
      cohort: 1,
      answered: 0,
      carriedOut: 2,
    })
    expect(digestOf('2026-W10', stories)).toMatchObject({
      concluded: 1,
      cohort: 2,
      answered: 2,
      onTimeRate: 0.5,
    })
  })
})

function calendarWith2027() {
  const holidays = new Map(
    ['01-01', '01-04', '01-05', '05-01', '05-02', '10-01', '10-02', '10-03'].map(d => [`2027-${d}`, '元旦']),
  )
  const year = { year: 2027, version: 1, notices: [], holidays, makeUpDays: new Map<string, string>() }
  return makeCalendar([...calendarYears, year])
}
