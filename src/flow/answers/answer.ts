import type { Choice } from '../../domain/base/message.ts'
import type { AskOf, AskStep } from '../definition/flow.ts'
import type { Frame, TurnContext } from '../state/state.ts'
import type { Input } from '../turn.ts'

/** How a message answers a question. */
export type Answer =
  /** A valid answer. `shown` is its text for people, `go` another step than the next, `also` further variables. */
  | { is: 'value'; value: unknown; shown?: string; go?: string | undefined; also?: Record<string, unknown> }
  /** Valid so far, more is expected (photos). `value` is stored. */
  | { is: 'more'; value: unknown; shown: string; say: string }
  /** No valid answer; `why` says in the resident's language what is needed. */
  | { is: 'wrong'; why: string }

/** One type of question. */
export interface Asking<T extends AskStep['ask']> {
  read(step: AskOf<T>, input: Input, ctx: TurnContext, frame: Frame): Answer
  /** The options, if the question has any. */
  choices?(
    step: AskOf<T>,
    ctx: TurnContext,
    frame: Frame,
  ): (Choice & { aliases: readonly string[]; go?: string | undefined })[]
  /** Any text is an answer, so global words and questions must be recognised first. */
  free: boolean
}
