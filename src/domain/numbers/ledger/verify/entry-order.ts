import { addDays, dayNumber, isCivilDate, sayDate, weekdayOf, yearOf } from '../../../base/civil-date.ts'
import { type Entry, inLedgerOrder, parseEntry } from '../entry.ts'
import { textIn } from './files.ts'
import type { Findings } from './findings.ts'

/** Later years are no days of an office, and no sum of days from them may leave what can be computed. */
const LAST_YEAR = 2199

/** An entry in its place. */
export interface Placed {
  index: number
  entry: Entry
  /** The later of its day and its open day: the day it counts for. */
  day: string
  /** It was recorded after its day was closed. */
  isLate: boolean
}

/** What the log says of itself, as far as it was read. */
export interface LogState {
  opening: Entry | null
  /** The last day that is closed. */
  closed: string | null
  /** The keys that it names, each with the number of entries before it. */
  keys: { text: string; above: number }[]
  /** Whether the last entry closed a day. */
  isClosed: boolean
}

interface EntryReader {
  readonly state: LogState
  /** The next entry; null, with a finding, when it is none. */
  next(index: number, bytes: Uint8Array): Placed | null
}

/**
 * Reads entries one after the other and checks that they stand where a closing puts them: ordered by day, case and
 * ordinal, days closed one after the other, no entry of a case left out.
 */
export function entryReader(findings: Findings): EntryReader {
  const state: LogState = { opening: null, closed: null, keys: [], isClosed: false }
  const ordinals = new Map<string, number>()
  let before: Entry | null = null
  /** The day after the last one that is closed; empty before the first. */
  let openDay = ''
  /** The last day that an entry of this closing has. */
  let lastDay = ''
  const order = (index: number, what: string) => findings.difference('order', `序号 ${index}：${what}`)

  const ofLog = (index: number, entry: Entry) => {
    if ((entry.event === 'opening') !== (index === 0))
      order(index, index === 0 ? '第一条不是台账的开头。' : '台账的开头只能有一条，而且在最前面。')
    if (entry.event === 'opening' && index === 0) state.opening = entry
    if (entry.event === 'opening' || entry.event === 'key')
      state.keys.push({ text: entry.key!, above: entry.event === 'key' ? index : -1 })
    if (entry.event === 'day') closeDay(index, entry.day)
  }

  const closeDay = (index: number, day: string) => {
    const earliest = state.closed ?? state.opening?.day
    if (earliest !== undefined && (state.closed === null ? day < earliest : day <= earliest))
      order(index, `这里结束的是 ${sayDate(day)}，但前面已经结束到 ${sayDate(earliest)}。`)
    else {
      state.closed = day
      openDay = addDays(day, 1)
    }
    if (lastDay > day) order(index, `结束 ${sayDate(day)} 时，已有 ${sayDate(lastDay)} 的记录。`)
    before = null
    lastDay = ''
  }

  const ofCase = (index: number, entry: Entry) => {
    if (before && inLedgerOrder(before, entry) >= 0) order(index, '没有按日期、件、先后排列。')
    before = entry
    if (entry.day > lastDay) lastDay = entry.day
    const expected = (ordinals.get(entry.case!) ?? 0) + 1
    if (entry.n !== expected)
      order(index, `是这件的第 ${entry.n} 条，应是第 ${expected} 条：有记录被拿掉或插进来。`)
    ordinals.set(entry.case!, Math.max(entry.n!, expected))
    if (entry.event === 'received' && entry.n !== 1) order(index, '一件只能收到一次，而且在最前面。')
    if (state.closed === null && state.opening && entry.day > state.opening.day)
      order(index, '台账开始以前的记录，日期却在开始以后。')
  }

  return {
    state,
    next(index, bytes) {
      const line = textIn(bytes)
      const entry = line === null ? null : parseEntry(line)
      state.isClosed = entry?.event === 'day'
      const wrong = entry ? whatIsWrong(entry, openDay !== '') : '不是台账的记录，读不懂。'
      if (!entry || wrong !== null) {
        findings.difference('entry', `序号 ${index}：${wrong}`)
        return null
      }
      const open = openDay === '' ? entry.day : openDay
      if (entry.case === undefined) ofLog(index, entry)
      else ofCase(index, entry)
      const isLate = entry.case !== undefined && entry.day < open
      return { index, entry, day: isLate ? open : entry.day, isLate }
    },
  }
}

/** What the fields of its event alone do not tell: whether its days exist, and what it must say of them. */
function whatIsWrong(entry: Entry, isAfterOpening: boolean): string | null {
  const { day, due, until, start, term, coarse, hours } = entry
  for (const date of [day, due, until, start]) {
    if (date === undefined) continue
    if (!isCivilDate(date) || yearOf(date) > LAST_YEAR) return `没有 ${date} 这一天。`
    if (coarse && weekdayOf(dayNumber(date)) !== SUNDAY) return `只记到周的件，日期 ${date} 不是周日。`
  }
  if (entry.case === undefined) return null
  if ((due === undefined) !== (entry.calendar === undefined)) return '到期的日子和日历要写在一起。'
  if (coarse && PRECISE.some(name => entry[name] !== undefined)) return '只记到周的件，写得太细。'
  const begins = entry.event === 'received' || entry.event === 'reopened'
  if (!begins || coarse || !isAfterOpening) return null
  if (start === undefined || term === undefined) return '没有写明期限，到期的日子没法核对。'
  return hours === (term.endsWith('h') || undefined) ? null : '期限是不是按小时算，前后说得不一样。'
}

/** What would tell coarse cases apart. */
const PRECISE = ['start', 'term', 'hours', 'kind', 'channel', 'category', 'area', 'department'] as const
const SUNDAY = 7
