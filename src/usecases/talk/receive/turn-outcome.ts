import type { Outbound } from '../../../domain/base/message.ts'
import type { ContactAndCase } from '../../../store/talk/inbound.ts'
import type { Hide } from '../../cases/anonymous.ts'

/** The answer to a message, and the effects of the turn. */
export interface TurnOutcome {
  messages: readonly Outbound[]
  /** Numbers of cases that changed. */
  changed?: readonly string[]
  /** Set when the turn concerns an anonymous case: removes its writer from the answer as stored. */
  hide?: Hide | undefined
  /** The contact and case of the message after the turn. */
  storedAs?: ContactAndCase
  /** Whether the dialogue went on to another question. */
  moved?: boolean
}

export const NO_ANSWER: TurnOutcome = { messages: [] }
