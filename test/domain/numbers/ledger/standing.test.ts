import { describe, expect, it } from 'vitest'
import type { CaseEntryEvent, Entry, EntryFields } from '../../../../src/domain/numbers/ledger/entry.ts'
import { decidingEntry, standingOf } from '../../../../src/domain/numbers/ledger/standing.ts'

type Told = Partial<EntryFields> & { event: CaseEntryEvent; day: string }

/** The entries of one case. */
const entriesOf = (told: readonly Told[]) =>
  told.map((fields, i) => ({
    entry: { v: 1, case: 'c', n: i + 1, ...fields } as Entry,
    day: fields.day,
  }))
const say = (closedOn: string, ...told: Told[]) => standingOf(entriesOf(told), closedOn).words

/** Due on the Wednesday of week 47. */
const received: Told = { event: 'received', day: '2026-11-09', due: '2026-11-18' }
const answered = (day: string, more: Partial<Omit<EntryFields, 'event'>> = {}): Told => ({
  event: 'answered',
  day,
  reply: 1,
  replied: true,
  ...more,
})
const extended: Told = { event: 'extended', day: '2026-11-12', due: '2026-11-25' }
/** All its days are given to the week. */
const coarse: Told = { event: 'received', day: '2026-11-15', due: '2026-11-22', coarse: true }

describe('how a case stands in the ledger', () => {
  it.each<[string, string, string, Told[]]>([
    ['before it is due', '2026-11-17', '算进去了：第 47 周应答复，还没到期。', [received]],
    [
      'on the evening of its last day',
      '2026-11-18',
      '算进去了：第 47 周应答复，已经超期 1 天，还没答复。',
      [received],
    ],
    ['overdue', '2026-11-20', '算进去了：第 47 周应答复，已经超期 3 天，还没答复。', [received]],
    [
      'in another year',
      '2027-01-05',
      '算进去了：2026 年第 47 周应答复，已经超期 49 天，还没答复。',
      [received],
    ],
    [
      'answered on its last day',
      '2026-11-20',
      '算进去了：第 47 周应答复，按时。',
      [received, answered('2026-11-18')],
    ],
    [
      'answered a day late',
      '2026-11-20',
      '算进去了：第 47 周应答复，超期后才答复。',
      [received, answered('2026-11-19')],
    ],
    [
      'answered on the last day, but after the hour',
      '2026-11-20',
      '算进去了：第 47 周应答复，超期后才答复。',
      [{ ...received, hours: true }, answered('2026-11-18', { late_original: true, late_due: true })],
    ],
    [
      'extended',
      '2026-11-19',
      '算进去了：第 47 周应答复，最晚改到 11 月 25 日，还没到期。',
      [received, extended],
    ],
    [
      'overdue after an extension',
      '2026-11-26',
      '算进去了：第 47 周应答复，已经超期 2 天，还没答复。',
      [received, extended],
    ],
    [
      'answered within an extension',
      '2026-11-26',
      '算进去了：第 47 周应答复，过了最早定的日子、在改过的日子以前答复，答复率里不算按时。',
      [received, extended, answered('2026-11-24')],
    ],
    [
      'waiting for the resident past the due date',
      '2026-11-20',
      '算进去了：第 47 周应答复，时间先停着，还没答复。',
      [received, { event: 'clock_stopped', day: '2026-11-12', stop: 1 }],
    ],
    [
      'stopped only when it was overdue',
      '2026-11-20',
      '算进去了：第 47 周应答复，已经超期 3 天，还没答复。',
      [received, { event: 'clock_stopped', day: '2026-11-19', stop: 1, late_due: true }],
    ],
    [
      'overdue since a stop ended',
      '2026-11-22',
      '算进去了：第 47 周应答复，已经超期 3 天，还没答复。',
      [
        received,
        { event: 'clock_stopped', day: '2026-11-12', stop: 1 },
        { event: 'clock_started', day: '2026-11-20', stop: 1 },
      ],
    ],
    [
      'withdrawn',
      '2026-11-20',
      '您撤回了，不再算应答复。',
      [received, { event: 'withdrawn', day: '2026-11-12' }],
    ],
    [
      'withdrawn when its week was over',
      '2026-11-29',
      '算进去了：第 47 周算应答复，那时还没答复。那以后您撤回了。',
      [received, { event: 'withdrawn', day: '2026-11-23' }],
    ],
    [
      'advertising',
      '2026-11-20',
      '记作广告、骚扰：第 47 周算应答复，没有答复。',
      [received, { event: 'set_aside', day: '2026-11-10', code: 'spam' }],
    ],
    [
      'a test',
      '2026-11-20',
      '记作试用、测试：第 47 周算应答复，没有答复。',
      [received, { event: 'set_aside', day: '2026-11-10', code: 'test' }],
    ],
    [
      'declined with a reason',
      '2026-11-20',
      '算进去了：第 47 周应答复，不受理，按时说了原因和该找哪里。',
      [received, { event: 'declined', day: '2026-11-10', reply: 1, replied: true }],
    ],
    [
      'declined without one',
      '2026-11-20',
      '算进去了：第 47 周应答复，不受理，没有说清原因和该找哪里，算没有答复。',
      [received, { event: 'declined', day: '2026-11-10', reply: 1, replied: false }],
    ],
    [
      'merged, its resident not reached yet',
      '2026-11-20',
      '算进去了：第 47 周应答复，和别人的件一起办，答复送到您这里才算，已经超期 3 天，还没答复。',
      [received, { event: 'merged', day: '2026-11-10' }, answered('2026-11-12', { replied: false })],
    ],
    [
      'merged and reached',
      '2026-11-20',
      '算进去了：第 47 周应答复，按时。',
      [
        received,
        { event: 'merged', day: '2026-11-10' },
        answered('2026-11-12', { replied: false }),
        { event: 'delivered', day: '2026-11-13', reply: 1, replied: true },
      ],
    ],
    [
      'merged and by itself again',
      '2026-11-17',
      '算进去了：第 47 周应答复，还没到期。',
      [received, { event: 'merged', day: '2026-11-10' }, { event: 'unmerged', day: '2026-11-11' }],
    ],
    [
      'reopened',
      '2026-11-20',
      '算进去了：重新办理的这一次，第 48 周应答复，还没到期。',
      [received, answered('2026-11-12'), { event: 'reopened', day: '2026-11-16', due: '2026-11-25' }],
    ],
    [
      'reopened, with its first round before the ledger',
      '2026-11-20',
      '算进去了：重新办理的这一次，第 48 周应答复，还没到期。',
      [{ event: 'reopened', day: '2026-11-16', due: '2026-11-25' }],
    ],
    ['coarse', '2026-11-15', '算进去了：第 47 周应答复，还没到期。', [coarse]],
    ['coarse, its week over', '2026-11-22', '算进去了：第 47 周应答复，那一周过完了，还没答复。', [coarse]],
    [
      'coarse, with another due date',
      '2026-11-22',
      '算进去了：第 47 周应答复，最晚改到 11 月 29 日那一周，还没到期。',
      [coarse, { event: 'extended', day: '2026-11-22', due: '2026-11-29', coarse: true }],
    ],
    [
      'coarse, answered late in the week it was due',
      '2026-11-22',
      '算进去了：第 47 周应答复，超期后才答复。',
      [coarse, answered('2026-11-22', { coarse: true, late_original: true, late_due: true })],
    ],
    [
      'over before the ledger began',
      '2026-11-22',
      '台账开始以前，这件就办完了；台账里只有那以后的事，答复率不算它。',
      [{ event: 'rated', day: '2026-11-16', stars: 5 }],
    ],
  ])('%s', (_, closedOn, words, told) => {
    expect(say(closedOn, ...told)).toBe(words)
  })

  it('goes by the effective day of a late record', () => {
    const [one, two] = entriesOf([received, answered('2026-11-18')])
    expect(standingOf([one!, { ...two!, day: '2026-11-19' }], '2026-11-20').words).toContain('超期后才答复')
  })

  it('counts in the week of the original due date', () => {
    const { week } = standingOf(entriesOf([received, extended]), '2026-11-20')
    expect(week).toEqual({ id: '2026-W47', from: '2026-11-16', to: '2026-11-22' })
    expect(
      standingOf(entriesOf([{ event: 'rated', day: '2026-11-16', stars: 5 }]), '2026-11-20').week,
    ).toBeNull()
  })
})

describe('the entry that a proof is about', () => {
  const decides = (...told: Told[]) => decidingEntry(entriesOf(told))?.entry.n
  const invited: Told = { event: 'invited', day: '2026-11-18' }

  it('is what ended the last round', () => {
    expect(decides(received, answered('2026-11-18'), invited)).toBe(2)
    expect(decides(received, { event: 'declined', day: '2026-11-10', reply: 1, replied: false })).toBe(2)
    expect(decides(received, { event: 'withdrawn', day: '2026-11-10' })).toBe(2)
    const delivered: Told = { event: 'delivered', day: '2026-11-13', reply: 1, replied: true }
    expect(decides(received, answered('2026-11-12', { replied: false }), delivered)).toBe(3)
  })

  it('is what began it while nothing has ended it', () => {
    expect(decides(received, extended)).toBe(1)
    expect(decides(received, answered('2026-11-18'), { ...received, event: 'reopened' }, extended)).toBe(3)
  })

  it('is the first one when no round is known, and nothing when there is no entry', () => {
    expect(decides({ event: 'rated', day: '2026-11-16', stars: 5 })).toBe(1)
    expect(decides()).toBeUndefined()
  })
})
