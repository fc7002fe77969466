import type { Choice, MediaKind, Outbound } from '../domain/base/message.ts'
import type { NotPassed } from '../domain/base/not-passed.ts'
import type { GuideMatch } from '../domain/guides/guide.ts'
import type { Routing } from '../domain/talk/routing.ts'
import type { Reading, Understanding } from '../domain/talk/understanding.ts'

/**
 * Input and output of a turn. The engine is pure: from the session, the message, the world and the time it computes the next
 * session, what to say, and at most one call whose result it needs. The shell (usecases/talk/receive-message) performs the
 * call in the same transaction and passes the result on.
 */

/** A message or event from a resident. */
export interface Input {
  text?: string
  /** The value of a pressed choice, or the key of a menu click. */
  choice?: string
  /** Files, stored or being fetched; the engine knows only their ids and kinds. */
  attachments?: { id: number; kind: MediaKind }[]
  location?: { latitude: number; longitude: number; label?: string }
  event?: { name: 'follow' | 'scan' | 'click'; key?: string }
  /** Title and address of a page that was sent instead of words. */
  link?: string
  /** The channel could not pass on the content; what it was, if that is known. */
  lost?: NotPassed
}

/** What the engine knows of the office and of this resident: data and pure functions. */
export interface World extends Understanding, Reading {
  office: {
    name: string
    botName: string
    phone: string
    areas: readonly { id: string; name: string; aliases: readonly string[] }[]
    categories: readonly { id: string; name: string }[]
    hours: string
  }
  contact: {
    /** The office has never said anything to this resident. */
    isNew: boolean
    areaId?: string
    /** Masked, for display; the engine sees a phone number only when the resident sends it. */
    phoneKnown?: string
    openCases: number
    /** Number of answered cases, also rated or closed ones. */
    answeredCases?: number
    locale?: string
    /** The answered case that is not rated yet: a message of 1 to 5 is then its rating. */
    awaitingRating?: string
  }
  now: Date
}

export type { GuideMatch, Routing }

/** An action that the shell performs; its result decides the exit of the step and returns variables. */
export interface Call {
  /** An action of the ACTIONS table, e.g. `open_case`. */
  action: string
  args: Record<string, unknown>
  /** The same for every retry of the turn: it makes a submission idempotent. */
  key: string
}

export interface CallResult {
  /** One of the action's outcomes, e.g. `ok`, `not_found`. */
  outcome: string
  vars?: Record<string, unknown>
}

/** A resident's position in a dialogue: plain JSON, serialised between turns. */
export interface Session {
  /** Random, made by the shell; part of the submission key. */
  id: string
  flowId: string
  /** Version of the definition that the session began with; a new version does not change it. */
  version: string
  stepId: string
  /** The engine's state: answers, counters, interrupted steps. */
  state: Record<string, unknown>
  remindAt: string | null
  expiresAt: string | null
}

export interface Turn {
  session: Session | null
  /** What to say now; empty while `call` waits: what was said before the call is returned with its answer. */
  messages: Outbound[]
  call: Call | null
  /** The events of the turn, for logs and the `repro` export, with authors' mistakes at run time. */
  trace: { step: string; event: string; detail?: string }[]
}

export type { Choice }
