import { closeOfDay, DAY, daysBetween, shanghaiDate } from '../base/civil-date.ts'
import { overdueFrom } from '../cases/clock.ts'
import type { CaseFacts, Round, Stop } from './facts.ts'

/**
 * What one case adds to the numbers of one period. Tallies are added up, in any order and in any parts, so a
 * million cases need no more memory than one.
 */

/** A period and how far it is known: rates and lists ignore what happened at `until` or later. */
export interface Span {
  from: string
  to: string
  /** First instant of the period. */
  begin: number
  /** The end of the period, or now while it still runs. */
  until: number
  /**
   * Up to when due dates count: the end of the period or, while it still runs, the beginning of today. A day's due
   * dates are counted when the day is over, so that a rate does not dip every morning and recover by night.
   */
  dueUntil: number
}

/** The fields that `cohortOf` fills. */
export const COHORT_FIELDS = [
  // cohort: numbers whose original due date fell in the period
  'cohort',
  'answered',
  'answeredOnTime',
  'declined',
  'withdrawn',
  'setAside',
  'merged',
  'extensions',
  'clockStops',
  'clockStopDays',
  'clockStanding',
  // numbers whose present (extended) due date fell in the period
  'cohortExtended',
  'answeredOnTimeExtended',
] as const

/** Rounds owed: the four sums of the check rule, and their parts. */
export const FLOW_FIELDS = [
  'carriedIn',
  'received',
  'reopened',
  'concluded',
  'concludedAnswered',
  'concludedDeclined',
  'concludedWithdrawn',
  'concludedSetAside',
  'carriedOut',
] as const

export const FIELDS = [
  ...FLOW_FIELDS,
  'notYetDue',
  'overdue',
  // every number ever issued, in exactly one state at the end (owed is carriedOut)
  'issued',
  'standsAnswered',
  'standsDeclined',
  'standsWithdrawn',
  'standsSetAside',
  ...COHORT_FIELDS,
  // replies made in the period
  'replied',
  'delivered',
  'read',
  // replies whose 30 days were over in the period
  'ripe',
  'stood',
  // ratings
  'invited',
  'rated1',
  'rated2',
  'rated3',
  'rated4',
  'rated5',
] as const

export type Field = (typeof FIELDS)[number]
export type Tally = Record<Field, number>

const ZERO = Object.freeze(Object.fromEntries(FIELDS.map(f => [f, 0])) as Tally)

export const emptyTally = (): Tally => ({ ...ZERO })

export function addTally(to: Tally, what: Tally): void {
  for (const f of FIELDS) to[f] += what[f]
}

/** Days an answer must stand without a reopening (NUMBERS, rule 7). */
export const DAYS_WITHOUT_REOPENING = 30

type Until = Pick<Span, 'until'>

const happened = (at: number | null, { until }: Until): at is number => at !== null && at < until
const within = (at: number | null, span: Span): at is number => happened(at, span) && at >= span.begin

/** What happens without an event is known when its day is over; today's is not known yet. */
const dayIsOver = (day: string, { dueUntil }: Span): boolean => closeOfDay(day).getTime() <= dueUntil

/** Whether the stop has ended, as far as is known at the end of the span. */
const ended = (stop: Stop, span: Span): boolean =>
  stop.endsByItself && stop.to !== null
    ? dayIsOver(shanghaiDate(new Date(stop.to)), span)
    : happened(stop.to, span)

/** The due date in force at the end of the span. */
export const dueAtEnd = (round: Round, span: Span) =>
  round.dues.findLast(d => d.at < span.until) ?? round.dues[0]!

/** Owed at the end of the span. */
export const owedAtEnd = (round: Round, span: Until): boolean =>
  happened(round.startedAt, span) && !happened(round.concludedAt, span)

/** Overdue at the end of the span, by domain/cases/clock and what is known by then. */
export function overdueAtEnd(round: Round, span: Span): boolean {
  if (!owedAtEnd(round, span)) return false
  const { dueOn, dueAt } = dueAtEnd(round, span)
  const stops = round.stops.flatMap(s =>
    s.from < span.until ? [{ from: s.from, to: ended(s, span) ? s.to : null }] : [],
  )
  return dayIsOver(dueOn, span) && overdueFrom(dueAt, stops) !== null
}

/** Fell due within the period and, while it still runs, before today. */
const fellDue = (dueOn: string, span: Span) =>
  dueOn >= span.from && dueOn <= span.to && dayIsOver(dueOn, span)

const repliedBy = (round: Round, dueAt: number, span: Span) =>
  happened(round.repliedAt, span) && round.repliedAt < dueAt

const isWithdrawn = (round: Round, span: Span) =>
  round.outcome === 'withdrawn' && happened(round.concludedAt, span)

/**
 * The last instant at which anything of this case can count; infinite while it is owed. A span that begins later can
 * skip the case, as it does most cases of five years.
 */
export function lastRelevantInstant({ rounds, replies, invitations, ratings }: CaseFacts): number {
  let last = Math.max(replies.at(-1)?.at ?? 0, invitations.at(-1) ?? 0, ratings.at(-1)?.at ?? 0)
  for (const { concludedAt, repliedAt, dues } of rounds) {
    if (concludedAt === null) return Number.POSITIVE_INFINITY
    last = Math.max(last, concludedAt, (repliedAt ?? 0) + DAYS_WITHOUT_REOPENING * DAY)
    for (const { dueAt } of dues) last = Math.max(last, dueAt)
  }
  return last
}

/** The two cohorts of a span only, which a comparison with other weeks needs. */
export function cohortOf(facts: CaseFacts, span: Span): Tally {
  const t = emptyTally()
  cohort(t, facts.rounds, span)
  return t
}

/** What this case adds to the numbers of this span. */
export function tallyOf(facts: CaseFacts, span: Span): Tally {
  const t = emptyTally()
  facts.rounds.forEach((round, i) => {
    flow(t, round, i, span)
  })
  state(t, facts, span)
  cohort(t, facts.rounds, span)
  replies(t, facts, span)
  for (const at of facts.invitations) if (within(at, span)) t.invited++
  for (const { at, rating } of facts.ratings) {
    if (within(at, span)) t[`rated${rating as 1 | 2 | 3 | 4 | 5}`]++
  }
  return t
}

/** Each of the four figures is counted by itself, so that the check rule can fail. */
function flow(t: Tally, round: Round, index: number, span: Span): void {
  const { startedAt, concludedAt, outcome } = round
  if (startedAt < span.begin && (concludedAt === null || concludedAt >= span.begin)) t.carriedIn++
  if (within(startedAt, span)) {
    t.received++
    if (index > 0) t.reopened++
  }
  if (within(concludedAt, span)) {
    t.concluded++
    if (outcome === 'answered') t.concludedAnswered++
    if (outcome === 'declined') t.concludedDeclined++
    if (outcome === 'withdrawn') t.concludedWithdrawn++
    if (outcome === 'set_aside') t.concludedSetAside++
  }
  if (!owedAtEnd(round, span)) return
  t.carriedOut++
  if (overdueAtEnd(round, span)) t.overdue++
  if (!dayIsOver(round.originalDueOn, span)) t.notYetDue++
}

/** The one state of this number at the end of the span (NUMBERS, rule 1), whether or not it is in the period. */
export function stateOf(facts: CaseFacts, span: Span): Tally {
  const t = emptyTally()
  state(t, facts, span)
  return t
}

function state(t: Tally, { rounds }: CaseFacts, span: Span): void {
  const last = rounds.findLast(r => happened(r.startedAt, span))
  if (!last) return
  t.issued = 1
  if (owedAtEnd(last, span)) return
  if (last.outcome === 'declined') t.standsDeclined = 1
  else if (last.outcome === 'withdrawn') t.standsWithdrawn = 1
  else if (last.outcome === 'set_aside') t.standsSetAside = 1
  else t.standsAnswered = 1
}

/**
 * A number is in the cohort once, however many of its rounds fell due: it counts as answered (on time) only when
 * every one of them was. A round that the resident withdrew does not count.
 */
function cohort(t: Tally, rounds: Round[], span: Span): void {
  const due = rounds.filter(r => happened(r.startedAt, span) && fellDue(r.originalDueOn, span))
  const stay = due.filter(r => !isWithdrawn(r, span))
  if (stay.length > 0) {
    t.cohort = 1
    if (stay.every(r => happened(r.repliedAt, span))) t.answered = 1
    if (stay.every(r => repliedBy(r, r.originalDueAt, span))) t.answeredOnTime = 1
    if (stay.some(r => r.outcome === 'declined' && happened(r.concludedAt, span))) t.declined = 1
    if (stay.some(r => r.outcome === 'set_aside' && happened(r.concludedAt, span))) t.setAside = 1
    if (stay.some(r => r.merges.some(m => happened(m.from, span) && !happened(m.to, span)))) t.merged = 1
  } else if (due.length > 0) t.withdrawn = 1
  for (const round of stay) {
    t.extensions += round.extensions.filter(at => happened(at, span)).length
    for (const stop of round.stops) {
      const { from, to } = stop
      if (!happened(from, span)) continue
      t.clockStops++
      const stands = !ended(stop, span)
      if (stands) t.clockStanding++
      const end = stands || to === null ? span.until : to
      t.clockStopDays += Math.max(0, daysBetween(shanghaiDate(new Date(from)), shanghaiDate(new Date(end))))
    }
  }
  const extended = rounds.filter(r => {
    const { dueOn } = dueAtEnd(r, span)
    return happened(r.startedAt, span) && fellDue(dueOn, span) && !isWithdrawn(r, span)
  })
  if (extended.length === 0) return
  t.cohortExtended = 1
  if (extended.every(r => repliedBy(r, dueAtEnd(r, span).dueAt, span))) t.answeredOnTimeExtended = 1
}

function replies(t: Tally, { replies, rounds }: CaseFacts, span: Span): void {
  for (const reply of replies) {
    if (!within(reply.at, span)) continue
    t.replied++
    if (happened(reply.deliveredAt, span)) t.delivered++
    if (happened(reply.readAt, span)) t.read++
  }
  rounds.forEach(({ repliedAt }, i) => {
    if (repliedAt === null) return
    const over = repliedAt + DAYS_WITHOUT_REOPENING * DAY
    if (!within(over, span) || !dayIsOver(shanghaiDate(new Date(over)), span)) return
    t.ripe++
    const next = rounds[i + 1]
    if (!next || next.startedAt >= repliedAt + DAYS_WITHOUT_REOPENING * DAY) t.stood++
  })
}
