import { addDays, type CivilDate } from '../../../domain/base/civil-date.ts'
import { type Entry, parseEntry } from '../../../domain/numbers/ledger/entry.ts'
import type { Db } from '../../../store/base/database.ts'
import { ledgerCaseBy } from '../../../store/numbers/ledger/cases.ts'
import { closedBefore, newestCheckpoint } from '../../../store/numbers/ledger/checkpoints.ts'
import { entriesOfCase } from '../../../store/numbers/ledger/entries.ts'

/** An entry of a case in its place. */
export interface OwnEntry {
  position: number
  line: string
  entry: Entry
  /** The day that counts for it. */
  day: CivilDate
}

/** What the newest signed size has of a case. */
interface OwnEntries {
  size: number
  /** The last day that is closed. */
  closedOn: CivilDate
  entries: OwnEntry[]
}

/** @returns null while nothing is signed */
export async function ownEntries(db: Db, caseId: number): Promise<OwnEntries | null> {
  const newest = await newestCheckpoint(db)
  if (!newest) return null
  const entries: OwnEntry[] = []
  for (const { position, line } of await entriesOfCase(db, caseId, newest.size)) {
    const entry = parseEntry(line)!
    entries.push({ position, line, entry, day: effectiveDay(entry.day, await closedBefore(db, position)) })
  }
  return { size: newest.size, closedOn: newest.day, entries }
}

/** A late record counts for the first day that was not closed. */
const effectiveDay = (day: CivilDate, closed: CivilDate | null): CivilDate =>
  closed === null || day > closed ? day : addDays(closed, 1)

/** What anybody may ask of a case whose commitment they can compute. */
interface EntriesByCommitment {
  size: number
  positions: number[]
  lines: string[]
}

/** @returns null when the newest signed size has no such case */
export async function entriesByCommitment(db: Db, commitment: string): Promise<EntriesByCommitment | null> {
  const found = await ledgerCaseBy(db, commitment)
  const newest = found && (await newestCheckpoint(db))
  if (!newest) return null
  const placed = await entriesOfCase(db, found.caseId, newest.size)
  if (placed.length === 0) return null
  return { size: newest.size, positions: placed.map(e => e.position), lines: placed.map(e => e.line) }
}
