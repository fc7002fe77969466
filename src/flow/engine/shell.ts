import type { FlowSet } from '../definition/flow.ts'
import type { Call, CallResult, Session, Turn, World } from '../turn.ts'
import { versionsIn } from './frames.ts'
import { stateOf } from './state.ts'
import { answerCall } from './turns.ts'

/** Answers a turn's calls, one after the other, until it has something to say. The engine bounds how many there are. */
export async function settle(
  flows: FlowSet,
  turn: Turn,
  world: World,
  perform: (call: Call) => Promise<CallResult>,
): Promise<Turn> {
  let at = turn
  const trace = [...turn.trace]
  while (at.call && at.session) {
    at = answerCall(flows, at.session, await perform(at.call), world)
    trace.push(...at.trace)
  }
  return { ...at, trace }
}

/** The definition versions a stored session needs; any other old version may be forgotten. */
export function versionsOf(session: Session): string[] {
  const state = stateOf(session)
  return [...new Set([session.version, ...versionsIn([...state.frames, ...(state.draft?.frames ?? [])])])]
}

/** Whether a question is open; a session without one only keeps a draft. */
export const isUnderWay = (session: Session): boolean => stateOf(session).frames.length > 0
