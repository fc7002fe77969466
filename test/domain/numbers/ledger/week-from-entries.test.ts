import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, instantOf } from '../../../../src/domain/base/civil-date.ts'
import { shiftWeek, type Week, weekNamed } from '../../../../src/domain/base/week.ts'
import { spanOf } from '../../../../src/domain/numbers/digest.ts'
import { type CaseRecord, factsOf } from '../../../../src/domain/numbers/facts.ts'
import { type LedgerCounts, ledgerCountsOf } from '../../../../src/domain/numbers/ledger/counts.ts'
import { entriesOf } from '../../../../src/domain/numbers/ledger/entries-of.ts'
import { type Entry, inLedgerOrder, parseEntry } from '../../../../src/domain/numbers/ledger/entry.ts'
import { publicFields } from '../../../../src/domain/numbers/ledger/naming.ts'
import { weekCounter } from '../../../../src/domain/numbers/ledger/week-from-entries.ts'
import { addTally, emptyTally, tallyOf } from '../../../../src/domain/numbers/tally.ts'
import { W45, weekOfLife } from '../../../helpers/ledger-log.ts'
import { runs } from '../../../helpers/runs.ts'
import { anyLife } from '../lives.ts'

const WEEKS = Array.from({ length: 14 }, (_, i) => shiftWeek(weekNamed('2026-W36')!, i))

/** As the office counts, from the events with their times. */
function countedByOffice(records: readonly CaseRecord[], week: Week): LedgerCounts {
  const total = emptyTally()
  const span = spanOf(week, instantOf(addDays(week.to, 400)))
  for (const record of records) addTally(total, tallyOf(factsOf(record), span))
  return ledgerCountsOf(total)
}

const NOBODY = { byGroups: new Map(), byDepartment: new Map() }

/** As anybody counts, from the entries with their days. */
function entriesFor(records: readonly CaseRecord[], coarse: boolean): Entry[] {
  const named = { coarse, kind: null, channel: null, categoryId: null, areaId: null }
  return records
    .flatMap((record, i) =>
      entriesOf(record).map(({ fields }, n): Entry => {
        const published = publicFields(fields, named, NOBODY)
        return { v: 1, ...published, case: `case ${i}`, n: n + 1 }
      }),
    )
    .sort(inLedgerOrder)
}

function countedByAnybody(entries: readonly Entry[], week: Week): LedgerCounts {
  const counter = weekCounter(week)
  for (const entry of entries) counter.add(entry, entry.day)
  return counter.count().counts
}

describe('the numbers of a week from the ledger', () => {
  it.each([
    ['with their days', false],
    ['with their weeks only', true],
  ])('are those of the office for any lives, %s', (_, coarse) => {
    fc.assert(
      fc.property(fc.array(anyLife, { minLength: 1, maxLength: 3 }), records => {
        const entries = entriesFor(records, coarse)
        for (const week of WEEKS)
          expect([week.id, countedByAnybody(entries, week)]).toEqual([
            week.id,
            countedByOffice(records, week),
          ])
      }),
      runs(400),
    )
  })

  it('are those that were counted by hand', () => {
    const entries = weekOfLife().lines.map(line => parseEntry(line)!)
    expect(countedByAnybody(entries, weekNamed('2026-W45')!)).toEqual(W45)
  })
})
