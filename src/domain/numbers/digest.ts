import { daysBetween, instantOf, shanghaiDate } from '../base/civil-date.ts'
import { CHANNELS } from '../base/message.ts'
import { type Period, samePeriodLastYear, shiftPeriod } from '../base/period.ts'
import { rateOf } from '../base/rate.ts'
import { beginOf, endOf } from '../base/week.ts'
import { ENOUGH_CASES, wilson } from '../base/wilson.ts'
import { KINDS } from '../office/kinds.ts'
import { DIMENSIONS, type Dimension } from './counts.ts'
import type { BreakdownRow, Digest, DigestItem, WeekFigures } from './digest-schema.ts'
import type { CaseFacts } from './facts.ts'
import {
  addTally,
  cohortOf,
  dueAtEnd,
  emptyTally,
  lastRelevantInstant,
  overdueAtEnd,
  owedAtEnd,
  type Span,
  stateOf,
  type Tally,
  tallyOf,
} from './tally.ts'

/**
 * The weekly digest, added up case by case. An accumulator holds one tally for the week, one for each of nine others
 * to compare with, one for each row of each breakdown (bounded by the office's departments, areas, categories), and
 * two lists of at most MOST_LISTED items: it does not grow with the number of cases.
 *
 * How a reopening counts: what is carried over is the obligation to reply. A reopened number is received once more
 * (and counted in `reopened`), has its own clock, and is in the cohort of the week its new date falls in. So carried
 * in + received = concluded + carried out holds, and a number is owed at most once at any time.
 *
 * All figures describe the end of the period (or now, while it runs) and ignore later events: a past week can be
 * counted again at any time from the events, with exactly the same result.
 */

/** Raised whenever a rule of counting changes; published with every digest. */
export const RATE_DEFINITION =
  'huiyin-rates-1：应答复是原定期限落在本期的编号，只减去群众自己撤回的；按时答复是经另一人审核的实质答复在原定期限前作出；并案的各算各的，送到本人才算；受理、转办、延期通知和机器人的回答都不算。'

const TRAILING = 8
/** Most items in a list; `count` is always the whole. */
export const MOST_LISTED = 100

export interface DigestAccumulator {
  week: Period
  span: Span
  next: Period
  total: Tally
  by: Record<Dimension, Map<string | null, Tally>>
  compared: { week: Period; span: Span; total: Tally }[]
  lastYear: { week: Period; span: Span; total: Tally } | null
  overdue: DigestItem[]
  dueNext: { count: number; items: DigestItem[] }
}

export function spanOf(week: Period, now: Date): Span {
  const end = endOf(week).getTime()
  const running = now.getTime() < end
  return {
    from: week.from,
    to: week.to,
    begin: beginOf(week).getTime(),
    until: running ? now.getTime() : end,
    dueUntil: running ? instantOf(shanghaiDate(now)).getTime() : end,
  }
}

/** An empty digest of a week. `now` matters only while the week still runs. */
export function beginDigest(week: Period, now: Date): DigestAccumulator {
  const figures = (w: Period) => ({ week: w, span: spanOf(w, now), total: emptyTally() })
  const lastYear = samePeriodLastYear(week)
  return {
    week,
    span: spanOf(week, now),
    next: shiftPeriod(week, 1),
    total: emptyTally(),
    by: { kind: new Map(), department: new Map(), area: new Map(), category: new Map(), channel: new Map() },
    compared: Array.from({ length: TRAILING - 1 }, (_, i) => figures(shiftPeriod(week, i - TRAILING + 1))),
    lastYear: lastYear && figures(lastYear),
    overdue: [],
    dueNext: { count: 0, items: [] },
  }
}

/** Who held the case at the end of the span. */
const holderAt = (facts: CaseFacts, { until }: Span) => facts.holders.findLast(h => h.at < until)

/** Adds one case. `facts` may go beyond the week; later facts are ignored. */
export function addCase(acc: DigestAccumulator, facts: CaseFacts): void {
  const [first] = facts.rounds
  if (!first || first.startedAt >= acc.span.until) return
  const last = lastRelevantInstant(facts)
  const touches = (span: Span) => first.startedAt < span.until && last >= span.begin
  for (const { span, total } of acc.compared) if (touches(span)) addTally(total, cohortOf(facts, span))
  const { lastYear } = acc
  if (lastYear && touches(lastYear.span)) addTally(lastYear.total, cohortOf(facts, lastYear.span))
  if (!touches(acc.span)) {
    addTally(acc.total, stateOf(facts, acc.span))
    return
  }

  const tally = tallyOf(facts, acc.span)
  addTally(acc.total, tally)
  const holder = holderAt(facts, acc.span)
  const ids: Record<Dimension, string | null> = {
    kind: facts.kind,
    department: holder?.departmentId ?? null,
    area: facts.areaId,
    category: facts.categoryId,
    channel: facts.channel,
  }
  for (const dimension of DIMENSIONS) {
    const rows = acc.by[dimension]
    let row = rows.get(ids[dimension])
    if (!row) {
      row = emptyTally()
      rows.set(ids[dimension], row)
    }
    addTally(row, tally)
  }

  addToLists(acc, facts)
}

/** Puts a case that is owed at the end of the period on the list it belongs to. */
export function addToLists(acc: DigestAccumulator, facts: CaseFacts): void {
  const holder = holderAt(facts, acc.span)
  const round = facts.rounds.find(r => owedAtEnd(r, acc.span))
  if (!round) return
  const { dueOn } = dueAtEnd(round, acc.span)
  const overdue = overdueAtEnd(round, acc.span)
  const dueNext = !overdue && dueOn >= acc.next.from && dueOn <= acc.next.to
  if (!overdue && !dueNext) return
  const lastDay = shanghaiDate(new Date(acc.span.until - 1))
  const item: DigestItem = {
    number: facts.number,
    kind: facts.kind,
    areaId: facts.areaId,
    departmentId: holder?.departmentId ?? null,
    officerId: holder?.officerId ?? null,
    dueOn,
    daysOverdue: overdue ? Math.max(0, daysBetween(dueOn, lastDay)) : 0,
    supervised: facts.supervisedAt.some(at => at < acc.span.until),
  }
  if (overdue) keep(acc.overdue, item)
  else {
    acc.dueNext.count++
    keep(acc.dueNext.items, item)
  }
}

const inOrder = (a: DigestItem, b: DigestItem) =>
  a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.number < b.number ? -1 : a.number > b.number ? 1 : 0

/** Keeps the first MOST_LISTED items by due date and number, whatever order they come in. */
function keep(items: DigestItem[], item: DigestItem): void {
  if (items.length === MOST_LISTED && inOrder(items[MOST_LISTED - 1]!, item) < 0) return
  let low = 0
  for (let high = items.length; low < high; ) {
    const middle = (low + high) >> 1
    if (inOrder(items[middle]!, item) < 0) low = middle + 1
    else high = middle
  }
  items.splice(low, 0, item)
  if (items.length > MOST_LISTED) items.pop()
}

function figuresOf(week: Period, t: Tally): WeekFigures {
  const interval = wilson(t.answeredOnTime, t.cohort)
  return {
    week: week.id,
    cohort: t.cohort,
    answered: t.answered,
    answeredOnTime: t.answeredOnTime,
    replyRate: rateOf(t.answered, t.cohort),
    onTimeRate: rateOf(t.answeredOnTime, t.cohort),
    interval: interval && { low: interval.low, high: interval.high },
  }
}

/** Rows in the order of a closed list, or by id; what has no id comes last. Rows of nothing but zeros are left out. */
function rowsOf(rows: Map<string | null, Tally>, order?: readonly string[]): BreakdownRow[] {
  const rank = (id: string | null) =>
    id === null ? '\uffff' : order ? String(order.indexOf(id)).padStart(3, '0') : id
  return [...rows]
    .filter(([, t]) => t.received + t.concluded + t.carriedOut + t.cohort > 0)
    .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
    .map(([id, t]) => ({
      id,
      received: t.received,
      concluded: t.concluded,
      carriedOut: t.carriedOut,
      overdue: t.overdue,
      cohort: t.cohort,
      answered: t.answered,
      answeredOnTime: t.answeredOnTime,
      replyRate: rateOf(t.answered, t.cohort),
      onTimeRate: rateOf(t.answeredOnTime, t.cohort),
    }))
}

/** The digest of the cases added. */
export function finishDigest(acc: DigestAccumulator): Digest {
  const { total: t, by } = acc
  const rated = t.rated1 + t.rated2 + t.rated3 + t.rated4 + t.rated5
  const trailing = [...acc.compared.map(w => figuresOf(w.week, w.total)), figuresOf(acc.week, t)]
  const { id: week, from, to } = acc.week
  return {
    period: { week, from, to },
    definition: RATE_DEFINITION,
    received: t.received,
    reopened: t.reopened,
    carriedIn: t.carriedIn,
    concluded: t.concluded,
    concludedBy: {
      answered: t.concludedAnswered,
      declined: t.concludedDeclined,
      withdrawn: t.concludedWithdrawn,
      setAside: t.concludedSetAside,
    },
    carriedOut: t.carriedOut,
    balanced:
      t.carriedIn + t.received === t.concluded + t.carriedOut &&
      t.concluded ===
        t.concludedAnswered + t.concludedDeclined + t.concludedWithdrawn + t.concludedSetAside &&
      t.issued === t.carriedOut + t.standsAnswered + t.standsDeclined + t.standsWithdrawn + t.standsSetAside,
    numbers: {
      issued: t.issued,
      owed: t.carriedOut,
      answered: t.standsAnswered,
      declined: t.standsDeclined,
      withdrawn: t.standsWithdrawn,
      setAside: t.standsSetAside,
    },
    notYetDue: t.notYetDue,
    cohort: t.cohort,
    answered: t.answered,
    answeredOnTime: t.answeredOnTime,
    replyRate: rateOf(t.answered, t.cohort),
    onTimeRate: rateOf(t.answeredOnTime, t.cohort),
    cohortExtended: t.cohortExtended,
    answeredOnTimeExtended: t.answeredOnTimeExtended,
    onTimeRateExtended: rateOf(t.answeredOnTimeExtended, t.cohortExtended),
    declined: t.declined,
    withdrawn: t.withdrawn,
    setAside: t.setAside,
    merged: t.merged,
    extensions: t.extensions,
    clockStops: { count: t.clockStops, days: t.clockStopDays },
    delivery: {
      replied: t.replied,
      delivered: t.delivered,
      read: t.read,
      undelivered: t.replied - t.delivered,
    },
    stood: { answers: t.ripe, stood: t.stood, rate: rateOf(t.stood, t.ripe) },
    ratings: {
      invited: t.invited,
      rated,
      distribution: { '1': t.rated1, '2': t.rated2, '3': t.rated3, '4': t.rated4, '5': t.rated5 },
      satisfied: rated >= ENOUGH_CASES ? wilson(t.rated4 + t.rated5, rated) : null,
    },
    byKind: rowsOf(by.kind, KINDS),
    byDepartment: rowsOf(by.department),
    byArea: rowsOf(by.area),
    byCategory: rowsOf(by.category),
    byChannel: rowsOf(by.channel, CHANNELS),
    overdueNow: { count: t.overdue, items: acc.overdue },
    dueNextWeek: acc.dueNext,
    lastWeek: trailing.at(-2)!,
    sameWeekLastYear: acc.lastYear && figuresOf(acc.lastYear.week, acc.lastYear.total),
    trailing,
    ledger: null,
  }
}
