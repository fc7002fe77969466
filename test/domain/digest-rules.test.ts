import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accumulate,
  beginDigest,
  digestFor,
  finishDigest,
  LIST,
  mergeDigests,
} from '../../src/domain/digest.ts'
import { digestText, sayShare, thingsToDo } from '../../src/domain/digest-text.ts'
import { factsOf } from '../../src/domain/facts.ts'
import { shiftWeek, weekNamed } from '../../src/domain/week.ts'
import { at } from './office-fixture.ts'
import { digestOf, Story } from './scene.ts'

/** The numbered rules of what counts (docs: rates). Each test names its rule. */

const due10 = (options = {}) => new Story('2026-10-30 09:00', options)
const W46 = weekNamed('2026-W46')!
const LATE = at('2027-06-01 00:00')

/** Any life of a case within some weeks of autumn 2026, told by numbers. */
const anyStory = fc
  .record({
    day: fc.integer({ min: 1, max: 28 }),
    kind: fc.constantFrom('inquiry', 'complaint', 'help', 'report') as fc.Arbitrary<
      'inquiry' | 'complaint' | 'help' | 'report'
    >,
    urgent: fc.boolean(),
    channel: fc.constantFrom('wechat', 'phone') as fc.Arbitrary<'wechat' | 'phone'>,
    acts: fc.array(
      fc.constantFrom(
        'answer',
        'deliver',
        'decline',
        'withdraw',
        'merge',
        'reopen',
        'rate',
        'assign',
        'close',
      ),
      {
        maxLength: 6,
      },
    ),
  })
  .map(({ day, kind, urgent, channel, acts }) => {
    const story = new Story(`2026-10-${String(day).padStart(2, '0')} 10:00`, { kind, urgent, channel })
    acts.forEach((act, i) => {
      const when = `2026-11-${String(1 + ((day + i * 3) % 28)).padStart(2, '0')} 1${i}:00`
      const after = story.record.events.at(-1)!.at < at(when) ? when : `2026-12-${10 + i} 10:00`
      if (act === 'answer') story.answer(after)
      if (act === 'deliver') story.delivered(after)
      if (act === 'decline') story.decline(after, '不归镇里管', '县住建局')
      if (act === 'withdraw') story.withdraw(after)
      if (act === 'merge') story.merge(after, story)
      if (act === 'reopen') story.reopen(after)
      if (act === 'rate') story.rate(after, 1 + i)
      if (act === 'assign') story.assign(after, i % 2 ? 'construction' : 'safety')
      if (act === 'close') story.close(after)
    })
    return factsOf(story.record)
  })

describe('the rules of what counts', () => {
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
      { numRuns: 60 },
    )
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
      { numRuns: 7 },
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
    ]).ratings
    // 24 of 30: p = 0.8, z = 1.96: (0.8 + 0.06402) / 1.12805 ± 0.13943 = 0.6269–0.9050
    expect(enough.satisfied!.rate).toBe(0.8)
    expect([enough.satisfied!.low, enough.satisfied!.high].map(x => x.toFixed(3))).toEqual(['0.627', '0.905'])
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
      { numRuns: 40 },
    )
  })
})

describe('adding up', () => {
  it('gives the same in any order and in any parts', () => {
    fc.assert(
      fc.property(fc.array(anyStory, { maxLength: 12 }), fc.nat(12), (cases, cut) => {
        const whole = JSON.stringify(digestFor(cases, W46, LATE))
        expect(JSON.stringify(digestFor([...cases].reverse(), W46, LATE))).toBe(whole)
        const [a, b] = [beginDigest(W46, LATE), beginDigest(W46, LATE)]
        for (const c of cases.slice(0, cut)) accumulate(a, c)
        for (const c of cases.slice(cut)) accumulate(b, c)
        mergeDigests(a, b)
        expect(JSON.stringify(finishDigest(a))).toBe(whole)
      }),
      { numRuns: 60 },
    )
  })
  it('knows nothing of what came later', () => {
    fc.assert(
      fc.property(anyStoryWithCut(), ([record, cut]) => {
        const week = weekNamed('2026-W46')!
        expect(digestFor([factsOf(record)], week, LATE)).toEqual(
          digestFor([factsOf(record, cut)], week, LATE),
        )
      }),
      { numRuns: 60 },
    )
  })
  it('keeps lists short and says how many there are', () => {
    const d = digestOf(
      '2026-W46',
      Array.from({ length: LIST + 20 }, () => due10()),
    )
    expect(d.overdueNow.count).toBe(LIST + 20)
    expect(d.overdueNow.items).toHaveLength(LIST)
    const numbers = d.overdueNow.items.map(i => i.number)
    expect(numbers).toEqual([...numbers].sort())
  })
  it('refuses to merge two different weeks', () => {
    expect(() => mergeDigests(beginDigest(W46, LATE), beginDigest(shiftWeek(W46, 1), LATE))).toThrow(/weeks/)
  })
  it('refuses a record that has no receipt', () => {
    const { record } = due10().answer('2026-11-09 10:00')
    expect(() => factsOf({ ...record, events: record.events.slice(1) })).toThrow(record.number)
  })
})

function anyStoryWithCut() {
  const end = at('2026-11-16 00:00')
  return fc
    .constantFrom('2026-11-10 10:00', '2026-11-15 23:59', '2026-11-16 00:00', '2026-11-20 10:00')
    .map(when => {
      const story = due10().answer(when).delivered(when).rate(when, 4).reopen('2026-11-21 10:00')
      return [story.record, end] as const
    })
}

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
  it('puts a failed check rule first', () => {
    const d = digestOf('2026-W46', [new Story('2026-11-10 10:00').answer('2026-11-05 10:00')])
    expect(thingsToDo(d, names)[0]).toContain('收支不平')
  })
})
