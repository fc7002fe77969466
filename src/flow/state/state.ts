import type { Outbound } from '../../domain/base/message.ts'
import type { Flow, FlowSet, Step } from '../definition/flow.ts'
import type { Session, Turn, World } from '../turn.ts'

/** One flow under way. The last frame is the one being talked about. */
export interface Frame {
  flowId: string
  version: string
  /** Versions of the flows this one can reach, fixed when it began; empty for frames above the base. */
  pins: Readonly<Record<string, string>>
  stepId: string
  vars: Record<string, unknown>
  /** How a value reads, where that differs from the value: `东山村` for `dongshan`. */
  shown: Record<string, string>
  /** Variables that came from outside, not from an answer: what is left after 重来. */
  given: string[]
  /** Variables that calls brought: the office's own words. */
  brought: string[]
  /** Answered questions, oldest first: the way 返回 walks. */
  back: string[]
  /** Wrong answers in a row at this step. */
  tries: number
  /** The confirm step to return to after one answer is changed. */
  edit: string | null
  /** Ask even if the answer is known (on the way back). */
  again: boolean
  /** Pushed by the resident's interruption, not by a `flow` step. */
  interrupt: boolean
  /** Variable of the last free text: a quick second message is added to it. */
  lastText: string | null
  /** Something was done for good: this is no draft any more. */
  committed: boolean
}

export interface Draft {
  frames: Frame[]
  /** Name of the flow, for the offer. */
  name: string
  offered: boolean
}

/** What was said before a menu: it goes along if the very next message is a choice of it. */
export interface Carried {
  vars: Record<string, unknown>
  /** ISO 8601. */
  until: string
  /** The step that showed the menu. */
  flowId: string
  version: string
  stepId: string
}

/** Everything a session remembers between turns; plain JSON. */
export interface State {
  frames: Frame[]
  draft: Draft | null
  carried: Carried | null
  /** Times each `flow.step` with a call was reached: part of the call's key. */
  visits: Record<string, number>
  /** Said in this turn while a call is being answered. */
  said: Outbound[]
  pending: string | null
  /** Calls made since the resident's last input. */
  calls: number
  /** Emergency numbers already given in this session. */
  warned: string[]
  /** When the resident last wrote, ISO 8601. */
  at: string | null
}

/** What one turn works with. Made fresh for each turn; nothing outlives it but `state`. */
export interface TurnContext {
  flows: FlowSet
  world: World
  sessionId: string
  state: State
  out: Outbound[]
  trace: Turn['trace']
}

/** An author's or engine's mistake inside a turn: the chat is released, nothing is thrown outside. */
export class FlowError extends Error {
  override readonly name = 'FlowError'
}

export const emptyState = (): State => ({
  frames: [],
  draft: null,
  carried: null,
  visits: {},
  said: [],
  pending: null,
  calls: 0,
  warned: [],
  at: null,
})

/** What a session remembers, to be read only; an unreadable one counts as empty. */
export function readState(session: Session | null): Readonly<State> {
  const raw = session?.state as Partial<State> | undefined
  return raw && Array.isArray(raw.frames) ? { ...emptyState(), ...raw } : emptyState()
}

/** A working copy of what a session remembers. */
export const stateOf = (session: Session | null): State => copied(readState(session)) as State

/** A copy of plain JSON. structuredClone does the same for any value, and takes several times as long. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copied)
  // The spread makes every key an own property first, `__proto__` too.
  const copy: Record<string, unknown> = { ...value }
  for (const key of Object.keys(copy)) copy[key] = copied(copy[key])
  return copy
}

export const top = (ctx: TurnContext): Frame | undefined => ctx.state.frames.at(-1)

/** Index of the frame that an interruption (or the first flow) began at. */
export function baseIndex(frames: readonly Frame[]): number {
  const at = frames.findLastIndex(frame => frame.interrupt)
  return Math.max(at, 0)
}

export function flowOf(ctx: TurnContext, frame: Pick<Frame, 'flowId' | 'version'>): Flow {
  const flow = ctx.flows.byVersion(frame.version)
  if (!flow) throw new FlowError(`flow ${frame.flowId} version ${frame.version} is not known`)
  return flow
}

export function stepOf(ctx: TurnContext, frame: Frame): Step {
  const step = flowOf(ctx, frame).steps[frame.stepId]
  if (!step) throw new FlowError(`flow ${frame.flowId} has no step ${frame.stepId}`)
  return step
}

export function note(ctx: TurnContext, event: string, detail?: string): void {
  const frame = top(ctx)
  const step = frame ? `${frame.flowId}.${frame.stepId}` : '-'
  ctx.trace.push(detail === undefined ? { step, event } : { step, event, detail: detail.slice(0, 200) })
}
