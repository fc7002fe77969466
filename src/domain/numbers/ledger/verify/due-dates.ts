import { addDays, isCivilDate } from '../../../base/civil-date.ts'
import { type Calendar, makeCalendar } from '../../../office/calendar.ts'
import { toHex } from '../../log/bytes.ts'
import { sha256 } from '../../log/merkle.ts'
import type { Entry } from '../entry.ts'
import { type Files, textIn } from './files.ts'
import type { Findings } from './findings.ts'

/** A ledger with more calendars than this was made to keep a reader busy. */
const MOST_CALENDARS = 1_000

interface Calendars {
  /** The calendar of this hash; null when it cannot be had. A promise only the first time. */
  get(hash: string): Calendar | null | Promise<Calendar | null>
}

/** Reads each calendar that entries name, once. */
export function calendarsOf(files: Files, findings: Findings): Calendars {
  const known = new Map<string, Calendar | null>()
  const read = async (hash: string): Promise<Calendar | null> => {
    const path = `ledger/calendars/${hash}.json`
    const bytes = await files.bytes(path, 'calendar')
    if (!bytes) return null
    if (toHex(sha256(bytes)) !== hash) {
      findings.difference('calendar', `日历 ${path} 被改过：内容和它的名字对不上。`)
      return null
    }
    const calendar = calendarIn(bytes)
    if (!calendar) findings.difference('calendar', `日历 ${path} 读不懂。`)
    return calendar
  }
  return {
    get(hash) {
      const calendar = known.get(hash)
      if (calendar !== undefined) return calendar
      // Until it is read, and for good when it cannot be.
      known.set(hash, null)
      if (known.size > MOST_CALENDARS) {
        findings.difference('calendar', '台账用了太多日历，没有一一核对。')
        return null
      }
      return read(hash).then(found => {
        known.set(hash, found)
        return found
      })
    },
  }
}

/** @returns null unless it is a document of version 1. */
function calendarIn(bytes: Uint8Array): Calendar | null {
  let read: unknown
  try {
    read = JSON.parse(textIn(bytes) ?? '')
  } catch {
    return null
  }
  if (!isRecord(read) || read['v'] !== 1 || !Array.isArray(read['years'])) return null
  const years = read['years'].map(yearIn)
  const names = years.map(year => year?.year)
  if (years.includes(null) || new Set(names).size !== names.length) return null
  return makeCalendar(years.filter(year => year !== null))
}

function yearIn(read: unknown) {
  if (!isRecord(read)) return null
  const { year, version, holidays, workdays } = read
  const isYear = Number.isInteger(year) && Number.isInteger(version)
  if (!isYear || !areDates(holidays) || !areDates(workdays)) return null
  const named = (days: readonly string[]) => new Map(days.map(day => [day, '']))
  return {
    year: year as number,
    version: version as number,
    notices: [],
    holidays: named(holidays),
    makeUpDays: named(workdays),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const areDates = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every(day => typeof day === 'string' && isCivilDate(day))

/** Whether an entry's due date is what its start and its term come to. Entries without them say nothing to check. */
export function isRightDueDate({ day, start, term, due }: Entry, calendar: Calendar): boolean {
  if (start === undefined || term === undefined || due === undefined) return true
  if (start !== day && start !== calendar.addWorkingDays(day, 1)) return false
  const amount = Number(term.slice(0, -1))
  switch (term.at(-1)) {
    case 'w':
      return due === calendar.addWorkingDays(start, amount)
    case 'd':
      return due === addDays(start, amount)
    default:
      return due >= day
  }
}
