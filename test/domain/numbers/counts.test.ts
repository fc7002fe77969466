import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilDate, DAY, dayNumber, shanghaiDate } from '../../../src/domain/base/civil-date.ts'
import type { CaseEvent } from '../../../src/domain/cases/case.ts'
import {
  ALWAYS,
  type Cell,
  COUNT_FIELDS,
  type CountField,
  type Counts,
  cellsOf,
  type DaySpan,
  dimensionCells,
  MODES,
  stepAfterDay,
  stepOfDay,
  tallyFrom,
} from '../../../src/domain/numbers/counts.ts'
import { addCase, beginDigest, spanOf } from '../../../src/domain/numbers/digest.ts'
import { type CaseRecord, DATA_READ, factsOf } from '../../../src/domain/numbers/facts.ts'
import { DAYS_WITHOUT_REOPENING, emptyTally, stateOf, tallyOf } from '../../../src/domain/numbers/tally.ts'
import { runs } from '../../helpers/runs.ts'
import { Story } from '../cases/scene.ts'
import { at } from '../office/office-fixture.ts'
import { anyLife, anyMoment, FIRST } from './lives.ts'

/** Whether a cell's field counts for these days: the rule that the SQL in store/numbers/counts.ts follows. */
const counts = (field: CountField, { x, y }: Cell, { from, to, known }: DaySpan): boolean =>
  y <= known && (MODES[field] === 'stock' ? x === ALWAYS : x >= from && x <= to)

const sum = (cells: Cell[], span: DaySpan): Counts => {
  const sums: Counts = {}
  for (const field of COUNT_FIELDS)
    for (const cell of cells)
      if (counts(field, cell, span)) sums[field] = (sums[field] ?? 0) + (cell.n[field] ?? 0)
  return sums
}

/** The tally of days a…b as cells give it, at `now`. */
function counted(cells: Cell[], from: number, to: number, now: Date) {
  const today = dayNumber(shanghaiDate(now))
  const running = today <= to
  const known = running ? stepOfDay(today) : stepAfterDay(to)
  const before = { from: 0, to: from - 1, known: stepAfterDay(from - 1) }
  const lookedAt = running ? today : to + 1
  return tallyFrom(sum(cells, { from, to, known }), sum(cells, before).carriedOut ?? 0, lookedAt)
}

const days = fc.tuple(fc.integer({ min: -10, max: 150 }), fc.integer({ min: 0, max: 120 }))

describe('facts', () => {
  it('are the same when data that mean nothing to the numbers are not read', () => {
    fc.assert(
      fc.property(anyLife, record => {
        const bare = record.events.map(e => (DATA_READ.includes(e.type) ? e : { ...e, data: {} }))
        expect(factsOf({ ...record, events: bare })).toEqual(factsOf(record))
      }),
      runs(300),
    )
  })
})

describe('counts by day', () => {
  it('add up to the tally of any days that are over, for any life of a case', () => {
    fc.assert(
      fc.property(anyLife, days, (record, [start, length]) => {
        const facts = factsOf(record)
        const [from, to] = [FIRST + start, FIRST + start + length]
        const period = { id: 'any', from: civilDate(from), to: civilDate(to) }
        const late = new Date('2028-01-01T00:00Z')
        expect(counted(cellsOf(facts), from, to, late)).toEqual(tallyOf(facts, spanOf(period, late)))
      }),
      runs(600),
    )
  })

  it('add up to the tally of days that still run, for what is known by now', () => {
    fc.assert(
      fc.property(anyLife, days, anyMoment, (record, [start, length], time) => {
        const [from, today] = [FIRST + start, FIRST + start + length]
        const now = at(`${civilDate(today)} ${time}`)
        const events = record.events.filter((e: CaseEvent) => e.at < now)
        if (events.length === 0) return
        const facts = factsOf({ ...record, events })
        const period = { id: 'any', from: civilDate(from), to: civilDate(today + 3) }
        expect(counted(cellsOf(facts), from, today + 3, now)).toEqual(tallyOf(facts, spanOf(period, now)))
      }),
      runs(600),
    )
  })

  /** The days of a life on which something happens or goes by. */
  const turnsOf = (record: CaseRecord): string[] => [
    ...factsOf(record).rounds.flatMap(r => [
      ...r.dues.map(d => d.dueOn),
      ...r.stops.flatMap(s => (s.to === null ? [] : [shanghaiDate(new Date(s.to))])),
      ...(r.repliedAt === null ? [] : [shanghaiDate(new Date(r.repliedAt + DAYS_WITHOUT_REOPENING * DAY))]),
    ]),
    ...record.events.map(e => shanghaiDate(e.at)),
  ]

  /** What is known of a life at an instant, by cells and by the tally: of days that run on and of days up to today. */
  function compare(record: CaseRecord, now: Date) {
    const events = record.events.filter((e: CaseEvent) => e.at < now)
    if (events.length === 0) return
    const facts = factsOf({ ...record, events })
    for (const to of ['2027-06-30', shanghaiDate(now)]) {
      const period = { id: 'any', from: '2026-09-01', to }
      expect(counted(cellsOf(facts), FIRST, dayNumber(to), now)).toEqual(tallyOf(facts, spanOf(period, now)))
    }
  }

  it('add up on the very day that something falls due, with a number owed twice', () => {
    fc.assert(
      fc.property(
        anyLife,
        fc.nat(),
        fc.integer({ min: 0, max: 1 }),
        anyMoment,
        (record, pick, more, time) => {
          const turns = turnsOf(record)
          const day = civilDate(dayNumber(turns[pick % turns.length]!) + more)
          compare(record, at(`${day} ${time}`))
        },
      ),
      runs(600),
    )
  })

  it('add up on the last day of a third party that was asked half an hour into the day', () => {
    const { record } = new Story('2026-09-17 01:30', { kind: 'disclosure' })
      .answer('2026-09-17 05:30')
      .reopen('2026-10-06 19:30')
      .consult('2026-11-04 00:30') // fifteen working days: to the end of 25 November
    for (const time of ['00:00', '00:30', '12:00', '23:59:59.999']) compare(record, at(`2026-11-25 ${time}`))
    compare(record, at('2026-11-26 00:00'))
    const stops = (now: string) =>
      tallyOf(factsOf(record), spanOf({ id: 'any', from: '2026-09-01', to: '2026-12-31' }, at(now)))
    // The fifteenth working day belongs to the third party until it is over.
    expect(stops('2026-11-25 00:00')).toMatchObject({ clockStops: 1, clockStanding: 1, clockStopDays: 21 })
    expect(stops('2026-11-25 23:59')).toMatchObject({ clockStops: 1, clockStanding: 1, clockStopDays: 21 })
    expect(stops('2026-11-26 00:00')).toMatchObject({ clockStops: 1, clockStanding: 0, clockStopDays: 21 })
    expect(stops('2026-12-10 12:00')).toMatchObject({ clockStops: 1, clockStanding: 0, clockStopDays: 21 })
  })

  it('add up while the day begins at whose first instant hours ran out', () => {
    const { record } = new Story('2026-09-15 00:00', { urgent: true }) // 24 hours: to 16 September 00:00
    const [due] = factsOf(record).rounds[0]!.dues
    expect([due!.dueOn, new Date(due!.dueAt)]).toEqual(['2026-09-16', at('2026-09-16 00:00')])
    for (const now of ['2026-09-16 00:00', '2026-09-16 09:00', '2026-09-17 00:00']) compare(record, at(now))
    // Like any other it is counted once its day is over.
    const overdue = (now: string) =>
      tallyOf(factsOf(record), spanOf({ id: 'any', from: '2026-09-14', to: '2026-09-20' }, at(now))).overdue
    expect([overdue('2026-09-16 23:59'), overdue('2026-09-17 00:00')]).toEqual([0, 1])
  })

  it('a clock that stands for a third party goes on when the case is answered', () => {
    const { record } = new Story('2026-09-15 09:00', { kind: 'disclosure' })
      .consult('2026-09-16 09:00')
      .ask('2026-09-17 09:00')
      .answer('2026-09-18 09:00')
    const [round] = factsOf(record).rounds
    expect(round!.stops.map(s => new Date(s.to!))).toEqual([at('2026-09-18 09:00'), at('2026-09-18 09:00')])
    compare(record, at('2026-10-20 10:00'))
  })

  it('give each department what it holds on the last day, as the digest does', () => {
    fc.assert(
      fc.property(anyLife, days, (record, [start, length]) => {
        const facts = factsOf(record)
        const [from, to] = [FIRST + start, FIRST + start + length]
        const late = new Date('2028-01-01T00:00Z')
        const span = spanOf({ id: 'any', from: civilDate(from), to: civilDate(to) }, late)
        const holder = facts.holders.findLast(h => h.at < span.until)?.departmentId ?? ''
        const cells = dimensionCells(facts).filter(c => c.dimension === 'department')
        for (const key of new Set(['', 'construction', 'safety'])) {
          const mine = counted(
            cells.filter(c => c.key === key),
            from,
            to,
            late,
          )
          const whole = tallyOf(facts, span)
          // What was carried in belongs to whoever held it then.
          const { carriedIn: _, ...rest } = key === holder ? whole : emptyTally()
          expect(mine).toMatchObject(rest)
        }
      }),
      runs(500),
    )
  })

  it('a number that matters to nothing in the period still stands in one state', () => {
    const old = factsOf(new Story('2026-09-01 09:00').answer('2026-09-03 10:00').record)
    const week = { id: '2026-W46', from: '2026-11-09', to: '2026-11-15' }
    const late = at('2027-03-01 00:00')
    const acc = beginDigest(week, late)
    addCase(acc, old)
    expect(acc.total).toEqual(stateOf(old, spanOf(week, late)))
    expect(acc.total).toMatchObject({ issued: 1, standsAnswered: 1, received: 0, carriedOut: 0 })
  })

  it('four days late is a cell that only periods with both days see', () => {
    const facts = factsOf(new Story('2026-10-30 09:00').answer('2026-11-14 10:00').record) // due 10 November
    const late = at('2027-03-01 00:00')
    const of = (from: string, to: string) => counted(cellsOf(facts), dayNumber(from), dayNumber(to), late)
    expect(of('2026-11-09', '2026-11-13')).toMatchObject({ cohort: 1, answered: 0, overdue: 1 })
    expect(of('2026-11-09', '2026-11-14')).toMatchObject({
      cohort: 1,
      answered: 1,
      answeredOnTime: 0,
      overdue: 0,
    })
    expect(of('2026-11-11', '2026-11-20')).toMatchObject({ cohort: 0, concluded: 1 })
  })
})
