import { fromBase64 } from '../../log/bytes.ts'
import { LEDGER_COUNTS, type LedgerCounts } from '../counts.ts'
import { GROUP_COUNTS, type GroupCounts } from '../week-from-entries.ts'
import { type Files, textIn } from './files.ts'
import type { Findings } from './findings.ts'

/** A row of a published breakdown. */
export interface PublishedRow {
  id: string | null
  name: string
  /** Null where they are withheld, because they are few. */
  counts: GroupCounts | null
}

/** A number in the words that people read. */
export interface PublishedFigure {
  id: string
  name: string
  value: number | null
  of: { part: number; whole: number } | null
}

/** What `rates/WEEK.json` says, as far as the ledger proves it. */
export interface PublishedWeek {
  counts: LedgerCounts | null
  figures: PublishedFigure[]
  byKind: PublishedRow[]
  byDepartment: PublishedRow[]
  ledger: { size: number; root: Uint8Array; checkpoint: string } | null
}

/** Reads the published numbers of a week; null, with a finding, when they are not there or cannot be read. */
export async function publishedWeek(
  files: Files,
  week: string,
  findings: Findings,
): Promise<PublishedWeek | null> {
  const path = `rates/${week}.json`
  const bytes = await files.bytes(path, 'numbers')
  if (!bytes) return null
  const read = parsed(bytes)
  const period = read?.['period']
  if (!read || (isRecord(period) && period['week'] !== week)) {
    findings.difference('numbers', `文件 ${path} 不是这一周公布的数字。`)
    return null
  }
  const unreadable = (what: string) => findings.difference('numbers', `文件 ${path} 里的${what}读不懂。`)
  const counts = countsIn(read['counts'])
  if (!counts) unreadable('各项数字')
  const [figures, byKind, byDepartment] = [
    listIn(read['figures'], figureIn),
    listIn(read['byKind'], rowIn),
    listIn(read['byDepartment'], rowIn),
  ]
  if (!figures) unreadable('数字说明')
  if (!byKind || !byDepartment) unreadable('分组')
  const ledger = ledgerIn(read['ledger'])
  if (ledger === undefined) unreadable('台账检查点')
  return {
    counts,
    figures: figures ?? [],
    byKind: byKind ?? [],
    byDepartment: byDepartment ?? [],
    ledger: ledger ?? null,
  }
}

type Json = Record<string, unknown>

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function parsed(bytes: Uint8Array): Json | null {
  try {
    const read: unknown = JSON.parse(textIn(bytes) ?? '')
    return isRecord(read) ? read : null
  } catch {
    return null
  }
}

function countsIn(read: unknown): LedgerCounts | null {
  if (!isRecord(read) || !LEDGER_COUNTS.every(name => isCount(read[name]))) return null
  return Object.fromEntries(LEDGER_COUNTS.map(name => [name, read[name]])) as LedgerCounts
}

/** What is not there is an empty list. Null when one of its rows cannot be read. */
function listIn<T>(read: unknown, rowOf: (row: Json) => T | null): T[] | null {
  if (read === undefined) return []
  if (!Array.isArray(read)) return null
  const rows = read.map(row => (isRecord(row) ? rowOf(row) : null))
  return rows.includes(null) ? null : (rows as T[])
}

function figureIn({ id, name, value, of }: Json): PublishedFigure | null {
  const isValue = value === null || (typeof value === 'number' && Number.isFinite(value))
  if (typeof id !== 'string' || typeof name !== 'string' || !isValue) return null
  if (of === undefined) return { id, name, value, of: null }
  if (!isRecord(of) || !isCount(of['part']) || !isCount(of['whole'])) return null
  return { id, name, value, of: { part: of['part'], whole: of['whole'] } }
}

function rowIn(row: Json): PublishedRow | null {
  const { id } = row
  if (id !== null && typeof id !== 'string') return null
  const name = typeof row['name'] === 'string' ? row['name'] : (id ?? '')
  if (GROUP_COUNTS.every(field => row[field] === null)) return { id, name, counts: null }
  if (!GROUP_COUNTS.every(field => isCount(row[field]))) return null
  return {
    id,
    name,
    counts: Object.fromEntries(GROUP_COUNTS.map(field => [field, row[field]])) as GroupCounts,
  }
}

/** Null where the week names none; undefined when it cannot be read. */
function ledgerIn(read: unknown): PublishedWeek['ledger'] | undefined {
  if (read === null || read === undefined) return null
  if (!isRecord(read)) return undefined
  const { size, root, checkpoint } = read
  const bytes = typeof root === 'string' ? fromBase64(root) : null
  return isCount(size) && bytes && typeof checkpoint === 'string'
    ? { size, root: bytes, checkpoint }
    : undefined
}
