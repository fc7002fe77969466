import { beginOf, endOf, type Week } from '../../base/week.ts'
import { addTally, emptyTally, type Span, type Tally, tallyOf } from '../tally.ts'
import { addEntry, type CaseInLedger, factsInLedger, noEntries } from './case-in-ledger.ts'
import { type LedgerCounts, ledgerCountsOf } from './counts.ts'
import type { Entry } from './entry.ts'

/** The published numbers of a group. */
export const GROUP_COUNTS = ['received', 'cohort', 'answeredOnTime'] as const
export type GroupCounts = Record<(typeof GROUP_COUNTS)[number], number>

/** A breakdown as far as the ledger tells it. */
export interface LedgerGroups {
  /** The cases that name this group; null: those that no department has. */
  named: Map<string | null, GroupCounts>
  /** The cases that belong to one of them, but do not say which. */
  unnamed: GroupCounts
}

export interface WeekInLedger {
  counts: LedgerCounts
  byKind: LedgerGroups
  byDepartment: LedgerGroups
}

interface WeekCounter {
  /** @param day the effective day; entries of days after the week are ignored. */
  add(entry: Entry, day: string): void
  count(): WeekInLedger
}

/**
 * Counts a week from the entries of a ledger, added in their order: docs/ledger.md, "The numbers of a week". The rules
 * are those of tally.ts, which also counts for the office.
 */
export function weekCounter(week: Week): WeekCounter {
  const [begin, until] = [beginOf(week).getTime(), endOf(week).getTime()]
  const span: Span = { from: week.from, to: week.to, begin, until, dueUntil: until }
  const cases = new Map<string, CaseInLedger>()
  return {
    add(entry, day) {
      if (entry.case === undefined || day > week.to) return
      let known = cases.get(entry.case)
      if (!known) {
        known = noEntries()
        cases.set(entry.case, known)
      }
      addEntry(known, entry, day, begin)
    },
    count() {
      const total = emptyTally()
      const [byKind, byDepartment] = [noGroups(), noGroups()]
      for (const [number, known] of cases) {
        const facts = factsInLedger(number, known)
        if (!facts) continue
        const tally = tallyOf(facts, span)
        addTally(total, tally)
        addTo(byKind, known.kind ?? undefined, tally)
        addTo(byDepartment, known.department, tally)
      }
      return { counts: ledgerCountsOf(total), byKind, byDepartment }
    },
  }
}

const zero = (): GroupCounts => ({ received: 0, cohort: 0, answeredOnTime: 0 })
const noGroups = (): LedgerGroups => ({ named: new Map(), unnamed: zero() })

/** @param id undefined when the case does not say which group it is in. */
function addTo({ named, unnamed }: LedgerGroups, id: string | null | undefined, tally: Tally): void {
  let sum = id === undefined ? unnamed : named.get(id)
  if (!sum) {
    sum = zero()
    named.set(id!, sum)
  }
  for (const name of GROUP_COUNTS) sum[name] += tally[name]
}
