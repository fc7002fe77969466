import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseEvent } from '../../src/domain/case.ts'
import { civilDate, dayNumber, shanghaiDate } from '../../src/domain/civil-date.ts'
import {
  type Cell,
  COUNT_FIELDS,
  type Counts,
  cellsOf,
  counts,
  type DaySpan,
  dimensionCells,
  happened,
  MODES,
  passed,
  tallyFrom,
} from '../../src/domain/counts.ts'
import { accumulate, beginDigest, spanOf } from '../../src/domain/digest.ts'
import { factsOf } from '../../src/domain/facts.ts'
import { emptyTally, stateOf, tallyOf } from '../../src/domain/tally.ts'
import { anyLife, FIRST } from './lives.ts'
import { at } from './office-fixture.ts'
import { Story } from './scene.ts'

const sum = (cells: Cell[], span: DaySpan): Counts => {
  const sums: Counts = {}
  for (const field of COUNT_FIELDS)
    for (const cell of cells)
      if (counts(MODES[field], cell, span)) sums[field] = (sums[field] ?? 0) + (cell.n[field] ?? 0)
  return sums
}

/** The tally of days a…b as cells give it, at `now`. */
function counted(cells: Cell[], from: number, to: number, now: Date) {
  const today = dayNumber(shanghaiDate(now))
  const running = today <= to
  const known = running ? happened(today) : passed(to)
  const before = { from: 0, to: from - 1, known: passed(from - 1) }
  const lookedAt = running ? today : to + 1
  return tallyFrom(sum(cells, { from, to, known }), sum(cells, before).carriedOut ?? 0, lookedAt)
}

const days = fc.tuple(fc.integer({ min: -10, max: 150 }), fc.integer({ min: 0, max: 120 }))

describe('counts by day', () => {
  it('add up to the tally of any days that are over, for any life of a case', () => {
    fc.assert(
      fc.property(anyLife, days, (record, [start, length]) => {
        const facts = factsOf(record)
        const [from, to] = [FIRST + start, FIRST + start + length]
        const period = { week: 'any', from: civilDate(from), to: civilDate(to) }
        const late = new Date('2028-01-01T00:00Z')
        expect(counted(cellsOf(facts), from, to, late)).toEqual(tallyOf(facts, spanOf(period, late)))
      }),
      { numRuns: 600 },
    )
  })

  it('add up to the tally of days that still run, for what is known by now', () => {
    fc.assert(
      fc.property(
        anyLife,
        days,
        fc.integer({ min: 0, max: 24 * 60 - 1 }),
        (record, [start, length], minute) => {
          const [from, today] = [FIRST + start, FIRST + start + length]
          const now = new Date(at(`${civilDate(today)} 00:00`).getTime() + minute * 60_000)
          const events = record.events.filter((e: CaseEvent) => e.at < now)
          if (events.length === 0) return
          const facts = factsOf({ ...record, events })
          const period = { week: 'any', from: civilDate(from), to: civilDate(today + 3) }
          expect(counted(cellsOf(facts), from, today + 3, now)).toEqual(tallyOf(facts, spanOf(period, now)))
        },
      ),
      { numRuns: 600 },
    )
  })

  it('add up on the very day that something falls due, with a number owed twice', () => {
    fc.assert(
      fc.property(anyLife, fc.nat(), fc.integer({ min: 0, max: 24 * 60 - 1 }), (record, pick, minute) => {
        const dues = factsOf(record).rounds.flatMap(r => r.dues.map(d => d.dueOn))
        const today = dues[pick % dues.length]!
        const now = new Date(at(`${today} 00:00`).getTime() + minute * 60_000)
        const events = record.events.filter((e: CaseEvent) => e.at < now)
        if (events.length === 0) return
        const facts = factsOf({ ...record, events })
        const period = { week: 'any', from: '2026-09-01', to: '2027-06-30' }
        expect(counted(cellsOf(facts), FIRST, dayNumber('2027-06-30'), now)).toEqual(
          tallyOf(facts, spanOf(period, now)),
        )
      }),
      { numRuns: 600 },
    )
  })

  it('give each department what it holds on the last day, as the digest does', () => {
    fc.assert(
      fc.property(anyLife, days, (record, [start, length]) => {
        const facts = factsOf(record)
        const [from, to] = [FIRST + start, FIRST + start + length]
        const late = new Date('2028-01-01T00:00Z')
        const span = spanOf({ week: 'any', from: civilDate(from), to: civilDate(to) }, late)
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
      { numRuns: 500 },
    )
  })

  it('a number that matters to nothing in the period still stands in one state', () => {
    const old = factsOf(new Story('2026-09-01 09:00').answer('2026-09-03 10:00').record)
    const week = { week: '2026-W46', from: '2026-11-09', to: '2026-11-15' }
    const late = at('2027-03-01 00:00')
    const acc = beginDigest(week, late)
    accumulate(acc, old)
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
