import { idsOf } from '../answers/photos.ts'
import { LIMITS } from '../limits.ts'
import { say } from '../state/render.ts'
import { FlowError, note, stepOf, type TurnContext, top } from '../state/state.ts'
import { runnerOf } from '../steps/mod.ts'
import type { Move } from '../steps/step.ts'
import type { Call } from '../turn.ts'
import { isOnlyLinks } from '../words/links.ts'
import { phrase } from '../words/phrases.ts'
import { firstContact } from './first-contact.ts'
import { fits, frameFor, reachable } from './frames.ts'
import { collect } from './sent.ts'

/** Runs steps until the resident or the shell must answer, or all flows have ended. */
export function walk(ctx: TurnContext, first?: Move): Call | null {
  let move = first
  for (let i = 0; i < LIMITS.steps; i++) {
    const frame = top(ctx)
    if (!frame) return null
    const step = stepOf(ctx, frame)
    move ??= runnerOf(step).enter(step, frame, ctx)
    const now: Move = move
    move = undefined
    switch (now.do) {
      case 'wait':
        return null
      case 'go':
        if (now.to === null) throw new FlowError(`step ${step.id} leads nowhere`)
        frame.stepId = now.to
        frame.tries = 0
        break
      case 'call':
        return makeCall(ctx, now.action, now.args)
      case 'enter':
        enter(ctx, now)
        break
      case 'leave':
        move = leave(ctx, now.outcome)
    }
  }
  throw new FlowError(`more than ${LIMITS.steps} steps without waiting`)
}

/** Makes a call. Its key is the same for every retry of the turn and different for each visit of the step. */
function makeCall(ctx: TurnContext, action: string, args: Record<string, unknown>): Call {
  if (++ctx.state.calls > LIMITS.calls) throw new FlowError(`more than ${LIMITS.calls} calls for one message`)
  const frame = top(ctx)!
  const place = `${frame.flowId}.${frame.stepId}`
  const visit = (ctx.state.visits[place] ?? 0) + 1
  ctx.state.visits[place] = visit
  ctx.state.pending = action
  note(ctx, 'call', action)
  return { action, args, key: `${ctx.sessionId}:${place}:${visit}` }
}

function enter(ctx: TurnContext, move: Extract<Move, { do: 'enter' }>): void {
  const flow = reachable(ctx, move.flow)
  const caller = top(ctx)!
  if (move.stay && !fits(ctx)) throw new FlowError(`more than ${LIMITS.depth} flows on top of each other`)
  const options = { vars: move.vars, shown: move.shown }
  if (move.stay) ctx.state.frames.push(frameFor(ctx, flow, { ...options, pins: {} }))
  else {
    // The next flow replaces this one and has the same pinned versions.
    const next = frameFor(ctx, flow, { ...options, interrupt: caller.interrupt, pins: caller.pins })
    ctx.state.frames.splice(-1, 1, next)
  }
  note(ctx, 'begin', flow.id)
}

/** Ends the top flow. @returns the next move of the flow below */
function leave(ctx: TurnContext, outcome: string): Move | undefined {
  note(ctx, 'end', outcome)
  const child = ctx.state.frames.pop()!
  if (outcome === 'resume_draft' || outcome === 'drop_draft') return afterDraft(ctx, outcome, child.vars)
  const parent = top(ctx)
  if (!parent) return undefined
  if (child.interrupt) {
    say(ctx, { text: phrase(ctx.world.contact.locale, 'backToIt') })
    parent.again = true
    return undefined
  }
  const step = stepOf(ctx, parent)
  return runnerOf(step).returned?.(step, parent, child, outcome, ctx)
}

/** Continues or drops the draft; what came while it was offered goes with it, or is then the first message. */
function afterDraft(ctx: TurnContext, outcome: string, held: Record<string, unknown>): undefined {
  const { draft } = ctx.state
  ctx.state.draft = null
  const attachments = idsOf(held['photos']).flatMap(id => {
    const kind = ctx.state.files[String(id)]
    return kind === undefined ? [] : [{ id, kind }]
  })
  if (outcome === 'resume_draft' && draft) {
    restore(ctx, draft.frames)
    const frame = top(ctx)
    if (frame && attachments.length > 0) collect(ctx, stepOf(ctx, frame), frame, { attachments })
    return
  }
  const text = typeof held['text'] === 'string' ? held['text'] : ''
  if (text === '' && attachments.length === 0) return
  const said = text === '' ? {} : isOnlyLinks(text) ? { link: text } : { text }
  startFirst(ctx, { ...said, ...(attachments.length > 0 && { attachments }) })
}

/** Restores the flows of a draft and repeats their open question. */
export function restore(ctx: TurnContext, frames: TurnContext['state']['frames']): void {
  ctx.state.frames = frames
  const frame = top(ctx)
  if (frame) frame.again = true
  note(ctx, 'draft-resumed')
}

/** The trace event for text from before the menu that a flow takes over. */
export const CARRIED_EVENT = 'carried'

/**
 * Begins the flow of a first message, when none is under way. `carried` are variables from before the menu; the flow gets
 * those that it declares.
 */
export function startFirst(
  ctx: TurnContext,
  input: Parameters<typeof firstContact>[0],
  carried: Record<string, unknown> = {},
): void {
  const { flow, vars, shown } = firstContact(input, ctx)
  ctx.state.frames.push(frameFor(ctx, reachable(ctx, flow), { vars: { ...carried, ...vars }, shown }))
  if (Object.keys(carried).length > 0) note(ctx, CARRIED_EVENT)
  note(ctx, 'begin', flow)
}
