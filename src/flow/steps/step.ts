import type { Step } from '../definition/flow.ts'
import type { Frame, TurnContext } from '../state/state.ts'
import type { CallResult, Input } from '../turn.ts'

/** What follows after a step was entered or took an answer. */
export type Move =
  | { do: 'wait' }
  | { do: 'go'; to: string | null }
  | { do: 'call'; action: string; args: Record<string, unknown> }
  | { do: 'enter'; flow: string; vars: Record<string, unknown>; shown: Record<string, string>; stay: boolean }
  | { do: 'leave'; outcome: string }

/** The implementation of a type of step. Each has its own file. */
export interface Runner<S extends Step> {
  /** The dialogue reaches this step. */
  enter(step: S, frame: Frame, ctx: TurnContext): Move
  /** Takes the resident's message. `null` when it is no answer: the engine then looks for another meaning, and calls `retry` if there is none. */
  take?(step: S, frame: Frame, input: Input, ctx: TurnContext): Move | null
  /** The message has no other meaning either. */
  retry?(step: S, frame: Frame, input: Input, ctx: TurnContext): Move
  /** The shell has performed the call. */
  answered?(step: S, frame: Frame, result: CallResult, ctx: TurnContext): Move
  /** A sub-flow has ended. */
  returned?(step: S, frame: Frame, child: Frame, outcome: string, ctx: TurnContext): Move
}

export const WAIT: Move = { do: 'wait' }
export const go = (to: string | null): Move => ({ do: 'go', to })
