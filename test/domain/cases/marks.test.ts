import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shanghaiDate } from '../../../src/domain/base/civil-date.ts'
import { deadlinesFor } from '../../../src/domain/cases/deadline.ts'
import { escalates, nextMark } from '../../../src/domain/cases/marks.ts'
import { makeCalendar } from '../../../src/domain/office/calendar.ts'
import { parseCalendar } from '../../../src/domain/office/calendar-file.ts'
import { KINDS } from '../../../src/domain/office/kinds.ts'
import { parseOffice } from '../../../src/domain/office/office-file.ts'
import { ROOT } from '../../../src/root.ts'
import { runs } from '../../helpers/runs.ts'

const read = (file: string) => readFileSync(join(ROOT, 'flows', file), 'utf8')
const office = parseOffice(read('office.yaml'), 'office.yaml').office!
const calendar = makeCalendar(
  readdirSync(join(ROOT, 'flows/calendar')).map(file => {
    const parsed = parseCalendar(read(`calendar/${file}`), file)
    if (!parsed.ok) throw new Error(file)
    return parsed.calendar
  }),
)
const { hours } = office
const replyBy = (at: string, kind: (typeof KINDS)[number] = 'complaint') =>
  deadlinesFor({ kind, urgent: false, receivedAt: new Date(at), office, calendar }).reply

/** All marks up to an instant, as `date time mark`. */
const marks = (deadline: ReturnType<typeof replyBy>, until: string) => {
  const found: string[] = []
  for (let after = new Date(0); ; ) {
    const next = nextMark(deadline, after, { calendar, hours })
    if (!next || next.at > new Date(until)) return found
    found.push(`${new Date(next.at.getTime() + 8 * 3600_000).toISOString().slice(0, 16)} ${next.mark}`)
    after = next.at
  }
}

describe('marks of a deadline', () => {
  it('half, 80 %, due, then each working day after it at opening', () => {
    // Monday 16 November: seven working days end on Wednesday the 25th. Half is 3.5 days: Thursday noon;
    // 80 % is 5.6 days: 14:24 on Tuesday.
    expect(marks(replyBy('2026-11-16T10:00+08:00'), '2026-11-30T12:00+08:00')).toEqual([
      '2026-11-20T12:00 half',
      '2026-11-24T14:24 most',
      '2026-11-26T00:00 due',
      '2026-11-26T08:30 overdue:2026-11-26',
      '2026-11-27T08:30 overdue:2026-11-27',
      '2026-11-30T08:30 overdue:2026-11-30',
    ])
  })

  it('says nothing on a holiday', () => {
    const found = marks(replyBy('2026-09-28T10:00+08:00', 'inquiry'), '2026-10-09T12:00+08:00')
    expect(found.filter(m => /2026-10-0[2-7]/.test(m))).toEqual([])
    expect(found.at(-1)).toMatch(/2026-10-09T08:30 overdue/)
  })

  it('says nothing while the clock stands still', () => {
    const deadline = {
      ...replyBy('2026-11-16T10:00+08:00'),
      pauses: [{ from: '2026-11-17T02:00:00Z', to: null, reason: 'resident' as const }],
    }
    expect(nextMark(deadline, new Date(0), { calendar, hours })).toBeNull()
  })

  it('goes on for ever, always later, and escalates only from the deadline on', () => {
    const at = fc.date({
      min: new Date('2021-01-01T00:00:00Z'),
      max: new Date('2029-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(at, fc.constantFrom(...KINDS), (receivedAt, kind) => {
        const deadline = replyBy(receivedAt.toISOString(), kind)
        let after = receivedAt
        for (let i = 0; i < 6; i++) {
          const next = nextMark(deadline, after, { calendar, hours })!
          expect(next.at > after).toBe(true)
          expect(escalates(next.mark)).toBe(next.at >= new Date(deadline.dueAt))
          if (next.mark.startsWith('overdue:'))
            expect(calendar.isWorkingDay(shanghaiDate(next.at))).toBe(true)
          after = next.at
        }
      }),
      runs(60),
    )
  })
})
