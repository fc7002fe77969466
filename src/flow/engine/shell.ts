import { asksPersonal, type FlowSet } from '../definition/flow.ts'
import { readState } from '../state/state.ts'
import type { Call, CallResult, Session, Turn, World } from '../turn.ts'
import { versionsIn } from './frames.ts'
import { answerCall } from './turns.ts'

/** Answers a turn's calls, one after the other, until it has something to say. The engine bounds how many there are. */
export async function settle(
  flows: FlowSet,
  turn: Turn,
  world: World,
  perform: (call: Call) => Promise<CallResult>,
): Promise<Turn> {
  let at = turn
  let here = world
  const trace = [...turn.trace]
  while (at.call && at.session) {
    const { call, session } = at
    const result = await perform(call)
    here = worldAfter(here, call)
    at = answerCall(flows, session, result, here)
    trace.push(...at.trace)
  }
  return { ...at, trace }
}

/** What a call changed of what the engine knows: the rest of the turn is said in the new language. */
export const worldAfter = (world: World, { action, args }: Call): World =>
  action === 'set_locale' && typeof args['locale'] === 'string'
    ? { ...world, contact: { ...world.contact, locale: args['locale'] } }
    : world

/** The definition versions a stored session needs; any other old version may be forgotten. */
export function versionsOf(session: Session): string[] {
  const state = readState(session)
  return [...new Set([session.version, ...versionsIn([...state.frames, ...(state.draft?.frames ?? [])])])]
}

/** Whether a question is open; a session without one only keeps a draft. */
export const isUnderWay = (session: Session): boolean => readState(session).frames.length > 0

/** The question a session waits at: of what kind, and the variable its answer goes to. Null when none is open. */
export function openQuestion(
  flows: FlowSet,
  session: Session | null,
): { flow: string; step: string; ask: string; as: string; personal?: true } | null {
  const frame = readState(session).frames.at(-1)
  const step = frame && flows.byVersion(frame.version)?.steps[frame.stepId]
  if (step?.type !== 'ask') return null
  const { id, ask, as } = step
  return { flow: frame!.flowId, step: id, ask, as, ...(asksPersonal(step) && { personal: true }) }
}
