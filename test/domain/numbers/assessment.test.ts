import { describe, expect, it } from 'vitest'
import { periodNamed } from '../../../src/domain/base/period.ts'
import {
  type Assessed,
  judge,
  nothingFound,
  scoreOf,
  speedOf,
} from '../../../src/domain/numbers/assessment.ts'
import { spanOf } from '../../../src/domain/numbers/digest.ts'
import { factsOf } from '../../../src/domain/numbers/facts.ts'
import { addSpeed, type SpeedSums, speedRows } from '../../../src/domain/numbers/speed.ts'
import type { Indicator } from '../../../src/domain/office/office.ts'
import { Story } from '../cases/scene.ts'
import { at, calendar, office } from '../office/office-fixture.ts'

const span = spanOf(periodNamed('2026-11')!, at('2026-12-01 08:30'))
const rules = { calendar, deadlines: office.deadlines, hours: office.hours }
const of = (story: Story): Assessed => ({ facts: factsOf(story.record), events: story.record.events })
const score = (stories: Story[], ...indicators: Indicator[]) => {
  const found = nothingFound(indicators)
  for (const story of stories) judge(found, of(story), indicators, span, rules)
  return scoreOf('construction', found, indicators)
}
/** Received 30 October, due 10 November. */
const due10 = () => new Story('2026-10-30 09:00').assign('2026-10-30 10:00', 'construction')

describe('assessment', () => {
  it('takes points × faults ÷ base, and names each case that cost them', () => {
    const late = due10().answer('2026-11-12 10:00')
    const good = [1, 2, 3].map(() => due10().answer('2026-11-05 10:00'))
    const s = score([late, ...good], { measure: 'on-time', points: 60 }, { measure: 'replied', points: 40 })
    expect(s.indicators[0]).toMatchObject({ base: 4, faults: [late.record.number], score: 45, perCase: 15 })
    expect(s.indicators[1]).toMatchObject({ base: 4, faults: [], score: 40 })
    expect(s.total).toBe(85)
    // Nothing is lost that no case explains.
    for (const i of s.indicators) expect(i.points - i.score!).toBeCloseTo(i.faults.length * i.perCase!, 9)
  })

  it('does not score what there is nothing to look at, and scales the rest to 100', () => {
    const s = score(
      [due10().answer('2026-11-05 10:00')],
      { measure: 'on-time', points: 80 },
      { measure: 'ratings', points: 20 },
    )
    expect(s.indicators[1]).toMatchObject({ base: 0, score: null })
    expect(s.total).toBe(100)
    expect(score([], { measure: 'on-time', points: 100 }).total).toBeNull()
  })

  it('a returned draft, a reopening within 30 days and a low rating are faults of their own indicator', () => {
    const returned = due10()
    returned.add('returned', '2026-11-04 09:00', { kind: 'officer', id: 2 }, { replyId: 1, reason: '没说清' })
    returned.answer('2026-11-05 10:00')
    const reopened = due10().answer('2026-11-01 10:00').reopen('2026-11-09 10:00').answer('2026-11-12 10:00')
    const unhappy = due10().answer('2026-11-05 10:00').rate('2026-11-06 10:00', 2)
    const s = score(
      [returned, reopened, unhappy],
      { measure: 'returned', points: 30 },
      { measure: 'reopened', points: 30 },
      { measure: 'ratings', points: 40 },
    )
    expect(s.indicators.map(i => i.faults)).toEqual([
      [returned.record.number],
      [], // its 30 days are not over in November
      [unhappy.record.number],
    ])
    const december = spanOf(periodNamed('2026-12')!, at('2027-01-01 08:30'))
    const item: Indicator = { measure: 'reopened', points: 100 }
    const later = nothingFound([item])
    judge(later, of(reopened), [item], december, rules)
    expect(later[0]!.faults).toEqual([reopened.record.number])
  })

  it('measures speed in working days against the promise and against the law', () => {
    // 7 working days promised; 4 used is 57 %, 6 used is 86 %.
    const quick = due10().answer('2026-11-05 10:00')
    const slow = due10().answer('2026-11-09 10:00')
    const first = score([quick, slow], { measure: 'first-reply', points: 100, target: 0.8 })
    expect(first.indicators[0]!.faults).toEqual([slow.record.number])
    // Disclosure: 20 working days by law; answered after 10 is 办理提速 50 %.
    const disclosure = new Story('2026-10-12 09:00', { kind: 'disclosure' })
    disclosure.assign('2026-10-12 10:00', 'construction').answer('2026-10-26 10:00')
    const by = (target: number) =>
      score([disclosure], { measure: 'handling-speed', points: 100, target }).indicators[0]!
    expect(by(0.4)).toMatchObject({ base: 1, faults: [] })
    expect(by(0.6).faults).toEqual([disclosure.record.number])
    // A complaint has no limit by law: nothing to be faster than.
    expect(score([quick], { measure: 'handling-speed', points: 100 }).total).toBeNull()
  })
  it('rule 11: 承诺提速 and 办理提速 in working days against the law, by kind and by department', () => {
    const disclosure = (received: string, department: string) =>
      new Story(received, { kind: 'disclosure' }).assign(received, department)
    const stories: [Story, string][] = [
      // 12 Oct: promised 20 of 20; answered Mon 26 Oct: 13–16 (4) 19–23 (9) 26 Oct (10): 10 of 20
      [disclosure('2026-10-12 09:00', 'construction').answer('2026-10-26 10:00'), 'construction'],
      // Fri 9 Oct at night counts as Sat 10 Oct, which is worked: 12–16 (5) 19–23 (10) 26–30 (15) 2–6 Nov (20) → 6 Nov;
      // answered Tue 13 Oct: Mon 12, Tue 13 are 2 of 20
      [disclosure('2026-10-09 20:00', 'safety').answer('2026-10-13 10:00'), 'safety'],
      // A report of 2 Sep, 60 calendar days → 1 Nov. Working days: 3 4 Sep (2) 7–11 (7) 14–18 (12) Sun 20 (13) 21–24 (17)
      // 28–30 (20) | 8 9 10 Oct (23) 12–16 (28) 19–23 (33) 26–30 (38): 38 promised of 42; until 30 Nov 21 more: 59
      [new Story('2026-09-02 09:00', { kind: 'report' }).assign('2026-09-02 09:00', 'safety'), 'safety'],
      // No law, no speed.
      [due10().answer('2026-11-05 10:00'), 'construction'],
    ]
    const sums: SpeedSums = {}
    for (const [story, department] of stories) {
      const fast = speedOf(of(story), span, rules)
      if (fast) addSpeed(sums, department, story.record.kind, fast)
    }
    expect(speedRows(sums, 'kind')).toMatchObject([
      {
        id: 'disclosure',
        cases: 2,
        promised: 40,
        used: 12,
        statutory: 40,
        promiseSpeed: 0,
        handlingSpeed: 1 - 12 / 40,
      },
      {
        id: 'report',
        cases: 1,
        promised: 38,
        used: 59,
        statutory: 42,
        promiseSpeed: 1 - 38 / 42,
        handlingSpeed: 1 - 59 / 42,
      },
    ])
    const departments = speedRows(sums, 'department')
    expect(departments.map(r => [r.id, r.cases])).toEqual([
      ['construction', 1],
      ['safety', 2],
    ])
    expect(departments[0]).toMatchObject({ handlingSpeed: 0.5 })
  })
})
