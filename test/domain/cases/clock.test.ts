import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  acceptClockOf,
  clockColumns,
  clockOf,
  clockTime,
  overdueFrom,
  supervisionClock,
} from '../../../src/domain/cases/clock.ts'
import { runs } from '../../helpers/runs.ts'
import { calendar } from '../office/office-fixture.ts'
import { CLOCK_EXAMPLES, deadlineOf, isDueToday, november } from './clock-examples.ts'

describe('the clock of a case', () => {
  it.each(CLOCK_EXAMPLES)('$name: $shows', example => {
    const reply = deadlineOf(example)
    const c = { status: example.status, deadlines: { accept: reply, reply } }
    const at = clockTime(november(example.now), calendar)
    expect([clockOf(c, at), isDueToday(c, at)]).toEqual([example.shows, example.dueToday ?? false])
  })

  it('of the acceptance runs until it is accepted, and nothing stops it', () => {
    const accept = deadlineOf({ ...CLOCK_EXAMPLES[0]!, due: '17 00:00' })
    const shows = (status: 'received' | 'accepted', now: string) =>
      acceptClockOf({ status, deadlines: { accept, reply: accept } }, clockTime(november(now), calendar))
    expect([
      shows('received', '12 10:00'),
      shows('received', '16 10:00'),
      shows('received', '17 00:00'),
    ]).toEqual(['running', 'soon', 'overdue'])
    expect(shows('accepted', '20 10:00')).toBe('met')
  })

  it('of a manager’s instruction ends with its day', () => {
    const shows = (now: string) => supervisionClock('2026-11-17', november(now))
    expect([shows('16 10:00'), shows('17 23:59'), shows('18 00:00')]).toEqual(['running', 'soon', 'overdue'])
    expect(supervisionClock(null, november('16 10:00'))).toBe('met')
  })
})

describe('overdueFrom', () => {
  // Small numbers: everything meets everything.
  const stops = fc
    .array(fc.tuple(fc.nat(30), fc.nat(12), fc.boolean()), { maxLength: 4 })
    .map(list =>
      list
        .map(([from, length, open]) => ({ from, to: open ? null : from + length }))
        .sort((a, b) => a.from - b.from),
    )

  it('is the first instant from the date on that lies in no stop that began before it', () => {
    fc.assert(
      fc.property(fc.nat(30), stops, (dueAt, stops) => {
        // A stop helps a promise only that is not broken yet: told step by step.
        let expected: number | null = null
        for (let t = dueAt; t < 100 && expected === null; t++) {
          const stands = stops.some(s => s.from < t && (s.to === null || s.to > t))
          if (!stands) expected = t
        }
        expect(overdueFrom(dueAt, stops)).toBe(expected)
      }),
      runs(2000),
    )
  })

  it('stands in the columns as null while nobody knows, and when nothing is owed', () => {
    const reply = deadlineOf(CLOCK_EXAMPLES.find(e => e.name.startsWith('waits for the resident'))!)
    const deadlines = { accept: reply, reply }
    expect(clockColumns({ status: 'awaiting_resident', deadlines })).toEqual({
      overdueAt: null,
      stoppedUntil: null,
    })
    expect(clockColumns({ status: 'answered', deadlines })).toEqual({ overdueAt: null, stoppedUntil: null })
  })
})
