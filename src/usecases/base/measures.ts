import type { ChatChannel, SendResult } from '../../domain/base/message.ts'

/** What became of one delivery of a channel: `silent` was stored and needs no answer, `failed` was not stored. */
export type Handled = 'answered' | 'silent' | 'repeated' | 'failed'

export type SignInOutcome = 'signed_in' | 'wrong_password' | 'wrong_code'

export interface ServedRequest {
  method: string
  /** The pattern of the route (`/desk/cases/:number`), never the address; undefined where none matched. */
  route: string | undefined
  status: number
  seconds: number
}

/**
 * What a process counts about its own work, for `/metrics`. Every label comes from a closed table: no name, number, text or
 * address of anybody. Absent where METRICS_TOKEN is not set.
 */
export interface Measures {
  messageHandled(channel: ChatChannel, outcome: Handled, seconds: number): void
  /** One attempt at sending a message from the outbox. */
  messageTried(channel: string, result: SendResult): void
  signIn(outcome: SignInOutcome): void
  requestServed(request: ServedRequest): void
  languageModelFailed(): void
  /** All of it in the text format of Prometheus, with the state of the office as of at most 15 seconds ago. */
  text(): Promise<{ type: string; body: string }>
}
