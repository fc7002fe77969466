import { type CivilDate, closeOfDay, instantOf, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { lastFull } from '../../../domain/base/period.ts'
import { beginOf } from '../../../domain/base/week.ts'
import type { CaseRecord } from '../../../domain/numbers/facts.ts'
import { commitmentOf } from '../../../domain/numbers/ledger/commitment.ts'
import { type Entered, entriesOf } from '../../../domain/numbers/ledger/entries-of.ts'
import { type Entry, type EntryFields, inLedgerOrder } from '../../../domain/numbers/ledger/entry.ts'
import {
  endOfWeek,
  type Naming,
  namingOf,
  publicFields,
  type SharedBy,
  sharedBy,
} from '../../../domain/numbers/ledger/naming.ts'
import type { Db } from '../../../store/base/database.ts'
import { recordsOf } from '../../../store/numbers/counts.ts'
import { type LedgerCase, ledgerCases, saveLedgerCase } from '../../../store/numbers/ledger/cases.ts'
import { anonymousAmong, casesBeyond, groupCounts } from '../../../store/numbers/ledger/groups.ts'
import type { Head } from '../../../store/numbers/ledger/head.ts'
import { addHistory, entered, waitingUntil } from '../../../store/numbers/ledger/waiting.ts'
import type { Context } from '../../base/context.ts'
import { calendarHash } from './calendar.ts'

/** What gets its place when a day is closed. */

interface CaseLeaf {
  caseId: number
  /** Of the event. */
  seq: number
  entry: Entry
}

/** Cases read at a time. */
const PART = 100

/**
 * The entries of a closing in the order of the ledger, and what the ledger has of their cases afterwards. A case that
 * cannot be read stays on the list and holds nobody up; once it is repaired, its entries show as late.
 */
export async function casesToEnter(
  ctx: Context,
  { openedOn, closedOn }: Head,
  day: CivilDate,
): Promise<{ leaves: CaseLeaf[]; cases: Map<number, LedgerCase>; unreadable: number[] }> {
  const db = ctx.db.read
  const opening = closedOn === null
  const waiting = new Map<number, Map<number, string>>()
  for (const { caseId, seq, calendar } of await waitingUntil(db, day)) {
    const events = waiting.get(caseId) ?? new Map<number, string>()
    waiting.set(caseId, events.set(seq, calendar))
  }
  const shared = sharedBy(await groupCounts(db, lastQuarterBegins(day), closeOfDay(day)))
  const ids = [...waiting.keys()]
  const leaves: CaseLeaf[] = []
  const cases = new Map<number, LedgerCase>()
  const unreadable: number[] = []
  for (let i = 0; i < ids.length; i += PART) {
    const part = ids.slice(i, i + PART)
    const known = await ledgerCases(db, part)
    const anonymous = await anonymousAmong(db, part)
    const read = await readable(db, part)
    unreadable.push(...read.unreadable)
    for (const { record, entered } of read.cases) {
      const { id } = record
      const began = shanghaiDate(record.events[0]!.at)
      if (began > day) continue
      const calendars = waiting.get(id)!
      const before = known.get(id) ?? newCase(ctx, record, anonymous.has(id), shared)
      // A case that was over before the ledger began enters it without its past.
      if (!known.has(id) && !opening && began <= openedOn) before.seq = Math.min(...calendars.keys()) - 1
      const { seq, entries } = entriesUntil(record, entered, before, day, shared)
      let n = before.entries
      for (const { seq, fields } of entries) {
        const calendar = calendars.get(seq) ?? calendarHash(ctx.content().calendar)
        n++
        leaves.push({ caseId: id, seq, entry: entryOf(fields, before.commitment, n, calendar, opening) })
      }
      cases.set(id, { ...before, seq, entries: n })
    }
  }
  leaves.sort((a, b) => inLedgerOrder(a.entry, b.entry))
  return { leaves, cases, unreadable }
}

interface ReadCase {
  record: Awaited<ReturnType<typeof recordsOf>>[number]
  entered: Entered[]
}

/** The cases with all their entries; those whose record is broken apart. */
async function readable(
  db: Db,
  ids: readonly number[],
): Promise<{ cases: ReadCase[]; unreadable: number[] }> {
  const read = async (these: readonly number[]) =>
    (await recordsOf(db, these)).map(record => ({ record, entered: entriesOf(record) }))
  try {
    return { cases: await read(ids), unreadable: [] }
  } catch {
    const [cases, unreadable]: [ReadCase[], number[]] = [[], []]
    for (const id of ids) {
      try {
        cases.push(...(await read([id])))
      } catch {
        unreadable.push(id)
      }
    }
    return { cases, unreadable }
  }
}

const newCase = (
  ctx: Context,
  { id, number, kind, channel, categoryId, areaId }: CaseRecord & { id: number },
  anonymous: boolean,
  shared: SharedBy,
): LedgerCase => ({
  caseId: id,
  commitment: commitmentOf(number, ctx.secrets.ledgerSalt(number)),
  seq: 0,
  entries: 0,
  ...namingOf({ kind, channel, categoryId, areaId, anonymous }, shared),
})

/** The entries that this case has not had, of events up to a day; a coarse case's day is its week's last. */
function entriesUntil(
  record: CaseRecord,
  all: readonly Entered[],
  known: LedgerCase,
  day: CivilDate,
  shared: SharedBy,
) {
  const naming: Naming = known
  const published = (at: Date) => (known.coarse ? endOfWeek(shanghaiDate(at)) : shanghaiDate(at))
  let seq = known.seq
  for (const event of record.events) {
    if (event.seq <= seq) continue
    if (published(event.at) > day) break
    seq = event.seq
  }
  const entries = all
    .filter(entry => entry.seq > known.seq && entry.seq <= seq)
    .map(entry => ({ seq: entry.seq, fields: publicFields(entry.fields, naming, shared) }))
  return { seq, entries }
}

function entryOf(
  { start, term, ...fields }: EntryFields,
  commitment: string,
  n: number,
  calendar: string,
  opening: boolean,
): Entry {
  return {
    v: 1,
    ...fields,
    // What was counted before the ledger may have been counted by another calendar.
    ...(!opening && start !== undefined && term !== undefined && { start, term }),
    ...(fields.due !== undefined && { calendar }),
    case: commitment,
    n,
  }
}

/** The beginning of the last full quarter before a day. */
const lastQuarterBegins = (day: CivilDate): Date => beginOf(lastFull('quarter', instantOf(day)))

/**
 * Notes what the ledger has of the cases of a part that was appended, so that a closing that was interrupted continues
 * behind it. @param ends whether it was the last part
 */
export async function saveEntered(
  tx: Db,
  cases: ReadonlyMap<number, LedgerCase>,
  part: readonly CaseLeaf[],
  ends: boolean,
): Promise<void> {
  const last = new Map(part.map(leaf => [leaf.caseId, leaf]))
  for (const { caseId, seq, entry } of last.values())
    await save(tx, { ...cases.get(caseId)!, seq, entries: entry.n! })
  if (ends) for (const row of cases.values()) await save(tx, row)
}

async function save(tx: Db, row: LedgerCase): Promise<void> {
  await saveLedgerCase(tx, row)
  await entered(tx, row.caseId, row.seq)
}

/**
 * Puts older cases on the waiting list when the ledger begins: those that are still owed after the opening day or due
 * later, and those to which something has happened since.
 */
export async function enterHistory(ctx: Context, day: CivilDate): Promise<void> {
  const calendar = calendarHash(ctx.content().calendar)
  const ids = await casesBeyond(ctx.db.read, day, closeOfDay(day))
  for (let i = 0; i < ids.length; i += PART) {
    const caseIds = ids.slice(i, i + PART)
    await ctx.db.inTransaction(tx => addHistory(tx, { caseIds, day, calendar }))
  }
}
