import type { Choice, MediaKind, Outbound } from '../domain/base/message.ts'
import type { GuideMatch } from '../domain/guides/guide.ts'
import type { Routing } from '../domain/talk/routing.ts'
import type { Understanding } from '../domain/talk/understanding.ts'

/**
 * The engine's outside: what goes into a turn and what comes out. The engine is pure – it is given
 * the session, the input, the world and the time, and returns the next session, what to say, and at
 * most one call it needs answered before it can go on. The shell (usecases/talk/receive-message) runs the
 * call inside the same transaction and resumes with its result.
 */

/** What a resident did, as the engine sees it. */
export interface Input {
  text?: string
  /** The value of a pressed choice, or the key of a menu click. */
  choice?: string
  /** Already stored or being fetched; the engine keeps only ids and kinds. */
  attachments?: { id: number; kind: MediaKind }[]
  location?: { latitude: number; longitude: number; label?: string }
  event?: { name: 'follow' | 'scan' | 'click'; key?: string }
  /** Something came that the channel could not pass on: nothing of it is here. */
  lost?: true
}

/** What the engine may know of the office and of this resident. Data and pure functions only. */
export interface World extends Understanding {
  office: {
    name: string
    botName: string
    phone: string
    areas: readonly { id: string; name: string; aliases: readonly string[] }[]
    categories: readonly { id: string; name: string }[]
    hours: string
  }
  contact: {
    /** Nothing was ever said to this resident before. */
    isNew: boolean
    areaId?: string
    /** Masked, for showing; the engine never holds a phone number it was not just given. */
    phoneKnown?: string
    openCases: number
    /** Cases that have their answer: rated, closed or not. */
    answeredCases?: number
    locale?: string
    /** The case whose answer was sent and not yet rated: a bare 1–5 then means a rating. */
    awaitingRating?: string
  }
  now: Date
}

export type { GuideMatch, Routing }

/** Something only the shell can do; its result names the exit the flow takes and brings variables. */
export interface Call {
  /** An action of the ACTIONS table, e.g. `open_case`. */
  action: string
  args: Record<string, unknown>
  /** The same for every retry of the same turn: what makes a submit idempotent. */
  key: string
}

export interface CallResult {
  /** One of the outcomes the action's table entry lists, e.g. `ok`, `not_found`. */
  outcome: string
  vars?: Record<string, unknown>
}

/** A resident's position, plain JSON: it is serialised between turns. */
export interface Session {
  /** Random, made by the shell at start: part of the submission key. */
  id: string
  flowId: string
  /** Hash of the definition this session started on; a deploy never moves it. */
  version: string
  stepId: string
  /** The engine's own: answers, counters, interrupted steps. */
  state: Record<string, unknown>
  remindAt: string | null
  expiresAt: string | null
}

export interface Turn {
  session: Session | null
  /** What to say now; empty while `call` waits – what was said before the call comes with its answer. */
  messages: Outbound[]
  call: Call | null
  /** What happened, for logs and the `repro` export: author's mistakes at run time end up here. */
  trace: { step: string; event: string; detail?: string }[]
}

export type { Choice }
