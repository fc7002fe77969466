import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sayCell, share, toCsv } from '../../../src/domain/base/table.ts'
import { endOf, shiftWeek, weekNamed } from '../../../src/domain/base/week.ts'
import { MOST_LISTED } from '../../../src/domain/numbers/digest.ts'
import { digestText, sayShare, thingsToDo } from '../../../src/domain/numbers/digest-text.ts'
import { factsOf } from '../../../src/domain/numbers/facts.ts'
import { digestFor } from '../../helpers/digest-for.ts'
import { runs } from '../../helpers/runs.ts'
import { digestOf, Story } from '../cases/scene.ts'
import { at } from '../office/office-fixture.ts'
import { anyLife } from './lives.ts'

/** The numbered rules of what counts (docs: rates). Each test names its rule. */

const due10 = (options = {}) => new Story('2026-10-30 09:00', options)
const W46 = weekNamed('2026-W46')!
const LATE = at('2027-06-01 00:00')

const anyStory = anyLife.map(record => factsOf(record))

describe('the rules of what counts', () => {
  it('rule 3: every rate of a digest is its own counts divided, in the whole, each row and each period compared', () => {
    fc.assert(
      fc.property(fc.array(anyStory, { maxLength: 12 }), cases => {
        const d = digestFor(cases, W46, LATE)
        const shown = [d, d.lastWeek, ...d.trailing, ...(d.sameWeekLastYear ? [d.sameWeekLastYear] : [])]
        const rows = [d.byKind, d.byDepartment, d.byArea, d.byCategory, d.byChannel].flat()
        for (const { cohort, answered, answeredOnTime, replyRate, onTimeRate } of [...shown, ...rows])
          expect([replyRate, onTimeRate]).toEqual(
            cohort === 0 ? [null, null] : [answered / cohort, answeredOnTime / cohort],
          )
      }),
      runs(60),
    )
  })
  it('rules 3 and 4: an answer after the date counts in the reply rate and not in the on-time rate', () => {
    const late = due10().answer('2026-11-13 10:00')
    const d = digestOf('2026-W46', [late, due10(), due10(), due10().answer('2026-11-09 10:00')])
    for (const figures of [d, d.trailing.at(-1)!, d.byKind[0]!])
      expect(figures).toMatchObject({ cohort: 4, replyRate: 0.5, onTimeRate: 0.25 })
  })
  it('rule 1: every number is in exactly one row of each breakdown, and the rows add up to the whole', () => {
    fc.assert(
      fc.property(fc.array(anyStory, { maxLength: 12 }), cases => {
        const d = digestFor(cases, W46, LATE)
        for (const rows of [d.byKind, d.byDepartment, d.byArea, d.byCategory, d.byChannel]) {
          for (const field of [
            'received',
            'concluded',
            'carriedOut',
            'cohort',
            'answered',
            'answeredOnTime',
          ] as const)
            expect([field, rows.reduce((sum, row) => sum + row[field], 0)]).toEqual([field, d[field]])
        }
      }),
      runs(60),
    )
  })

  it('rule 1: every number ever issued is in exactly one state, in every report, whatever happened', () => {
    fc.assert(
      fc.property(fc.array(anyLife, { maxLength: 8 }), fc.integer({ min: 36, max: 52 }), (lives, w) => {
        const week = weekNamed(`2026-W${w}`)!
        const { numbers, balanced } = digestFor(
          lives.map(record => factsOf(record)),
          week,
          LATE,
        )
        const { issued, ...states } = numbers
        const until = endOf(week)
        expect(issued).toBe(lives.filter(l => l.events[0]!.at < until).length)
        expect(Object.values(states).reduce((a, b) => a + b, 0)).toBe(issued)
        expect(balanced).toBe(true)
      }),
      runs(60),
    )
  })
  it('rule 1: advertising and tests are a state of their own and lift no rate', () => {
    const stories = [due10().setAside('2026-11-03 10:00'), due10().answer('2026-11-09 10:00')]
    const d = digestOf('2026-W46', stories)
    expect(d).toMatchObject({ cohort: 2, answered: 1, onTimeRate: 0.5, setAside: 1, withdrawn: 0 })
    expect(d.numbers).toMatchObject({ issued: 2, answered: 1, setAside: 1 })
    expect(digestText(d, { office: '青禾镇', department: () => null })).toContain('无效件 1')
  })

  it('rule 2: the cohort is what was originally due in the period; new and not yet due stand apart', () => {
    const d = digestOf('2026-W46', [due10(), new Story('2026-11-12 09:00')])
    expect(d).toMatchObject({ cohort: 1, received: 1, notYetDue: 1 })
  })
  it('rule 2: whatever happens later, an unanswered number stays in the cohort of its original week', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), days => {
        const story = due10().extend('2026-11-05 10:00', days)
        expect(digestOf('2026-W46', [story]).cohort).toBe(1)
      }),
      runs(7),
    )
  })

  it('rule 3: an answer of the bot, or one approved by its own writer, or any notice, does not count', () => {
    const stories = [
      due10().botAnswer('2026-11-03 10:00'),
      due10().selfApprove('2026-11-03 10:00'),
      due10()
        .accept('2026-11-03 10:00')
        .assign('2026-11-03 10:00', 'construction')
        .extend('2026-11-04 10:00', 7)
        .close('2026-11-05 10:00'),
    ]
    expect(digestOf('2026-W46', stories)).toMatchObject({
      cohort: 3,
      answered: 0,
      answeredOnTime: 0,
      carriedOut: 3,
    })
  })
  it('rule 3: only the first reply counts, by when it was made', () => {
    const story = due10().answer('2026-11-10 23:59').answer('2026-11-12 10:00')
    expect(digestOf('2026-W46', [story])).toMatchObject({ answeredOnTime: 1, concluded: 1 })
    expect(digestOf('2026-W46', [due10().answer('2026-11-11 00:00')])).toMatchObject({
      answered: 1,
      answeredOnTime: 0,
    })
  })

  it('rule 4: a merged case of someone who phoned counts by its own reply; it has no chat to arrive in', () => {
    const parent = due10()
    const child = due10({ channel: 'phone' })
      .merge('2026-11-03 09:00', parent)
      .answerMerged('2026-11-10 10:00')
    expect(digestOf('2026-W46', [parent, child])).toMatchObject({ cohort: 2, merged: 1, answered: 1 })
  })
  it('rule 4: merging by itself concludes nothing', () => {
    const parent = due10().withdraw('2026-11-04 10:00')
    const child = due10().merge('2026-11-03 09:00', parent)
    expect(digestOf('2026-W46', [parent, child])).toMatchObject({ cohort: 1, withdrawn: 1, carriedOut: 1 })
  })

  it('rule 3: the reply rate is the same without the date', () => {
    const stories = [due10().answer('2026-11-10 23:59'), due10().answer('2026-11-14 10:00'), due10()]
    expect(digestOf('2026-W46', stories)).toMatchObject({ cohort: 3, replyRate: 2 / 3, onTimeRate: 1 / 3 })
  })

  it('rule 4: declined stays in the denominator, and counts only with reason and right place; own column', () => {
    const told = due10().decline('2026-11-09 10:00', '不归镇里管', '县住建局')
    const noPlace = due10().decline('2026-11-09 10:00', '不归镇里管', ' ')
    const noReason = due10().decline('2026-11-09 10:00', '', '县住建局')
    expect(digestOf('2026-W46', [told, noPlace, noReason])).toMatchObject({
      cohort: 3,
      declined: 3,
      answered: 1,
    })
  })
  it('rule 4: withdrawn leaves the denominator on the resident’s own act only; own column', () => {
    const system = due10().withdraw('2026-11-05 10:00', { kind: 'system' })
    const stories = [
      due10().withdraw('2026-11-05 10:00'),
      due10().withdrawnByOfficer('2026-11-05 10:00'),
      system,
    ]
    expect(digestOf('2026-W46', stories)).toMatchObject({
      cohort: 2,
      withdrawn: 1,
      answered: 0,
      carriedOut: 2,
    })
  })
  it('rule 4: a merged case that was held back counts once its own resident has the reply, by that time', () => {
    const child = () => due10().merge('2026-11-03 09:00', due10()).answerMerged('2026-11-09 10:00')
    const late = child().delivered('2026-11-09 10:01', 'held').delivered('2026-11-13 09:00')
    const never = child().delivered('2026-11-09 10:01', 'undeliverable')
    expect(digestOf('2026-W46', [late, never])).toMatchObject({
      cohort: 2,
      merged: 2,
      answered: 1,
      answeredOnTime: 0,
      carriedOut: 1,
    })
  })

  it('rule 5: stops are published with number and days, and both rates', () => {
    // 26 Oct → 2 Nov: seven days; 20 working days from 2 Nov: 3–6 (4) 9–13 (9) 16–20 (14) 23–27 (19) 30 Nov (20)
    const stopped = new Story('2026-10-12 09:00', { kind: 'disclosure' })
      .ask('2026-10-26 10:00')
      .supplement('2026-11-02 10:00')
    expect(stopped.dueOn).toBe('2026-11-30')
    const d = digestOf('2026-W46', [
      stopped,
      due10().extend('2026-11-09 10:00', 2).answer('2026-11-12 10:00'),
    ])
    expect(d).toMatchObject({
      clockStops: { count: 1, days: 7 },
      extensions: 1,
      cohort: 2,
      onTimeRate: 0,
      cohortExtended: 1,
      onTimeRateExtended: 1,
    })
    const text = digestText(d, { office: '青禾镇', department: () => null })
    expect(text).toContain('按延期后的日子：1/1 件')
    expect(text).toContain('延期 1，暂停计时 1 次共 7 天')
  })
  it('rule 5: extensions and clock stops are counted, and never lift the rate on the original date', () => {
    const d = digestOf('2026-W46', [due10().extend('2026-11-10 10:00', 2).answer('2026-11-12 10:00')])
    expect(d).toMatchObject({
      onTimeRate: 0,
      onTimeRateExtended: 1,
      extensions: 1,
      clockStops: { count: 0, days: 0 },
    })
  })

  it('rule 6: replied, delivered, read and undelivered are four counts that add up', () => {
    const d = digestOf('2026-W46', [
      due10().answer('2026-11-09 10:00'),
      due10().answer('2026-11-09 10:00').delivered('2026-11-09 10:01', 'held'),
      due10().answer('2026-11-09 10:00').delivered('2026-11-09 10:01').delivered('2026-11-09 11:00', 'read'),
      due10().answer('2026-11-09 10:00').delivered('2026-11-09 10:01', 'undeliverable'),
      due10().answer('2026-11-09 10:00').delivered('2026-11-09 10:01').delivered('2026-11-16 11:00', 'read'), // next week
    ])
    expect(d.delivery).toEqual({ replied: 5, delivered: 2, read: 1, undelivered: 3 })
    expect(d.answered).toBe(5) // replied is not delivered
  })

  it('rule 6: a notice that WeChat took is not an answer that arrived', () => {
    const story = due10().answer('2026-11-09 10:00')
    story.add(
      'delivery',
      '2026-11-09 10:01',
      { kind: 'system' },
      { replyId: 1, state: 'sent', via: 'template' },
    )
    const delivery = () => digestOf('2026-W46', [story]).delivery
    expect(delivery()).toEqual({ replied: 1, delivered: 0, read: 0, undelivered: 1 })
    story.delivered('2026-11-09 10:05', 'delivered')
    expect(delivery()).toEqual({ replied: 1, delivered: 1, read: 0, undelivered: 0 })
  })

  it('rule 7: a reopened case is owed again, with its own clock', () => {
    // answered 3 Nov; reopened Thu 12 Nov: 13 | 16–20 (6) | 23 Nov (7) → W48
    const story = due10().answer('2026-11-03 10:00').reopen('2026-11-12 10:00')
    expect(story.dueOn).toBe('2026-11-23')
    // Its first date is judged by its first answer, its second by the second: neither rewrites the other.
    expect(digestOf('2026-W46', [story])).toMatchObject({
      cohort: 1,
      answeredOnTime: 1,
      reopened: 1,
      carriedOut: 1,
    })
    expect(digestOf('2026-W48', [story])).toMatchObject({ cohort: 1, answered: 0, carriedOut: 1 })
    expect(digestOf('2026-W48', [story]).overdueNow.items[0]).toMatchObject({ dueOn: '2026-11-23' })
    story.answer('2026-11-23 18:00')
    expect(digestOf('2026-W48', [story])).toMatchObject({ cohort: 1, answeredOnTime: 1, carriedOut: 0 })
    expect(digestOf('2026-W46', [story])).toMatchObject({ cohort: 1, answeredOnTime: 1, carriedOut: 1 })
  })
  it('rule 7: an answer has stood when thirty days passed without a reopening', () => {
    // answered 3 Nov 10:00: ripe 3 Dec 10:00 (W49 = 30 Nov–6 Dec)
    const stood = due10().answer('2026-11-03 10:00').reopen('2026-12-03 10:00') // the 31st day
    const fell = due10().answer('2026-11-03 10:00').reopen('2026-12-03 09:59')
    expect(digestOf('2026-W49', [stood, fell]).stood).toEqual({ answers: 2, stood: 1, rate: 0.5 })
    expect(digestOf('2026-W48', [stood, fell]).stood).toEqual({ answers: 0, stood: 0, rate: null })
  })

  it('rule 8: no share under thirty ratings, the distribution instead; the Wilson interval from thirty on', () => {
    const rated = (n: number, stars: number) =>
      Array.from({ length: n }, () => due10().answer('2026-11-09 10:00').rate('2026-11-10 10:00', stars))
    const few = digestOf('2026-W46', [...rated(28, 5), ...rated(1, 2), due10().answer('2026-11-09 10:00')])
    expect(few.ratings).toEqual({
      invited: 30,
      rated: 29,
      distribution: { '1': 0, '2': 1, '3': 0, '4': 0, '5': 28 },
      satisfied: null,
    })
    const enough = digestOf('2026-W46', [
      ...rated(20, 5),
      ...rated(4, 4),
      ...rated(3, 3),
      ...rated(3, 1),
      // Five who were invited and did not rate are no part of the share.
      ...Array.from({ length: 5 }, () => due10().answer('2026-11-09 10:00')),
    ]).ratings
    // 24 of 30: p = 0.8, z = 1.96: (0.8 + 0.06402) / 1.12805 ± 0.13943 = 0.6269–0.9050
    expect(enough.satisfied!.rate).toBe(0.8)
    expect([enough.satisfied!.low, enough.satisfied!.high].map(x => x.toFixed(3))).toEqual(['0.627', '0.905'])
  })
  it('rule 8: ratings over invitations come first, then all five levels; no level weighs more', () => {
    const rate = (stars: number) => due10().answer('2026-11-09 10:00').rate('2026-11-10 10:00', stars)
    const d = digestOf('2026-W46', [...[1, 2, 3, 4, 5, 5].map(rate), due10().answer('2026-11-09 10:00')])
    const line = digestText(d, { office: '青禾镇', department: () => null })
      .split('\n')
      .find(l => l.startsWith('评价'))
    expect(line).toBe('评价：邀请 7，收到 6（5 星 2、4 星 1、3 星 1、2 星 1、1 星 1）')
    // Thirty ratings: the share is that of the fours and fives, each counted as one.
    const enough = digestOf(
      '2026-W46',
      [...Array(10).fill(4), ...Array(10).fill(5), ...Array(10).fill(1)].map(rate),
    )
    expect(enough.ratings.satisfied!.rate).toBeCloseTo(2 / 3, 12)
  })
  it('rule 8: there is no default rating: what an officer enters does not count', () => {
    const d = digestOf('2026-W46', [due10().answer('2026-11-09 10:00').ratedByOfficer('2026-11-10 10:00', 5)])
    expect(d.ratings).toMatchObject({ invited: 1, rated: 0 })
  })

  it('rule 9: nothing of nothing is 无, never 100 %', () => {
    expect(sayShare(0, 0)).toBe('无')
    const text = digestText(digestOf('2026-W46', []), { office: '青禾镇', department: () => null })
    expect(text).toContain('按时答复：无')
    expect(text).not.toContain('%')
  })
  it('rule 9: a row of a breakdown, a workbook’s cell and an unrated month have no share either', () => {
    const d = digestOf('2026-W46', [new Story('2026-11-12 09:00')])
    expect(d.byKind).toMatchObject([{ id: 'complaint', cohort: 0, replyRate: null, onTimeRate: null }])
    expect([d.onTimeRateExtended, d.stood.rate, d.lastWeek.onTimeRate]).toEqual([null, null, null])
    const table = { name: '率', columns: [share('按时答复率')], rows: [[d.onTimeRate]] }
    expect([sayCell(d.onTimeRate, share('率')), toCsv(table).split('\r\n')[1]]).toEqual(['无', '无'])
  })

  it('rule 10: carried in + new = concluded + carried out, and what is carried out is carried in a week later', () => {
    fc.assert(
      fc.property(fc.array(anyStory, { maxLength: 10 }), cases => {
        let week = weekNamed('2026-W40')!
        for (let i = 0; i < 12; i++, week = shiftWeek(week, 1)) {
          const d = digestFor(cases, week, LATE)
          expect(d.balanced).toBe(true)
          expect(digestFor(cases, shiftWeek(week, 1), LATE).carriedIn).toBe(d.carriedOut)
          expect(d.carriedOut).toBeLessThanOrEqual(cases.length)
          expect(d.answeredOnTime).toBeLessThanOrEqual(d.answered)
          expect(d.answered).toBeLessThanOrEqual(d.cohort)
        }
      }),
      runs(40),
    )
  })
})

describe('adding up', () => {
  it('gives the same in any order', () => {
    fc.assert(
      fc.property(fc.array(anyStory, { maxLength: 12 }), cases => {
        const whole = JSON.stringify(digestFor(cases, W46, LATE))
        expect(JSON.stringify(digestFor([...cases].reverse(), W46, LATE))).toBe(whole)
      }),
      runs(60),
    )
  })
  it('a past week counted again from all that happened since is what Monday gave, bit for bit', () => {
    fc.assert(
      fc.property(fc.array(anyLife, { maxLength: 6 }), fc.integer({ min: 37, max: 52 }), (lives, w) => {
        const week = weekNamed(`2026-W${w}`)!
        const monday = new Date(endOf(week).getTime() + 8.5 * 3_600_000)
        const known = lives.flatMap(record => {
          const events = record.events.filter(e => e.at <= monday)
          return events.length > 0 ? [factsOf({ ...record, events })] : []
        })
        const again = digestFor(
          lives.map(record => factsOf(record)),
          week,
          LATE,
        )
        expect(JSON.stringify(again)).toBe(JSON.stringify(digestFor(known, week, monday)))
      }),
      runs(150),
    )
  })
  it('keeps lists short and says how many there are', () => {
    const d = digestOf(
      '2026-W46',
      Array.from({ length: MOST_LISTED + 20 }, () => due10()),
    )
    expect(d.overdueNow.count).toBe(MOST_LISTED + 20)
    expect(d.overdueNow.items).toHaveLength(MOST_LISTED)
    const numbers = d.overdueNow.items.map(i => i.number)
    expect(numbers).toEqual([...numbers].sort())
  })
  it('refuses a record that has no receipt', () => {
    const { record } = due10().answer('2026-11-09 10:00')
    expect(() => factsOf({ ...record, events: record.events.slice(1) })).toThrow(record.number)
  })
})

describe('one screen of text', () => {
  const names = {
    office: '青禾镇',
    department: (id: string | null) => (id === 'construction' ? '规划建设办公室' : null),
  }
  it('says the number in counts, the week before, and three things to act on', () => {
    const late = due10().assign('2026-11-02 09:00', 'construction')
    const d = digestOf('2026-W46', [
      late,
      due10().answer('2026-11-09 10:00').delivered('2026-11-09 10:01', 'held'),
      new Story('2026-11-10 09:00'),
    ])
    const text = digestText(d, names)
    expect(text.split('\n').slice(0, 9)).toEqual([
      '青禾镇 周报 2026-W46（11 月 9 日至 11 月 15 日）',
      '',
      '按时答复：1/2 件',
      '上周：无',
      '',
      '要办的事：',
      `1. 超期没答复 1 件。最久的是 ${late.record.number}（规划建设办公室），应在 11 月 10 日答复。`,
      '2. 有 1 件答复群众还没收到，请查送达情况。',
      '3. 没有按时答复最多的是规划建设办公室：按时 0/1 件。',
    ])
    expect(text).toContain('上周结转 2 + 新收 1 = 办结 1 + 结转下周 2')
    expect(text.split('\n').length).toBeLessThanOrEqual(22)
  })
  it('gives a percentage and the change in points from thirty cases on', () => {
    const week = (n: number, late: number, from: string, answer: string) =>
      Array.from({ length: n }, (_, i) => {
        const story = new Story(from)
        return i < late ? story : story.answer(answer)
      })
    // due 10 Nov (W46) and, from 23 Oct: 26–30 (5) 2 3 → 3 Nov (W45)
    const d = digestOf('2026-W46', [
      ...week(40, 4, '2026-10-30 09:00', '2026-11-09 10:00'),
      ...week(40, 10, '2026-10-23 09:00', '2026-11-02 10:00'),
    ])
    const text = digestText(d, names)
    expect(text).toContain('按时答复：90.0%（36/40 件）')
    expect(text).toContain('上周：75.0%（30/40 件），升 15.0 个百分点')
  })
  it('gives no change in points while the week before has fewer than thirty', () => {
    const due = (n: number, from: string, answer: string) =>
      Array.from({ length: n }, () => new Story(from).answer(answer))
    const d = digestOf('2026-W46', [
      ...due(30, '2026-10-30 09:00', '2026-11-09 10:00'),
      ...due(29, '2026-10-23 09:00', '2026-11-02 10:00'),
    ])
    const text = digestText(d, names)
    expect(text).toContain('按时答复：100.0%（30/30 件）')
    expect(text).toContain('上周：29/29 件')
    expect(text).not.toContain('百分点')
    expect(text).not.toContain('持平')
  })
  it('puts a failed check rule first', () => {
    const d = digestOf('2026-W46', [new Story('2026-11-10 10:00').answer('2026-11-05 10:00')])
    expect(thingsToDo(d, names)[0]).toContain('收支不平')
  })
})
