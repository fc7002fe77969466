import { closeOfDay, instantOf } from '../../base/civil-date.ts'
import { type CaseFacts, type Round, roundFrom, type Stop } from '../facts.ts'
import type { Entry } from './entry.ts'

/**
 * One case as its entries tell it, in the form that tally.ts counts. Entries know days only: what happens on a day
 * stands at its noon, and a due date at its end, so that a reply on the last day is in time. What cannot count in
 * the week any more is dropped at once: a million entries need little more memory than the cases of the week.
 */
export interface CaseInLedger {
  /** By the first entry that names one. */
  kind: string | null
  /** Who has it: null for nobody, undefined for a department that is not named. */
  department: string | null | undefined
  /** Rounds were left out: they ended before the week, or before the ledger began. */
  hasPast: boolean
  rounds: Round[]
  /** The stops of the last round, by their ordinals. */
  stops: Map<number, Stop>
  /** Those that began too late for the present due date, and when. */
  lateStops: { stop: Stop; from: number }[]
  /** Replies in the week, by their ordinals. */
  replies: Map<number, CaseFacts['replies'][number][]>
  invitations: number[]
  ratings: CaseFacts['ratings']
}

export const noEntries = (): CaseInLedger => ({
  kind: null,
  department: null,
  hasPast: false,
  rounds: [],
  stops: new Map(),
  lateStops: [],
  replies: new Map(),
  invitations: [],
  ratings: [],
})

const NOON = 12 * 60
const NEVER = Number.POSITIVE_INFINITY
const noon = (day: string): number => instantOf(day, NOON).getTime()
const endOf = (day: string): number => closeOfDay(day).getTime()

const openRound = ({ rounds }: CaseInLedger): Round | undefined => {
  const round = rounds.at(-1)
  return round?.concludedAt === null ? round : undefined
}

/**
 * Adds the next entry.
 * @param day the effective day. @param begin first instant of the week: what ended before is dropped.
 */
export function addEntry(known: CaseInLedger, entry: Entry, day: string, begin: number): void {
  const at = noon(day)
  known.kind ??= entry.kind ?? null
  const round = openRound(known)
  switch (entry.event) {
    case 'received':
    case 'reopened':
      // The earlier rounds of a case that is first heard of when it is reopened came before the ledger.
      if (entry.event === 'reopened' && known.rounds.length === 0) known.hasPast = true
      known.rounds.push(begunAt(at, entry.due!))
      known.stops.clear()
      known.lateStops = []
      break
    case 'extended':
    case 'due_moved':
      if (entry.event === 'extended') round?.extensions.push(at)
      if (round) setDue(known, round, entry, at)
      break
    case 'clock_stopped':
      if (round) stopClock(known, round, entry, at)
      break
    case 'clock_started':
      if (round && entry.stop !== undefined) startClock(known, entry.stop, day)
      if (round) setDue(known, round, entry, at)
      break
    case 'answered':
    case 'declined':
      if (at >= begin) addReply(known, entry.reply!, at)
      if (round) reply(known, round, entry, at, begin)
      break
    case 'delivered':
      for (const made of known.replies.get(entry.reply!) ?? []) made.deliveredAt ??= at
      if (round) reply(known, round, entry, at, begin)
      break
    case 'withdrawn':
    case 'set_aside':
      if (round) conclude(known, round, entry.event, at, begin)
      break
    case 'assigned':
      known.department = entry.department
      break
    case 'unassigned':
      known.department = null
      break
    case 'invited':
      if (at >= begin) known.invitations.push(at)
      break
    case 'rated':
      if (at >= begin) known.ratings.push({ at, rating: entry.stars! })
      break
  }
}

function setDue(known: CaseInLedger, round: Round, { due, late_due }: Entry, at: number): void {
  if (due === undefined) return
  round.dues.push({ at, dueOn: due, dueAt: endOf(due) })
  // By the new date they may have begun in time.
  for (const { stop, from } of known.lateStops) stop.from = from
  known.lateStops = []
  if (late_due) for (const stop of round.stops) if (stop.to === null || stop.to > at) markLate(known, stop)
}

/** It began after the due time, so nothing is stopped. */
function markLate({ lateStops }: CaseInLedger, stop: Stop): void {
  lateStops.push({ stop, from: stop.from })
  stop.from = NEVER
}

const begunAt = (at: number, due: string): Round =>
  roundFrom(at, { originalDueOn: due, dueOn: due, dueAt: endOf(due) })

function stopClock(known: CaseInLedger, round: Round, entry: Entry, at: number): void {
  const { until } = entry
  const stop: Stop = {
    from: at,
    to: until === undefined ? null : lastInstantOf(until),
    endsByItself: until !== undefined,
  }
  known.stops.set(entry.stop!, stop)
  round.stops.push(stop)
  if (entry.due === undefined) {
    if (entry.late_due) markLate(known, stop)
  } else setDue(known, round, entry, at)
}

function startClock(known: CaseInLedger, ordinal: number, day: string): void {
  const stop = known.stops.get(ordinal)
  if (!stop) return
  stop.to = lastInstantOf(day)
  stop.endsByItself = false
}

/** Still in the day, so that the end of a stop counts for it. */
const lastInstantOf = (day: string): number => endOf(day) - 1

function addReply({ replies }: CaseInLedger, ordinal: number, at: number): void {
  const made = replies.get(ordinal) ?? []
  made.push({ at, deliveredAt: null, readAt: null })
  replies.set(ordinal, made)
}

function reply(known: CaseInLedger, round: Round, entry: Entry, at: number, begin: number): void {
  if (entry.replied) {
    round.repliedAt = at
    // On the last day, but after the hour; or in the same week, of which no more is known.
    if (entry.late_original) round.originalDueAt = Math.min(round.originalDueAt, at)
    const present = round.dues.at(-1)!
    if (entry.late_due) present.dueAt = Math.min(present.dueAt, at)
  }
  if (entry.event === 'declined') conclude(known, round, 'declined', at, begin)
  else if (entry.replied) conclude(known, round, 'answered', at, begin)
}

function conclude(
  known: CaseInLedger,
  round: Round,
  outcome: NonNullable<Round['outcome']>,
  at: number,
  begin: number,
): void {
  round.concludedAt = at
  round.outcome = outcome
  const isPast = at < begin && endOf(round.originalDueOn) <= begin && endOf(round.dues.at(-1)!.dueOn) <= begin
  if (!isPast) return
  known.rounds = known.rounds.filter(one => one !== round)
  known.hasPast = true
}

/** Stands for all that is past: it is in no number, but what follows it is a reopening. */
const PAST: Round = { ...begunAt(0, '1992-01-01'), concludedAt: 0, outcome: 'answered' }

/** The case for tally.ts; null when nothing of it can count in the week. */
export function factsInLedger(number: string, known: CaseInLedger): CaseFacts | null {
  const { rounds, replies, invitations, ratings } = known
  if (rounds.length + replies.size + invitations.length + ratings.length === 0) return null
  return {
    number,
    // What the groups of a case are is asked of `known`: many are not named.
    kind: 'inquiry',
    areaId: null,
    categoryId: null,
    channel: 'web',
    rounds: known.hasPast ? [PAST, ...rounds] : rounds,
    holders: [],
    supervisedAt: [],
    replies: [...replies.values()].flat(),
    invitations,
    ratings,
  }
}
