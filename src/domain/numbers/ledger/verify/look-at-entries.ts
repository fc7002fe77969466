import { sayDate } from '../../../base/civil-date.ts'
import type { Week } from '../../../base/week.ts'
import type { Entry } from '../entry.ts'
import { type WeekInLedger, weekCounter } from '../week-from-entries.ts'
import { calendarsOf, isRightDueDate } from './due-dates.ts'
import { entryReader, type LogState, type Placed } from './entry-order.ts'
import type { Files } from './files.ts'
import type { Findings } from './findings.ts'

/** What entries are looked at for, one after the other, each once. */
export interface Look {
  /** Resolves when a file that the entry names is read; undefined when none must be. */
  visit(index: number, bytes: Uint8Array): Promise<void> | undefined
  readonly log: LogState
  /** How the log stood at the size of the week's checkpoint. */
  readonly atSize: { closed: string | null }
  /** The numbers of the week; null when none was asked for. */
  count(): WeekInLedger | null
  /** Says what is worth knowing, at the end. */
  sayNotices(): void
}

/** @param size the week is counted from the entries before this one. */
export function lookAtEntries(files: Files, week: Week | null, size: number, findings: Findings): Look {
  const reader = entryReader(findings)
  const calendars = calendarsOf(files, findings)
  const counter = week && weekCounter(week)
  const noticed = notices(week, findings)
  const atSize: Look['atSize'] = { closed: null }

  const checkDue = (index: number, entry: Entry, calendar: ReturnType<typeof calendars.get>) => {
    if (calendar === null || calendar instanceof Promise || isRightDueDate(entry, calendar)) return
    findings.difference(
      'due_date',
      `序号 ${index}：从 ${entry.start} 起 ${sayTerm(entry.term!)}，不会是 ${entry.due} 到期。`,
    )
  }
  return {
    log: reader.state,
    atSize,
    count: () => counter?.count() ?? null,
    sayNotices: noticed.say,
    visit(index, bytes) {
      const placed = reader.next(index, bytes)
      if (index < size) atSize.closed = reader.state.closed
      if (!placed) return undefined
      const { entry, day } = placed
      if (index < size) counter?.add(entry, day)
      noticed.see(placed, index < size)
      if (entry.calendar === undefined) return undefined
      const calendar = calendars.get(entry.calendar)
      if (calendar instanceof Promise) return calendar.then(found => checkDue(index, entry, found))
      checkDue(index, entry, calendar)
      return undefined
    },
  }
}

const UNITS: Record<string, string> = { w: '个工作日', d: '天', h: '小时' }
const sayTerm = (term: string) => `${term.slice(0, -1)} ${UNITS[term.at(-1)!]}`

/** What happens often and is allowed, added up. */
function notices(week: Week | null, findings: Findings) {
  const codes = new Map<string, number>()
  let [merged, extended] = [0, 0]
  return {
    see({ index, entry, day, isLate }: Placed, isCounted: boolean): void {
      if (week && !(isCounted && day >= week.from && day <= week.to)) return
      if (isLate)
        findings.notice(
          'late',
          `序号 ${index}：补记。写的是 ${sayDate(entry.day)}，那天早已结束，按 ${sayDate(day)}算。`,
        )
      if (entry.event === 'set_aside') codes.set(entry.code!, (codes.get(entry.code!) ?? 0) + 1)
      if (entry.event === 'merged') merged++
      if (entry.event === 'extended') extended++
    },
    say(): void {
      const asides = [...codes].map(([code, count]) => `${code} ${count} 次`)
      if (asides.length > 0)
        findings.notice('set_aside', `标为“不是诉求”：${asides.join('、')}。这些件仍在应答复的数里。`)
      if (merged > 0) findings.notice('merged', `并案 ${merged} 次：各件仍各算各的。`)
      if (extended > 0) findings.notice('extended', `延期 ${extended} 次：按时答复率仍按最早定的日子算。`)
    },
  }
}
