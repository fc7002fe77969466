import {
  type CivilDate,
  closeOfDay,
  daysBetween,
  instantOf,
  sayDate,
  shanghaiDate,
  yearOf,
} from '../../base/civil-date.ts'
import { type Week, weekOf } from '../../base/week.ts'
import { overdueFrom } from '../../cases/clock.ts'
import { SET_ASIDE_CODES } from '../../cases/set-aside.ts'
import type { Round } from '../facts.ts'
import { addEntry, noEntries } from './case-in-ledger.ts'
import type { Entry } from './entry.ts'

/** How a case counts, read off its entries in the ledger and put in words for its resident. */

/** An entry of a case, with the day that counts for it. */
interface CountedEntry {
  entry: Entry
  /** Its effective day: docs/ledger.md. */
  day: CivilDate
}

interface Standing {
  /** One or two sentences. */
  words: string
  /** The week whose numbers it counts in; null when nothing was owed since the ledger began. */
  week: Week | null
}

const begins = ({ entry: { event } }: CountedEntry) => event === 'received' || event === 'reopened'

/** Entries after which nothing is owed in the present round. */
const decides = ({ entry: { event, replied } }: CountedEntry) =>
  replied === true || event === 'declined' || event === 'withdrawn' || event === 'set_aside'

/** The entries of the last round; all when the case was over before the ledger began. */
const lastRound = <E extends CountedEntry>(entries: readonly E[]): readonly E[] =>
  entries.slice(Math.max(0, entries.findLastIndex(begins)))

/** The entry that a proof of the whole should be about: what ended the last round, otherwise what began it. */
export function decidingEntry<E extends CountedEntry>(entries: readonly E[]): E | undefined {
  const last = lastRound(entries)
  return last.find(decides) ?? last[0]
}

/**
 * How a case stands in the numbers.
 * @param entries all of the case, in order. @param closedOn the last day that the ledger has whole
 */
export function standingOf(entries: readonly CountedEntry[], closedOn: CivilDate): Standing {
  const known = noEntries()
  for (const { entry, day } of entries) addEntry(known, entry, day, 0)
  const round = known.rounds.at(-1)
  if (!round) {
    return { words: '台账开始以前，这件就办完了；台账里只有那以后的事，答复率不算它。', week: null }
  }
  const week = weekOf(instantOf(round.originalDueOn))
  const again = known.hasPast || known.rounds.length > 1 ? '重新办理的这一次，' : ''
  return { words: sayRound(round, lastRound(entries), { again, week, closedOn }), week }
}

interface At {
  again: string
  week: Week
  closedOn: CivilDate
}

function sayRound(round: Round, entries: readonly CountedEntry[], { again, week, closedOn }: At): string {
  const weekName = sayWeek(week, closedOn)
  const counted = `算进去了：${again}${weekName}应答复，`
  switch (round.outcome) {
    case 'withdrawn':
      // The week that was over by then has been counted with it.
      return shanghaiDate(new Date(round.concludedAt!)) > week.to
        ? `算进去了：${again}${weekName}算应答复，那时还没答复。那以后您撤回了。`
        : `${again}您撤回了，不再算应答复。`
    case 'set_aside':
      return `${again}记作${setAsideName(entries)}：${weekName}算应答复，没有答复。`
    case 'answered':
      return `${counted}${REPLIED[inTime(round)]}`
    case 'declined':
      return `${counted}${round.repliedAt === null ? UNREASONED : DECLINED[inTime(round)]}`
    case null:
      return `${counted}${together(entries)}${sayOpen(round, entries, closedOn)}`
  }
}

const sayWeek = ({ id }: Week, closedOn: CivilDate): string => {
  const year = id.slice(0, 4)
  const name = `第 ${Number(id.slice(6))} 周`
  return weekOf(instantOf(closedOn)).id.startsWith(year) ? name : `${year} 年${name}`
}

function setAsideName(entries: readonly CountedEntry[]): string {
  const code = entries.find(({ entry }) => entry.event === 'set_aside')?.entry.code ?? ''
  return (SET_ASIDE_CODES as Record<string, string>)[code] ?? '无效件'
}

type InTime = 'original' | 'present' | 'late'

/** By the first due date, which the reply rate goes by; only by a later one; or by none. */
function inTime({ repliedAt, originalDueAt, dues }: Round): InTime {
  if (repliedAt! < originalDueAt) return 'original'
  return repliedAt! < dues.at(-1)!.dueAt ? 'present' : 'late'
}

const REPLIED: Record<InTime, string> = {
  original: '按时。',
  present: '过了最早定的日子、在改过的日子以前答复，答复率里不算按时。',
  late: '超期后才答复。',
}
const DECLINED: Record<InTime, string> = {
  original: '不受理，按时说了原因和该找哪里。',
  present: '不受理，过了最早定的日子才说原因和该找哪里，答复率里不算按时。',
  late: '不受理，超期后才说原因和该找哪里。',
}
const UNREASONED = '不受理，没有说清原因和该找哪里，算没有答复。'

function together(entries: readonly CountedEntry[]): string {
  const last = entries.findLast(({ entry: { event } }) => event === 'merged' || event === 'unmerged')
  return last?.entry.event === 'merged' ? '和别人的件一起办，答复送到您这里才算，' : ''
}

function sayOpen(
  { originalDueOn, dues, stops }: Round,
  entries: readonly CountedEntry[],
  closedOn: CivilDate,
): string {
  const coarse = entries.some(({ entry }) => entry.coarse)
  const end = closeOfDay(closedOn).getTime()
  const { dueOn, dueAt } = dues.at(-1)!
  const overdueAt = overdueFrom(dueAt, stops)
  if (overdueAt !== null && overdueAt <= end) {
    if (coarse) return '那一周过完了，还没答复。'
    const lastDay = shanghaiDate(new Date(overdueAt - 1))
    return `已经超期 ${daysBetween(lastDay, closedOn) + 1} 天，还没答复。`
  }
  if (stops.some(({ from, to }) => from < end && (to === null || to >= end))) return '时间先停着，还没答复。'
  if (dueOn === originalDueOn) return '还没到期。'
  return `最晚改到 ${sayDate(dueOn, yearOf(closedOn))}${coarse ? '那一周' : ''}，还没到期。`
}
