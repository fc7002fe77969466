import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesOf } from '../../../../../src/domain/numbers/ledger/entries-of.ts'
import type { Entry } from '../../../../../src/domain/numbers/ledger/entry.ts'
import { isRightDueDate } from '../../../../../src/domain/numbers/ledger/verify/due-dates.ts'
import { runs } from '../../../../helpers/runs.ts'
import { calendar } from '../../../office/office-fixture.ts'
import { anyLife } from '../../lives.ts'

const isRight = (fields: Partial<Entry>) => isRightDueDate(fields as Entry, calendar)

describe('a due date', () => {
  it('that the office computed is right, whatever happens to a case', () => {
    fc.assert(
      fc.property(anyLife, record => {
        for (const { fields } of entriesOf(record)) {
          if (fields.event !== 'received' && fields.event !== 'reopened') continue
          expect(fields.term).toBeDefined()
          expect([fields, isRight(fields)]).toEqual([fields, true])
        }
      }),
      runs(300),
    )
  })

  it.each([
    // Wednesday to Monday is three working days.
    [{ day: '2026-10-28', start: '2026-10-28', term: '3w', due: '2026-11-02' }, true],
    [{ day: '2026-10-28', start: '2026-10-28', term: '3w', due: '2026-11-03' }, false],
    [{ day: '2026-10-28', start: '2026-10-28', term: '3w', due: '2026-10-31' }, false],
    // Received on Saturday: from that day, or from Monday, but not from Tuesday.
    [{ day: '2026-10-31', start: '2026-10-31', term: '1w', due: '2026-11-02' }, true],
    [{ day: '2026-10-31', start: '2026-11-02', term: '1w', due: '2026-11-03' }, true],
    [{ day: '2026-10-31', start: '2026-11-03', term: '1w', due: '2026-11-04' }, false],
    // National Day is over on the 8th; the 10th is a Saturday that is worked.
    [{ day: '2026-09-30', start: '2026-09-30', term: '3w', due: '2026-10-10' }, true],
    [{ day: '2026-09-01', start: '2026-09-01', term: '60d', due: '2026-10-31' }, true],
    [{ day: '2026-09-01', start: '2026-09-01', term: '60d', due: '2026-11-02' }, false],
    [{ day: '2026-09-01', start: '2026-09-01', term: '24h', due: '2026-09-02' }, true],
    [{ day: '2026-09-01', start: '2026-09-01', term: '24h', due: '2026-08-31' }, false],
    [{ day: '2026-09-01', due: '2026-12-31' }, true],
  ])('of %j: %s', (fields, right) => {
    expect(isRight(fields)).toBe(right)
  })
})
