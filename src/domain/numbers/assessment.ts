import { closeOfDay, shanghaiDate } from '../base/civil-date.ts'
import { rateOf } from '../base/rate.ts'
import type { CaseEvent } from '../cases/case.ts'
import type { Calendar } from '../office/calendar.ts'
import type { Kind } from '../office/kinds.ts'
import type { Indicator, Office } from '../office/office.ts'
import type { CaseFacts } from './facts.ts'
import { type SpeedSum, speedUp } from './speed.ts'
import { type Span, tallyOf } from './tally.ts'
import { isVisitFault, type VisitRound } from './visit.ts'

/**
 * 量化考核: what a department scores in a period, and why. Every indicator has a base (the cases it counts) and faults
 * (those that cost points), so each lost point names its cases: points × faults ÷ base is taken off. An indicator
 * with an empty base is not scored: its points are spread over the others by scaling to 100.
 */

export const MEASURE_NAMES: Record<Indicator['measure'], { name: string; fault: string }> = {
  'on-time': { name: '按时答复', fault: '没有在原定期限前答复' },
  replied: { name: '答复', fault: '到期还没有答复' },
  'first-reply': { name: '首次答复速度', fault: '首次答复用的时间超过了期限的规定份额' },
  returned: { name: '一次审核通过', fault: '答复被审核退回过' },
  reopened: { name: '没有反复', fault: '答复后 30 天内重新办理' },
  ratings: { name: '群众评价', fault: '群众打了 1–3 分' },
  'promise-speed': { name: '承诺提速', fault: '承诺期限比法定期限提速不够' },
  'handling-speed': { name: '办理提速', fault: '实际用时比法定期限提速不够' },
  visits: { name: '明查暗访', fault: '没有按期答复监察员，或答复被退回' },
}

/** Measures that count cases; the faults of `visits` are ids of visits. */
type CaseMeasure = Exclude<Indicator['measure'], 'visits'>

/** One case of a department, with the fields that indicators read. */
export interface Assessed {
  facts: CaseFacts
  events: readonly CaseEvent[]
}

export interface ScoredIndicator {
  measure: Indicator['measure']
  name: string
  points: number
  /** Number of cases counted; with 0 the indicator is not scored. */
  base: number
  /** Numbers of the cases that cost points (ids of the visits), in order. */
  faults: string[]
  /** What is left of the points; null when not scored. */
  score: number | null
  /** What each fault cost. */
  perCase: number | null
}

export interface Score {
  departmentId: string
  /** 0–100, over the indicators that could be scored; null when none could. */
  total: number | null
  indicators: ScoredIndicator[]
}

/** Whether the case is a fault; null when the indicator does not count it. */
type Judge = (c: Assessed, span: Span, indicator: Indicator, rules: Rules) => boolean | null

interface Rules {
  calendar: Calendar
  deadlines: Office['deadlines']
  hours: Office['hours']
}

/** Working days from receipt to the first reply, and those promised, of a case that fell due in the span. */
function days({ facts }: Assessed, span: Span, { calendar, deadlines, hours }: Rules) {
  const round = facts.rounds.find(r => r.originalDueOn >= span.from && r.originalDueOn <= span.to)
  if (!round || round.outcome === 'withdrawn') return null
  // Day 0 is the day of receipt, or of the next opening: the same day that the deadline counts from.
  const start = shanghaiDate(calendar.nextOpening(new Date(round.startedAt), hours))
  // The period's last instant, not the next day's first.
  const until = round.repliedAt !== null && round.repliedAt < span.until ? round.repliedAt : span.until - 1
  return {
    used: Math.max(0, calendar.workingDaysBetween(start, shanghaiDate(new Date(until)))),
    promised: calendar.workingDaysBetween(start, round.originalDueOn),
    statutory: deadlines[facts.kind as Kind].statutoryWorkingDays ?? null,
    replied: until === round.repliedAt,
  }
}

/** What a case adds to 承诺提速 and 办理提速 (NUMBERS, rule 11); null where the law sets no limit. */
export function speedOf(c: Assessed, span: Span, rules: Rules): SpeedSum | null {
  const d = days(c, span, rules)
  return d === null || d.statutory === null
    ? null
    : { cases: 1, promised: d.promised, used: d.used, statutory: d.statutory }
}

const happenedIn = ({ events }: Assessed, type: CaseEvent['type'], { begin, until }: Span) =>
  events.some(e => e.type === type && e.at.getTime() >= begin && e.at.getTime() < until)

const JUDGES: Record<CaseMeasure, Judge> = {
  'on-time': ({ facts }, span) => {
    const t = tallyOf(facts, span)
    return t.cohort === 0 ? null : t.answeredOnTime === 0
  },
  replied: ({ facts }, span) => {
    const t = tallyOf(facts, span)
    return t.cohort === 0 ? null : t.answered === 0
  },
  'first-reply': (c, span, { target = 0.8 }, rules) => {
    const d = days(c, span, rules)
    // A case due within a day cannot be early.
    return d === null || d.promised <= 1 ? null : !d.replied || d.used > d.promised * target
  },
  returned: (c, span) =>
    happenedIn(c, 'answered', span) || happenedIn(c, 'declined', span) || happenedIn(c, 'returned', span)
      ? c.events.some(e => e.type === 'returned' && e.at.getTime() < span.until)
      : null,
  reopened: ({ facts }, span) => {
    const t = tallyOf(facts, span)
    return t.ripe === 0 ? null : t.stood < t.ripe
  },
  ratings: ({ facts }, span) => {
    const mine = facts.ratings.filter(r => r.at >= span.begin && r.at < span.until)
    return mine.length === 0 ? null : mine.at(-1)!.rating <= 3
  },
  'promise-speed': (c, span, { target = 0 }, rules) => {
    const d = days(c, span, rules)
    const speed = d && speedUp(d.promised, d.statutory)
    return speed === null ? null : speed < target
  },
  'handling-speed': (c, span, { target = 0 }, rules) => {
    const d = days(c, span, rules)
    const speed = d && speedUp(d.used, d.statutory)
    return speed === null ? null : speed < target
  },
}

/** What one indicator found in some cases: enough to score it, to add up periods and to list the faults. */
interface Found {
  base: number
  faults: string[]
}

/** The findings of one department, in the order of the indicators. */
export type Judged = Found[]

export const nothingFound = (indicators: readonly Indicator[]): Judged =>
  indicators.map(() => ({ base: 0, faults: [] }))

/** Adds one case of a department. */
export function judge(
  to: Judged,
  c: Assessed,
  indicators: readonly Indicator[],
  span: Span,
  rules: Rules,
): void {
  indicators.forEach((indicator, i) => {
    const { measure } = indicator
    const fault = measure === 'visits' ? null : JUDGES[measure](c, span, indicator, rules)
    if (fault === null) return
    to[i]!.base++
    if (fault) to[i]!.faults.push(c.facts.number)
  })
}

/**
 * Adds one visit of a department: every answer that fell due in the span (docs/numbers-rules, rule 12). An answer that is
 * not due yet counts once it is.
 */
export function judgeVisit(
  to: Judged,
  visit: { id: number; rounds: readonly VisitRound[] },
  indicators: readonly Indicator[],
  { from, to: last, dueUntil }: Span,
): void {
  const due = visit.rounds.filter(
    r => r.dueOn >= from && r.dueOn <= last && closeOfDay(r.dueOn).getTime() <= dueUntil,
  )
  indicators.forEach(({ measure }, i) => {
    if (measure !== 'visits') return
    to[i]!.base += due.length
    for (const _ of due.filter(isVisitFault)) to[i]!.faults.push(String(visit.id))
  })
}

/** Adds the findings of another period. */
export function addFound(to: Judged, from: Judged): void {
  from.forEach(({ base, faults }, i) => {
    to[i]!.base += base
    for (const number of faults) to[i]!.faults.push(number)
  })
}

/** The score from the findings. */
export function scoreOf(departmentId: string, judged: Judged, indicators: readonly Indicator[]): Score {
  const scored = indicators.map(({ measure, points }, i): ScoredIndicator => {
    const { base, faults } = judged[i]!
    return {
      measure,
      name: MEASURE_NAMES[measure].name,
      points,
      base,
      faults: [...faults].sort(),
      score: base === 0 ? null : points * (1 - faults.length / base),
      perCase: rateOf(points, base),
    }
  })
  const counted = scored.filter(s => s.score !== null)
  const whole = counted.reduce((sum, s) => sum + s.points, 0)
  return {
    departmentId,
    total: whole === 0 ? null : (counted.reduce((sum, s) => sum + s.score!, 0) / whole) * 100,
    indicators: scored,
  }
}
