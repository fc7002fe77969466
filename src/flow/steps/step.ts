import type { Step } from '../definition/flow.ts'
import type { Frame, TurnContext } from '../state/state.ts'
import type { CallResult, Input } from '../turn.ts'

/** What happens after a step was entered, or took an answer. */
export type Move =
  | { do: 'wait' }
  | { do: 'go'; to: string | null }
  | { do: 'call'; action: string; args: Record<string, unknown> }
  | { do: 'enter'; flow: string; vars: Record<string, unknown>; shown: Record<string, string>; stay: boolean }
  | { do: 'leave'; outcome: string }

/** One type of step. Each has a file of this shape. */
export interface Runner<S extends Step> {
  /** The conversation comes to this step. */
  enter(step: S, frame: Frame, ctx: TurnContext): Move
  /** The resident answered. `null`: it is no answer to this; the engine looks for another meaning, then asks `retry`. */
  take?(step: S, frame: Frame, input: Input, ctx: TurnContext): Move | null
  /** Nothing else could be made of it either. */
  retry?(step: S, frame: Frame, input: Input, ctx: TurnContext): Move
  /** The call was answered. */
  answered?(step: S, frame: Frame, result: CallResult, ctx: TurnContext): Move
  /** A sub-flow came back. */
  returned?(step: S, frame: Frame, child: Frame, outcome: string, ctx: TurnContext): Move
}

export const WAIT: Move = { do: 'wait' }
export const go = (to: string | null): Move => ({ do: 'go', to })
