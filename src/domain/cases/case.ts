import type { CivilDate } from '../base/civil-date.ts'
import type { ChannelName } from '../base/message.ts'
import type { Kind } from '../office/kinds.ts'
import type { Actor } from '../people/actor.ts'
import type { EventType } from './events.ts'

export const STATUSES = [
  'received',
  'accepted',
  'assigned',
  'awaiting_resident',
  'in_review',
  'answered',
  'closed',
  'declined',
  'withdrawn',
  'set_aside',
  'merged',
] as const
export type Status = (typeof STATUSES)[number]

/** Names that officers read. */
export const STATUS_NAMES: Record<Status, string> = {
  received: '待受理',
  accepted: '待分派',
  assigned: '办理中',
  awaiting_resident: '待补正',
  in_review: '待审核',
  answered: '已答复',
  closed: '已办结',
  declined: '不予受理',
  withdrawn: '已撤回',
  set_aside: '无效件',
  merged: '已并案',
}

/** The office still owes something. */
export const OPEN: readonly Status[] = ['received', 'accepted', 'assigned', 'awaiting_resident', 'in_review']

/** A computed date with its reason. Overdue is computed from it, never stored. */
export interface Deadline {
  /** The rule's name in office.yaml, e.g. `complaint.reply`. */
  rule: string
  /** The article or promise it rests on, as the resident may read it. */
  article: string
  /** Day 0. */
  start: CivilDate
  /** The length by the rule: working days, calendar days or hours. */
  length: DeadlineLength
  dueOn: CivilDate
  /** The instant it ends, ISO 8601: the close of `dueOn`, or the hour. */
  dueAt: string
  originalDueOn: CivilDate
  /** Versions of the calendars counted with, e.g. `2026@1`; a provisional year is `2027@provisional`. */
  calendar: string
  provisional: boolean
  /** One Chinese sentence for the resident: why this day. */
  explanation: string
  /** When it really came in, ISO 8601; `start` is the day that counts as the day of receipt. */
  receivedAt?: string
  /** Granted on top of `length`, in order. */
  extensions?: DeadlineLength[]
  /** Pauses that do not count, in order; `to` is null while the clock is stopped. */
  pauses?: ClockPause[]
  /** The clock began anew when the resident's correction (补正) arrived. */
  restarted?: true
  /** What asking the resident for more does to this clock. */
  whileAwaitingResident?: 'runs' | 'stops' | 'restarts'
}

export interface DeadlineLength {
  amount: number
  unit: 'workingDays' | 'calendarDays' | 'hours'
}

export interface ClockPause {
  /** ISO 8601. */
  from: string
  to: string | null
  reason: 'resident' | 'thirdParty'
}

export interface Deadlines {
  accept: Deadline
  reply: Deadline
}

export type { EventType } from './events.ts'

/** An event as it stands in the record. EventOf (event-data.ts) says what each type holds. */
export interface CaseEvent {
  seq: number
  type: EventType
  at: Date
  by: Actor
  data: Record<string, unknown>
}

export interface CaseReply {
  id: number
  text: string
  status: 'draft' | 'submitted' | 'returned' | 'approved'
  purpose: 'answer' | 'decline'
  draftedById: number
  version: number
}

/** The present state of a case, as moves see it. */
export interface Case {
  number: string
  kind: Kind
  status: Status
  channel: ChannelName
  anonymous: boolean
  title: string
  text: string
  areaId: string | null
  categoryId: string | null
  departmentId: string | null
  officerId: number | null
  firstTakerId: number | null
  urgent: boolean
  receivedAt: Date
  /**
   * Received in a burst and listed in a view of its own until an officer has looked at it. Its clock runs like any
   * other.
   */
  heldAt?: Date | null
  deadlines: Deadlines
  acceptedAt: Date | null
  firstReplyAt: Date | null
  answeredAt: Date | null
  concludedAt: Date | null
  closedAt: Date | null
  reopenedAt: Date | null
  rating: number | null
  supervisedAt: Date | null
  /** How a disclosure application ends: an id of OUTCOMES (disclosure.ts). */
  outcome?: string | null
  /** The date by which the manager's instruction must be answered; null when no answer is owed. */
  supervisionDueOn: CivilDate | null
  /** When an undecided extension was requested. */
  extensionAskedAt: Date | null
  /** When an undecided objection (退单) was made, and the last reason given against this assignment. */
  objectedAt: Date | null
  objectionReason: string | null
  mergedInto: string | null
  extensions: number
  /** The reply under way (draft, submitted or returned), if any. */
  pending: CaseReply | null
  /** The last event: only that can be undone. */
  last?: {
    seq: number
    type: string
    at: Date
    byId: number | null
    data: Readonly<Record<string, unknown>>
  }
  version: number
}

/** The fields of a case that nobody has worked on yet. */
export const NEW_CASE_FIELDS = {
  status: 'received',
  departmentId: null,
  officerId: null,
  firstTakerId: null,
  acceptedAt: null,
  firstReplyAt: null,
  answeredAt: null,
  concludedAt: null,
  closedAt: null,
  reopenedAt: null,
  rating: null,
  supervisedAt: null,
  supervisionDueOn: null,
  extensionAskedAt: null,
  objectedAt: null,
  objectionReason: null,
  mergedInto: null,
  extensions: 0,
  pending: null,
  version: 1,
} as const satisfies Partial<Case>
