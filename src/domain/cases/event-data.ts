import type { CivilDate } from '../base/civil-date.ts'
import type { ChannelName } from '../base/message.ts'
import type { Kind } from '../office/kinds.ts'
import type { ConfirmedBy, Via } from '../people/actor.ts'
import type { CaseEvent, Deadlines, EventType, Status } from './case.ts'
import type { HeldFor } from './held.ts'
import type { SetAsideCode } from './set-aside.ts'

/** How a resident's act came in. `checked`: how the officer at the counter knew whose wish it was. */
export interface Acted {
  via?: Via
  confirmed?: ConfirmedBy
  checked?: string
}

/** The events of a resident's acts: they say by which way they were done. */
export const ACT_EVENTS: readonly EventType[] = ['supplemented', 'urged', 'rated', 'reopened', 'withdrawn']

/** What each event records. Rates read these and nothing else, so a field is added but never changed in meaning. */
export interface EventData {
  received: {
    kind: Kind
    channel: ChannelName
    areaId: string | null
    categoryId: string | null
    deadlines: Deadlines
    /** It came in a burst, from one network or one contact, and waits for a look. */
    held?: HeldFor
  }
  /** Out of the held queue: by an officer, or by itself because nobody looked. */
  released: { auto: boolean }
  accepted: Record<string, never>
  /** `officer` is a login as given; `officerId` is who that is. */
  assigned: {
    departmentId: string
    officer?: string
    officerId?: number
    /** Who held it before: what an undo gives it back to. */
    from?: {
      status: Status
      departmentId: string | null
      officerId: number | null
      objectedAt?: string | null
      objectionReason?: string | null
    }
  }
  /** The department that objects. `waits`: it stays there until somebody decides; older records moved at once. */
  objected: { reason: string; departmentId: string | null; waits?: true }
  objection_agreed: { departmentId: string | null; reason: string | null }
  objection_refused: { reason: string; departmentId: string | null }
  /** `outcome` and `applicant` of a disclosure: ids of disclosure.ts. */
  drafted: { replyId: number; version: number; outcome?: string; applicant?: string }
  decline_proposed: { replyId: number; reason: string; redirect: string }
  submitted: { replyId: number; version: number }
  /** `edited`: the reviewer changed the text; the `drafted` before it is theirs. */
  returned: {
    replyId: number
    reason: string
    edited?: true
    /** A 不予受理 that was sent back: what an undo puts before the reviewer again. */
    decline?: { draftedById: number; version: number }
  }
  /** A substantive reply, approved by a second person. */
  answered: { replyId: number; first: boolean }
  /** Approved like a reply. Reason and right place stand in `decline_proposed`, or here. */
  declined: { replyId: number; first: boolean; reason?: string; redirect?: string }
  delivery: {
    replyId: number
    state: 'sent' | 'delivered' | 'read' | 'held' | 'undeliverable'
    via?: string
    code?: string
  }
  extension_requested: { days: number; reason: string }
  extended: { days: number; reason: string; from: CivilDate; to: CivilDate; deadlines: Deadlines }
  /** `deadlines` as they are while the clock stands (where the rule stops it). */
  asked_resident: { text: string; deadlines?: Deadlines }
  supplemented: { text: string; deadlines?: Deadlines } & Acted
  /** Disclosure (政府信息公开条例 art. 32). `until`: when the clock goes on at the latest, ISO 8601. */
  third_party_asked: { text: string; until: string; from: CivilDate; to: CivilDate; deadlines: Deadlines }
  third_party_answered: { text: string; from: CivilDate; to: CivilDate; deadlines: Deadlines }
  /** By a new calendar. `deadlines` with the reply's date: it carries the new explanation. */
  deadline_moved: {
    which: 'accept' | 'reply'
    from: CivilDate
    to: CivilDate
    reason: string
    deadlines?: Deadlines
  }
  merged: { into: string }
  /** Another case was merged into this one. */
  took_in: { number: string }
  /** The case it was merged into will not be answered: it is owed on its own again, as before. */
  left_merge: { from: string; why: 'withdrawn' | 'declined' | 'set_aside' }
  supervised: { instruction: string; dueOn?: CivilDate }
  urged: Acted
  rating_invited: { replyId: number }
  rated: { rating: number; text?: string } & Acted
  reopened: { reason: string; deadlines: Deadlines } & Acted
  withdrawn: { reason?: string } & Acted
  /** No matter at all: a code of set-aside.ts, by a named officer. */
  set_aside: { code: SetAsideCode; note?: string }
  closed: { auto?: boolean }
  published: { openness: string; reason?: string; secrecyChecked?: boolean }
  /** `mentions` were reminded; `unseen` (names) were named but may not see the case. */
  noted: { text: string; mentions?: number[]; unseen?: string[] }
  reminded: { mark: string }
  escalated: { mark: string }
  /** Nothing can be delivered to this resident any more by the channel they came from. */
  unreachable: { reason: 'unfollowed' }
  extension_refused: { reason: string }
  supervision_answered: { text: string }
  /** Takes back the event `seq`, which stays on record. Of an assignment: who holds it again. */
  undone: {
    seq: number
    type: 'assigned' | 'returned' | 'noted'
    departmentId?: string | null
    officerId?: number | null
  }
}

/** An event as read back: what it should hold, none of it certain until looked at. */
export interface EventOf<T extends EventType> extends Omit<CaseEvent, 'type' | 'data'> {
  type: T
  data: { readonly [K in keyof EventData[T]]?: unknown }
}

/** An event as it is recorded. */
export type Happened<E extends EventType = EventType> = {
  [T in E]: Omit<CaseEvent, 'type' | 'data'> & { type: T; data: EventData[T] }
}[E]
