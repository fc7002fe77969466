import { onceFor } from '../../domain/base/once-for.ts'
import type { Flow, FlowSet } from '../definition/flow.ts'
import { LIMITS } from '../limits.ts'
import { FlowError, type Frame, type TurnContext } from '../state/state.ts'

/** The versions of `flow` and of all flows it can reach: a dialogue keeps them when the office changes its flows. */
function pinsOf(flows: FlowSet, flow: Flow): Readonly<Record<string, string>> {
  const known = knownPins(flows)
  const found = known.get(flow) ?? walkPins(flows, flow)
  known.set(flow, found)
  return found
}

const knownPins = onceFor((_: FlowSet) => new Map<Flow, Readonly<Record<string, string>>>())

function walkPins(flows: FlowSet, flow: Flow): Readonly<Record<string, string>> {
  const pins: Record<string, string> = {}
  const todo = [flow]
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (Object.hasOwn(pins, at.id)) continue
    pins[at.id] = at.version
    for (const step of Object.values(at.steps)) {
      const next = step.type === 'flow' ? flows.current(step.flow) : undefined
      if (next) todo.push(next)
    }
  }
  return pins
}

interface FrameOptions {
  vars?: Record<string, unknown>
  shown?: Record<string, string>
  interrupt?: boolean
  pins?: Readonly<Record<string, string>>
}

/** A new frame at the start of a flow. Variables that the flow does not declare are ignored. */
export function frameFor(ctx: TurnContext, flow: Flow, options: FrameOptions = {}): Frame {
  const vars: Record<string, unknown> = { ...flow.defaults, ...options.vars }
  const given = flow.vars.filter(name => vars[name] !== undefined)
  return {
    flowId: flow.id,
    version: flow.version,
    pins: options.pins ?? pinsOf(ctx.flows, flow),
    stepId: flow.start,
    vars: Object.fromEntries(given.map(name => [name, vars[name]])),
    shown: Object.fromEntries(Object.entries(options.shown ?? {}).filter(([name]) => given.includes(name))),
    given,
    brought: [],
    back: [],
    tries: 0,
    edit: null,
    again: false,
    interrupt: options.interrupt ?? false,
    lastText: typeof vars['text'] === 'string' && given.includes('text') ? 'text' : null,
    committed: false,
  }
}

/** A flow in the version that the frames are pinned to, otherwise the current one. */
export function reachable(ctx: TurnContext, id: string): Flow {
  const pin = ctx.state.frames.findLast(frame => Object.hasOwn(frame.pins, id))?.pins[id]
  const flow = (pin === undefined ? undefined : ctx.flows.byVersion(pin)) ?? ctx.flows.current(id)
  if (!flow) throw new FlowError(`no flow ${id}`)
  return flow
}

/** Whether another sub-flow can begin. */
export const fits = (ctx: TurnContext): boolean => ctx.state.frames.length < LIMITS.depth

/** Whether an interruption can begin. */
export const mayInterrupt = (ctx: TurnContext): boolean => ctx.state.frames.length < LIMITS.interruptBelow

/** All versions that a stored state needs. */
export const versionsIn = (frames: readonly Frame[]): string[] =>
  frames.flatMap(frame => [frame.version, ...Object.values(frame.pins)])
