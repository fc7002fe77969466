import { shanghaiDate } from '../../base/civil-date.ts'
import type { CaseEvent, Deadline } from '../../cases/case.ts'
import { overdueFrom } from '../../cases/clock.ts'
import { type CaseFacts, type CaseRecord, growing, noFacts, type Round } from '../facts.ts'
import { type CaseEntryEvent, type EntryFields, LEDGER_RULES } from './entry.ts'

/**
 * What the events of a case come to in the ledger. Entries are read off the same facts from which every number is
 * counted: an event has an entry when it changes a fact that counts, so nothing can count that is not in the ledger.
 */
export interface Entered {
  /** The event's place in the record of its case. */
  seq: number
  /** When it happened. */
  at: Date
  fields: EntryFields & { event: CaseEntryEvent }
}

type Fields = Omit<Entered['fields'], 'day'>

/**
 * The entries of a case, in the order of its events. Dates are exact, no group is named, and every entry of a round says
 * when its deadline is in hours: naming.ts makes of it what is published.
 */
export function entriesOf(record: CaseRecord): Entered[] {
  const facts = noFacts(record)
  const entered: Entered[] = []
  let before = standOf(facts)
  let hours: { hours?: true } = {}
  for (const event of growing(facts, record.events)) {
    const after = standOf(facts)
    const fields = whatChanged(event, before, after, facts)
    if (after.rounds > before.rounds) hours = fields?.hours ? { hours: true } : {}
    if (fields)
      entered.push({
        seq: event.seq,
        at: event.at,
        fields: { ...fields, ...hours, day: shanghaiDate(event.at) },
      })
    before = after
  }
  return entered
}

/** How much of each fact there is: two of these show what an event changed. */
interface Stand {
  rounds: number
  dues: number
  replied: boolean
  concluded: boolean
  merged: boolean
  extensions: number
  stops: number
  /** For each stop of the round: still running, or bound to end by itself. */
  running: readonly boolean[]
  department: string | null
  replies: number
  delivered: readonly boolean[]
  invitations: number
  ratings: number
}

function standOf(facts: CaseFacts): Stand {
  const round = facts.rounds.at(-1)
  return {
    rounds: facts.rounds.length,
    dues: round?.dues.length ?? 0,
    replied: (round?.repliedAt ?? null) !== null,
    concluded: (round?.concludedAt ?? null) !== null,
    merged: round?.merges.at(-1)?.to === null,
    extensions: round?.extensions.length ?? 0,
    stops: round?.stops.length ?? 0,
    running: round?.stops.map(stop => stop.to === null || stop.endsByItself) ?? [],
    department: facts.holders.at(-1)?.departmentId ?? null,
    replies: facts.replies.length,
    delivered: facts.replies.map(reply => reply.deliveredAt !== null),
    invitations: facts.invitations.length,
    ratings: facts.ratings.length,
  }
}

function whatChanged(event: CaseEvent, before: Stand, after: Stand, facts: CaseFacts): Fields | undefined {
  const round = facts.rounds.at(-1)
  if (after.rounds > before.rounds) return begun(event, round!)
  const replied = after.replied && !before.replied
  const concluded = after.concluded && !before.concluded
  const now = event.at.getTime()
  const due: { due?: string; late_due?: boolean } =
    after.dues > before.dues ? { due: round!.dues.at(-1)!.dueOn, ...lateStops(round!, now) } : {}
  if (after.replies > before.replies) {
    const name = event.type === 'declined' ? 'declined' : 'answered'
    return { event: name, reply: after.replies, replied, ...(replied && lateness(round!)) }
  }
  if (event.type === 'delivery') {
    const reply = deliveredNow(event, before, after, replied)
    return reply === undefined
      ? undefined
      : { event: 'delivered', reply, replied, ...(replied && lateness(round!)) }
  }
  if (concluded && event.type === 'set_aside')
    return { event: 'set_aside', code: textOf(event.data['code']) || 'other' }
  if (concluded) return { event: 'withdrawn' }
  if (after.merged !== before.merged) return { event: after.merged ? 'merged' : 'unmerged' }
  if (after.extensions > before.extensions) return { event: 'extended', ...due }
  if (after.stops > before.stops) {
    const { to, endsByItself } = round!.stops.at(-1)!
    return {
      event: 'clock_stopped',
      stop: after.stops,
      ...(endsByItself && { until: shanghaiDate(new Date(to!)) }),
      ...lateStop(round!, round!.stops.length - 1),
      ...due,
    }
  }
  const ended = before.running.findIndex((runs, i) => runs && !after.running[i])
  if (ended >= 0) return { event: 'clock_started', stop: ended + 1, ...due }
  if (due.due !== undefined) {
    const name = event.type === 'deadline_moved' ? 'due_moved' : 'clock_started'
    return { event: name, ...due }
  }
  if (after.department !== before.department) {
    return after.department === null
      ? { event: 'unassigned' }
      : { event: 'assigned', department: after.department }
  }
  if (after.invitations > before.invitations) return { event: 'invited' }
  if (after.ratings > before.ratings) return { event: 'rated', stars: facts.ratings.at(-1)!.rating }
  return undefined
}

/** Whether the times of the reply, the original and the present deadline say that it came late. */
const lateness = ({ repliedAt, originalDueAt, dues }: Round) => ({
  late_original: repliedAt! >= originalDueAt,
  late_due: repliedAt! >= dues.at(-1)!.dueAt,
})

/** Whether a stop began after the present deadline, and so changes nothing. */
function lateStop({ stops, dues }: Round, index: number): { late_due: boolean } {
  const at = overdueFrom(dues.at(-1)!.dueAt, stops.slice(0, index))
  return { late_due: at !== null && at <= stops[index]!.from }
}

/** The same of those that stand by a new deadline: what is true of the first is true of all. */
function lateStops(round: Round, now: number): { late_due?: boolean } {
  const first = round.stops.findIndex(({ to }) => to === null || to > now)
  return first < 0 ? {} : lateStop(round, first)
}

/** Which reply reached its resident with this event; undefined when that was known and changes nothing. */
function deliveredNow(
  { data }: CaseEvent,
  before: Stand,
  after: Stand,
  replied: boolean,
): number | undefined {
  const first = after.delivered.findIndex((is, i) => is && !before.delivered[i])
  if (first >= 0) return first + 1
  // Read, after it was delivered before the case was merged: now it ends what was owed.
  return replied && data['replyId'] !== undefined ? after.delivered.lastIndexOf(true) + 1 : undefined
}

const UNITS = { workingDays: 'w', calendarDays: 'd', hours: 'h' } as const

function begun({ type, data }: CaseEvent, round: Round): Fields {
  const reply = (data['deadlines'] as { reply?: Partial<Deadline> } | undefined)?.reply
  const { length, start } = reply ?? {}
  return {
    event: type === 'received' ? 'received' : 'reopened',
    rules: LEDGER_RULES,
    due: round.originalDueOn,
    ...(length?.unit === 'hours' && { hours: true as const }),
    ...(length && start && { start, term: `${length.amount}${UNITS[length.unit]}` }),
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
