import type { Choice } from '../../domain/base/message.ts'
import type { AskOf, AskStep } from '../definition/flow.ts'
import type { Frame, TurnContext } from '../state/state.ts'
import type { Input } from '../turn.ts'

/** What a resident's message is worth as an answer to one question. */
export type Answer =
  /** An answer; `shown` is how it reads; `go` leads somewhere else than the next step; `also` are further variables. */
  | { is: 'value'; value: unknown; shown?: string; go?: string | undefined; also?: Record<string, unknown> }
  /** Good so far, still waiting for more (photos). `value` is kept. */
  | { is: 'more'; value: unknown; shown: string; say: string }
  /** Not an answer; `why` says in the resident's language what is needed. */
  | { is: 'wrong'; why: string }

/** One type of question. */
export interface Asking<T extends AskStep['ask']> {
  read(step: AskOf<T>, input: Input, ctx: TurnContext, frame: Frame): Answer
  /** What can be picked, if anything. */
  choices?(
    step: AskOf<T>,
    ctx: TurnContext,
    frame: Frame,
  ): (Choice & { aliases: readonly string[]; go?: string | undefined })[]
  /** Any text is an answer: global words and questions must be looked for first. */
  free: boolean
}
