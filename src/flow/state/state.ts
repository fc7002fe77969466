import type { MediaKind, Outbound } from '../../domain/base/message.ts'
import type { Flow, FlowSet, Step } from '../definition/flow.ts'
import type { Session, Turn, World } from '../turn.ts'

/** A flow under way. The last frame is the current one. */
export interface Frame {
  flowId: string
  version: string
  /** Versions of the flows that this one can reach, fixed at its beginning; empty for frames above the base. */
  pins: Readonly<Record<string, string>>
  stepId: string
  vars: Record<string, unknown>
  /** Text of a value for people, where it differs from the value: `东山村` for `dongshan`. */
  shown: Record<string, string>
  /** Variables that the flow was given, not answers: 重来 keeps them. */
  given: string[]
  /** Variables that calls returned: the office's own texts. */
  brought: string[]
  /** Answered questions, oldest first: 返回 goes back through them. */
  back: string[]
  /** Wrong answers in a row at this step. */
  tries: number
  /** The confirm step to return to after an answer is changed. */
  edit: string | null
  /** Ask even if the answer is known, as after 返回. */
  again: boolean
  /** Begun by an interruption of the resident, not by a `flow` step. */
  interrupt: boolean
  /** Variable of the last free text, to which a quick second message is added. */
  lastText: string | null
  /** A call has changed something permanently, so this is no draft any more. */
  committed: boolean
}

interface Draft {
  frames: Frame[]
  /** Name of the flow, for the offer. */
  name: string
  offered: boolean
}

/** Variables from before a menu: the chosen flow gets them if the next message is a choice. */
export interface Carried {
  vars: Record<string, unknown>
  /** ISO 8601. */
  until: string
  /** The step that showed the menu. */
  flowId: string
  version: string
  stepId: string
}

/** The state of a session between turns; plain JSON. */
export interface State {
  frames: Frame[]
  draft: Draft | null
  carried: Carried | null
  /** Visits of each `flow.step` with a call: part of the call's key. */
  visits: Record<string, number>
  /** Messages of this turn from before the pending call. */
  said: Outbound[]
  pending: string | null
  /** Calls made since the resident's last input. */
  calls: number
  /** Emergency numbers already given in this session. */
  warned: string[]
  /** The kinds of the latest files of this session, by their ids. */
  files: Record<string, MediaKind>
  /** When the resident last wrote, ISO 8601. */
  at: string | null
  /** What was said before each list of guides that the resident passed over, in a row. */
  passed: string[]
}

/** The working data of a turn. Only `state` outlives it. */
export interface TurnContext {
  flows: FlowSet
  world: World
  sessionId: string
  state: State
  out: Outbound[]
  trace: Turn['trace']
}

/** A mistake of an author or of the engine during a turn. The dialogue is released; the error does not leave the engine. */
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
  files: {},
  at: null,
  passed: [],
})

/** The state of a session, for reading only; an unreadable one counts as empty. */
export function readState(session: Session | null): Readonly<State> {
  const raw = session?.state as Partial<State> | undefined
  return raw && Array.isArray(raw.frames) ? { ...emptyState(), ...raw } : emptyState()
}

/** A copy of a session's state, which the turn may change. */
export const stateOf = (session: Session | null): State => copied(readState(session)) as State

/** Copies plain JSON. structuredClone copies any value, but takes several times as long. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copied)
  // The spread makes every key an own property, also `__proto__`, so that assigning to it is safe.
  const copy: Record<string, unknown> = { ...value }
  for (const key of Object.keys(copy)) copy[key] = copied(copy[key])
  return copy
}

export const top = (ctx: TurnContext): Frame | undefined => ctx.state.frames.at(-1)

/** Index of the frame with which the current interruption (or the dialogue) began. */
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
