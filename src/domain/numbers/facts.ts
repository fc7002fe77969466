import type { CivilDate } from '../base/civil-date.ts'
import { closeOfDay } from '../base/civil-date.ts'
import type { ChannelName } from '../base/message.ts'
import type { CaseEvent, Deadline, EventType } from '../cases/case.ts'
import type { EventOf } from '../cases/event-data.ts'
import type { Kind } from '../office/kinds.ts'

/**
 * The facts of one case that the numbers need, reduced from its events and nothing else. Every fact has its instant
 * (milliseconds), so that the state at any past time can be computed: see tally.ts.
 */

export interface CaseRecord {
  number: string
  kind: Kind
  areaId: string | null
  categoryId: string | null
  channel: ChannelName
  /** Used only until the first `assigned` event. */
  departmentId?: string | null
  events: readonly CaseEvent[]
}

/**
 * One time the office owed an answer: from receipt, or from a reopening, until it was given. A case has one round,
 * and one more for each reopening, each with its own clock.
 */
export interface Round {
  startedAt: number
  originalDueOn: CivilDate
  originalDueAt: number
  /** Due instants in the order they were set; the first is the original one. */
  dues: { at: number; dueOn: CivilDate; dueAt: number }[]
  /** When the first substantive reply, approved by a second person, counted as given to this resident. */
  repliedAt: number | null
  /** When nothing was owed any more, and why. */
  concludedAt: number | null
  outcome: 'answered' | 'declined' | 'withdrawn' | 'set_aside' | null
  /** Periods in which it was merged into another case; `to` is null while it is. */
  merges: { from: number; to: number | null }[]
  extensions: number[]
  stops: Stop[]
}

/** A period in which the clock was stopped. */
export interface Stop {
  from: number
  /** Null while it lasts without a known end. */
  to: number | null
  /**
   * It ends at `to` without an event, because a third party's time is limited. Like a due date, such an end is known
   * when its day is over; any other end is known when it happens.
   */
  endsByItself: boolean
}

/** The delivery of one reply to its resident. */
interface ReplyFacts {
  at: number
  /** When the channel accepted it (or confirmed more). */
  deliveredAt: number | null
  readAt: number | null
}

export interface CaseFacts {
  number: string
  kind: Kind
  areaId: string | null
  categoryId: string | null
  channel: ChannelName
  rounds: Round[]
  /** Who held it, from when on. */
  holders: { at: number; departmentId: string | null; officerId: number | null }[]
  supervisedAt: number[]
  replies: ReplyFacts[]
  invitations: number[]
  ratings: { at: number; rating: number }[]
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const id = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** The reply deadline in an event's data, if it has one. */
function replyDeadline(data: { readonly deadlines?: unknown }): Deadline | undefined {
  const reply = (data.deadlines as { reply?: Deadline } | undefined)?.reply
  return reply && typeof reply.dueOn === 'string' && typeof reply.dueAt === 'string' ? reply : undefined
}

/** Channels on which the delivery of a reply is recorded; on the others an officer hands it over. */
const CHAT: readonly ChannelName[] = ['wechat', 'telegram', 'web']

/**
 * Reduces one case's events. Events at or after `at` are ignored.
 * @throws Error when the record is broken (no `received` with deadlines), which is a defect.
 */
export function factsOf(record: CaseRecord, at?: Date): CaseFacts {
  const { number } = record
  const events = at ? record.events.filter(e => e.at < at) : record.events
  const facts = noFacts(record)
  for (const _ of growing(facts, events));
  if (facts.rounds.length === 0 && events.length > 0)
    throw new Error(`${number}: no received event with deadlines`)
  const [first] = facts.rounds
  if (first && record.departmentId && facts.holders.length === 0) {
    facts.holders.push({ at: first.startedAt, departmentId: record.departmentId, officerId: null })
  }
  return facts
}

/** The facts of a case to which nothing has happened. */
export const noFacts = ({ number, kind, areaId, categoryId, channel }: CaseRecord): CaseFacts => ({
  number,
  kind,
  areaId,
  categoryId,
  channel,
  rounds: [],
  holders: [],
  supervisedAt: [],
  replies: [],
  invitations: [],
  ratings: [],
})

/** Adds events to the facts one by one, and yields each event once its facts are there. */
export function* growing(facts: CaseFacts, events: readonly CaseEvent[]): Generator<CaseEvent> {
  const reduction: Reduction = {
    facts,
    byReply: new Map(),
    proposal: null,
    drafter: null,
    consulted: null,
    stopsClock: false,
  }
  for (const event of events) {
    ;(REDUCERS[event.type] as Reducer<EventType> | undefined)?.(reduction, event, event.at.getTime())
    yield event
  }
}

interface Reduction {
  facts: CaseFacts
  byReply: Map<unknown, ReplyFacts>
  /** The reason and the right place of the decline under review. */
  proposal: { reason: string; redirect: string } | null
  /** Who wrote the text under review. */
  drafter: number | null
  /** The last consultation of a third party. */
  consulted: (Stop & { to: number }) | null
  /** Whether asking the resident for more stops this round's clock. */
  stopsClock: boolean
}

type Reducer<T extends EventType> = (r: Reduction, event: EventOf<T>, at: number) => void

const open = ({ facts }: Reduction): Round | undefined => {
  const round = facts.rounds.at(-1)
  return round && round.concludedAt === null ? round : undefined
}

/** A round that begins. */
export const roundFrom = (
  at: number,
  { originalDueOn, dueOn, dueAt }: { originalDueOn: CivilDate; dueOn: CivilDate; dueAt: number },
): Round => ({
  startedAt: at,
  originalDueOn,
  originalDueAt: dueAt,
  dues: [{ at, dueOn, dueAt }],
  repliedAt: null,
  concludedAt: null,
  outcome: null,
  merges: [],
  extensions: [],
  stops: [],
})

/** Owed (again) from now on. Reopening a case that is still owed changes nothing: the first clock continues. */
const begin: Reducer<'received' | 'reopened'> = (r, event, at) => {
  if (open(r)) return
  const due = replyDeadline(event.data)
  if (!due) throw new Error(`${r.facts.number}: ${event.type} without deadlines`)
  const round = roundFrom(at, { ...due, dueAt: Date.parse(due.dueAt) })
  r.stopsClock = due.whileAwaitingResident !== undefined && due.whileAwaitingResident !== 'runs'
  r.consulted = null
  r.facts.rounds.push(round)
}

/** A new due date, from full deadlines or from the date alone. */
function setDue(
  round: Round,
  data: { readonly deadlines?: unknown; readonly to?: unknown },
  at: number,
): void {
  const due = replyDeadline(data)
  const to = text(data.to)
  if (due) round.dues.push({ at, dueOn: due.dueOn, dueAt: Date.parse(due.dueAt) })
  else if (/^\d{4}-\d\d-\d\d$/.test(to)) round.dues.push({ at, dueOn: to, dueAt: closeOfDay(to).getTime() })
}

function conclude(round: Round, outcome: Round['outcome'], at: number): void {
  round.concludedAt = at
  round.outcome = outcome
  for (const stop of round.stops) if (stop.to === null || stop.to > at) endStop(stop, at)
}

/** Ends a stop by an event, possibly before its known end. */
function endStop(stop: Stop, at: number): void {
  stop.to = at
  stop.endsByItself = false
}

const isMerged = (round: Round): boolean => round.merges.at(-1)?.to === null

/** Nobody holds it until it is assigned again. */
function givenBack({ facts }: Reduction, at: number): void {
  facts.holders.push({ at, departmentId: null, officerId: null })
}

/** Approved by an officer who did not write it. Anything else is no substantive reply. */
const approved = (r: Reduction, { by }: Pick<CaseEvent, 'by'>) =>
  by.kind === 'officer' && (by.id === undefined || r.drafter === null || by.id !== r.drafter)

function recordReply(r: Reduction, event: { data: { readonly replyId?: unknown } }, at: number): void {
  const reply: ReplyFacts = { at, deliveredAt: null, readAt: null }
  r.facts.replies.push(reply)
  r.byReply.set(event.data.replyId, reply)
}

/**
 * Events whose data the numbers use; the data of others need not be read from the database (store/numbers/counts). A
 * test holds this list against the reducers.
 */
export const DATA_READ: readonly EventType[] = [
  'received',
  'reopened',
  'decline_proposed',
  'answered',
  'declined',
  'delivery',
  'extended',
  'deadline_moved',
  'supplemented',
  'third_party_asked',
  'third_party_answered',
  'assigned',
  'objected',
  'undone',
  'rated',
]

/** What each event changes in the facts. Events that are not listed change nothing. */
const REDUCERS: { readonly [T in EventType]?: Reducer<T> } = {
  received: begin,
  reopened: begin,

  drafted: (r, { by }, at) => {
    r.drafter = by.id ?? null
    r.proposal = null
    // The author of the draft holds the case from now on; earlier holders stay, or past weeks would change.
    const holder = r.facts.holders.at(-1)
    if (holder && holder.officerId === null && by.id !== undefined) {
      r.facts.holders.push({ at, departmentId: holder.departmentId, officerId: by.id })
    }
  },

  decline_proposed: (r, { by, data }) => {
    r.drafter = by.id ?? null
    r.proposal = { reason: text(data.reason), redirect: text(data.redirect) }
  },

  answered: (r, event, at) => {
    const round = open(r)
    // A merged case gets a copy of a reply that was drafted on another case.
    if (!(round && isMerged(round) ? event.by.kind === 'officer' : approved(r, event))) return
    recordReply(r, event, at)
    if (!round) return
    // Merged on a chat channel: answered when its own resident got the reply, so `delivery` decides.
    if (isMerged(round) && CHAT.includes(r.facts.channel)) return
    round.repliedAt = at
    conclude(round, 'answered', at)
  },

  declined: (r, event, at) => {
    if (!approved(r, event)) return
    recordReply(r, event, at)
    const round = open(r)
    if (!round) return
    const reason = text(event.data.reason) || r.proposal?.reason
    const redirect = text(event.data.redirect) || r.proposal?.redirect
    if (reason && redirect) round.repliedAt = at
    conclude(round, 'declined', at)
  },

  delivery: (r, { data }, at) => {
    const state = data.state
    if (state !== 'sent' && state !== 'delivered' && state !== 'read') return
    // WeChat accepted the notification; it reports the arrival later.
    if (state === 'sent' && (data.via === 'template' || data.via === 'subscribe')) return
    const reply = r.byReply.get(data.replyId)
    if (!reply) return
    reply.deliveredAt ??= at
    if (state === 'read') reply.readAt ??= at
    const round = open(r)
    if (round && isMerged(round)) {
      round.repliedAt = at
      conclude(round, 'answered', at)
    }
  },

  withdrawn: (r, { by }, at) => {
    const round = open(r)
    // Only the resident's own act ends what is owed.
    if (round && by.kind === 'resident') conclude(round, 'withdrawn', at)
  },

  // It never counts as answered, so it raises no rate.
  set_aside: (r, { by }, at) => {
    const round = open(r)
    if (round && by.kind === 'officer') conclude(round, 'set_aside', at)
  },

  merged: (r, _event, at) => {
    const round = open(r)
    if (round && !isMerged(round)) round.merges.push({ from: at, to: null })
  },

  left_merge: (r, _event, at) => {
    const merge = open(r)?.merges.at(-1)
    if (merge) merge.to ??= at
  },

  extended: (r, { data }, at) => {
    const round = open(r)
    if (!round) return
    round.extensions.push(at)
    setDue(round, data, at)
  },

  deadline_moved: (r, { data }, at) => {
    const round = open(r)
    if (round && data.which !== 'accept') setDue(round, data, at)
  },

  asked_resident: (r, _event, at) => {
    const round = open(r)
    if (round && r.stopsClock && round.stops.at(-1)?.to !== null) {
      round.stops.push({ from: at, to: null, endsByItself: false })
    }
  },

  supplemented: (r, { data }, at) => {
    const round = open(r)
    const stop = round?.stops.at(-1)
    if (!round || !stop || stop.to !== null) return
    endStop(stop, at)
    setDue(round, data, at)
  },

  // It ends by itself; an answer ends it earlier.
  third_party_asked: (r, { data }, at) => {
    const round = open(r)
    const until = Date.parse(text(data.until))
    if (!round || Number.isNaN(until)) return
    r.consulted = { from: at, to: until, endsByItself: true }
    round.stops.push(r.consulted)
    setDue(round, data, at)
  },
  third_party_answered: (r, { data }, at) => {
    const round = open(r)
    if (!round || !r.consulted) return
    if (at < r.consulted.to) endStop(r.consulted, at)
    setDue(round, data, at)
  },

  assigned: ({ facts }, { data }, at) => {
    facts.holders.push({
      at,
      departmentId: text(data.departmentId) || null,
      officerId: id(data.officerId),
    })
  },
  objected: (r, { data }, at) => {
    if (!data.waits) givenBack(r, at)
  },
  objection_agreed: (r, _event, at) => givenBack(r, at),

  undone: ({ facts }, { data }, at) => {
    if (data.type !== 'assigned') return
    facts.holders.push({ at, departmentId: text(data.departmentId) || null, officerId: id(data.officerId) })
  },

  supervised: ({ facts }, _event, at) => {
    facts.supervisedAt.push(at)
  },

  rating_invited: ({ facts }, _event, at) => {
    facts.invitations.push(at)
  },
  rated: ({ facts }, { by, data }, at) => {
    const rating = data.rating
    // No default rating: only what the resident chose counts.
    if (
      by.kind === 'resident' &&
      typeof rating === 'number' &&
      Number.isInteger(rating) &&
      rating >= 1 &&
      rating <= 5
    ) {
      facts.ratings.push({ at, rating })
    }
  },
}
