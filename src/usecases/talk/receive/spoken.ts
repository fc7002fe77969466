import type { Outbound } from '../../../domain/base/message.ts'
import type { Stand } from '../../../store/talk/inbound.ts'
import type { Hide } from '../../cases/anonymous.ts'

/** What the office says to a message, and what saying it brought about. */
export interface Spoken {
  messages: readonly Outbound[]
  /** Numbers of cases that changed. */
  changed?: readonly string[]
  /** The turn is about an anonymous case: what the bot read back is kept without its writer. */
  hide?: Hide | undefined
  /** Where the message stands after it. */
  stand?: Stand
  /** The dialogue stands at another question than before. */
  moved?: boolean
}

export const SILENCE: Spoken = { messages: [] }
