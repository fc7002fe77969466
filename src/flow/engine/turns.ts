import type { Flow, FlowSet } from '../definition/flow.ts'
import { durationMs } from '../definition/texts.ts'
import { LIMITS } from '../limits.ts'
import { joined, render, say } from '../state/render.ts'
import {
  FlowError,
  flowOf,
  note,
  type State,
  stateOf,
  stepOf,
  type TurnContext,
  top,
} from '../state/state.ts'
import { runnerOf } from '../steps/mod.ts'
import type { Call, CallResult, Input, Session, Turn, World } from '../turn.ts'
import { clean } from '../words/normalize.ts'
import { phrase } from '../words/phrases.ts'
import { type Amendment, amend, holdsWords } from './amend.ts'
import { keepDraft, release } from './drafts.ts'
import { frameFor } from './frames.ts'
import { walk } from './loop.ts'
import { receive } from './receive.ts'

/** The five events of a dialogue. Each function is pure and does not throw. */

export interface BeginOptions {
  /** Id of a new session: random, made by the shell. */
  sessionId: string
  vars?: Record<string, unknown>
  /** The resident's current session, if any; what is unfinished in it becomes a draft. */
  session?: Session | null
}

/** Begins a flow without a message of the resident, such as after a reply was sent or from a QR code. */
export function begin(flows: FlowSet, flowId: string, options: BeginOptions, world: World): Turn {
  const session = options.session ?? null
  return turn(flows, session, session?.id ?? options.sessionId, world, ctx => {
    if (ctx.state.frames.length > 0) keepDraft(ctx)
    const flow = flows.current(flowId)
    if (!flow) throw new FlowError(`no flow ${flowId}`)
    ctx.state.frames = [frameFor(ctx, flow, options.vars ? { vars: options.vars } : {})]
    ctx.state.calls = 0
    note(ctx, 'begin', flowId)
    return walk(ctx)
  })
}

/** Characters before a cut that are shown, so that the resident knows where to go on. */
const CUT_SHOWN = 15

/** Handles a message. Without a session it is routed as a first message. `key` identifies the message in the trace. */
export function resume(
  flows: FlowSet,
  session: Session | null,
  input: Input,
  world: World,
  ids: { sessionId: string; key?: string },
): Turn {
  return turn(flows, session, session?.id ?? ids.sessionId, world, ctx => {
    note(ctx, 'input', ids.key)
    const { text, cutFrom } = clean(input.text ?? input.choice)
    if (cutFrom !== null) {
      const kept = [...text]
      const end = kept.slice(-CUT_SHOWN).join('').replace(/\s+/gu, ' ')
      say(ctx, { text: phrase(world.contact.locale, 'tooLong', { n: cutFrom, max: kept.length, end }) })
      note(ctx, 'cut', String(cutFrom))
    }
    const { text: _, ...rest } = input
    const call = receive(ctx, text === '' ? rest : { ...rest, text })
    ctx.state.at = world.now.toISOString()
    return heard(ctx, call)
  })
}

/** Handles the shell's answer to `Turn.call`. The turn contains everything to say since the resident's message. */
export function answerCall(flows: FlowSet, session: Session, result: CallResult, world: World): Turn {
  return turn(flows, session, session.id, world, ctx => {
    const frame = top(ctx)
    if (!frame || ctx.state.pending === null) {
      note(ctx, 'unexpected-answer', result.outcome)
      return null
    }
    note(ctx, 'answered', `${ctx.state.pending} ${result.outcome}`)
    ctx.state.pending = null
    const step = stepOf(ctx, frame)
    const move = runnerOf(step).answered?.(step, frame, result, ctx)
    if (!move) throw new FlowError(`step ${step.id} takes no answer`)
    return heard(ctx, walk(ctx, move))
  })
}

/**
 * Handles an edited message. Null when no flow under way and no draft contains the first wording: then the caller decides
 * what becomes of the new one.
 */
export function amendWords(flows: FlowSet, session: Session, change: Amendment, world: World): Turn | null {
  let held = false
  const made = turn(flows, session, session.id, world, ctx => {
    held = holdsWords(ctx, change)
    return held ? heard(ctx, amend(ctx, change)) : null
  })
  return held ? made : null
}

/** Handles a timer: reminds the resident, or turns what is under way into a draft. */
export function fireTimer(flows: FlowSet, session: Session, timer: 'remind' | 'expire', world: World): Turn {
  const made = turn(flows, session, session.id, world, ctx => {
    note(ctx, timer)
    const base = ctx.state.frames[0]
    if (timer === 'remind') {
      const remind = base && flowOf(ctx, base).remind
      if (remind) say(ctx, { text: render(ctx, base, remind.say) })
    } else if (base) {
      if (!keepDraft(ctx)) note(ctx, 'expired')
      if (ctx.state.draft) ctx.state.draft.offered = false
      ctx.state.frames = []
    } else ctx.state.draft = null
    ctx.state.carried = null
    return null
  })
  if (timer === 'expire' || !made.session) return made
  return { ...made, session: { ...made.session, remindAt: null, expiresAt: session.expiresAt } }
}

/** Makes sure that the resident gets an answer, even if the flow ends without one. */
function heard(ctx: TurnContext, call: Call | null): Call | null {
  if (call === null && ctx.out.length + ctx.state.said.length === 0) {
    say(ctx, { text: phrase(ctx.world.contact.locale, 'fine') })
  }
  return call
}

function turn(
  flows: FlowSet,
  session: Session | null,
  sessionId: string,
  world: World,
  body: (ctx: TurnContext) => Call | null,
): Turn {
  const ctx: TurnContext = { flows, world, sessionId, state: stateOf(session), out: [], trace: [] }
  let call: Call | null = null
  try {
    call = body(ctx)
  } catch (error) {
    // Releasing may fail, too, because of a broken definition: then an apology must be enough.
    try {
      release(ctx, error)
    } catch {
      ctx.state.frames = []
      ctx.state.draft = null
      ctx.out.push({ text: phrase(world.contact.locale, 'failed') })
    }
  }
  return settled(ctx, call)
}

/** Ends the turn: the messages to send and the session to store. */
function settled(ctx: TurnContext, call: Call | null): Turn {
  const { state, trace } = ctx
  const all = [...state.said, ...ctx.out]
  state.said = call ? all : []
  if (state.frames.length > 0) state.carried = null
  if (state.frames.length === 0 && !state.draft && !state.carried)
    return { session: null, messages: joined(all), call: null, trace }
  if (JSON.stringify(state).length > LIMITS.session) {
    note(ctx, 'too-big', 'session')
    state.draft = null
  }
  return { session: sessionOf(ctx), messages: call ? [] : joined(all), call, trace }
}

function sessionOf(ctx: TurnContext): Session {
  const { state, sessionId, world } = ctx
  const base = state.frames[0] ?? state.draft?.frames[0] ?? state.carried!
  const flow = safely(() => flowOf(ctx, base))
  const after = (ms: number) => new Date(world.now.getTime() + ms).toISOString()
  const active = state.frames.length > 0
  return {
    id: sessionId,
    flowId: base.flowId,
    version: base.version,
    stepId: (top(ctx) ?? base).stepId,
    state: state as unknown as Record<string, unknown>,
    remindAt: active && flow?.remind ? after(durationMs(flow.remind.after)) : null,
    expiresAt: after(active && flow ? durationMs(flow.expire.after) : idleMs(state)),
  }
}

const idleMs = (state: State): number => (state.draft ? LIMITS.draftMs : LIMITS.carryMs)

const safely = (find: () => Flow): Flow | undefined => {
  try {
    return find()
  } catch {
    return undefined
  }
}
