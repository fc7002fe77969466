import { asksPersonal, type FlowSet } from '../definition/flow.ts'
import { readState } from '../state/state.ts'
import type { Call, CallResult, Session, Turn, World } from '../turn.ts'
import { versionsIn } from './frames.ts'
import { answerCall } from './turns.ts'

/** Performs a turn's calls, one after the other, until it waits for the resident. The engine limits their number. */
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

/** The world after a call: `set_locale` changes the language for the rest of the turn. */
export const worldAfter = (world: World, { action, args }: Call): World =>
  action === 'set_locale' && typeof args['locale'] === 'string'
    ? { ...world, contact: { ...world.contact, locale: args['locale'] } }
    : world

/** The versions of definitions that a stored session needs; other old versions can be deleted. */
export function versionsOf(session: Session): string[] {
  const state = readState(session)
  return [...new Set([session.version, ...versionsIn([...state.frames, ...(state.draft?.frames ?? [])])])]
}

/** Whether a dialogue is under way; a session without one only keeps a draft. */
export const isUnderWay = (session: Session): boolean => readState(session).frames.length > 0

/** Whether the next message may continue what was said: a dialogue is under way, or a menu waits for a choice. */
export const mayGoOn = (session: Session): boolean =>
  isUnderWay(session) || readState(session).carried !== null

/** Whether a flow is under way that can make a case without the resident's name. */
export const mayBeAnonymous = (flows: FlowSet, session: Session): boolean =>
  readState(session).frames.some(({ version }) =>
    Object.values(flows.byVersion(version)?.steps ?? {}).some(
      step => step.type === 'call' && 'anonymous' in step.args,
    ),
  )

/** The open question of a session: its type, and the variable for its answer. Null when there is none. */
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
