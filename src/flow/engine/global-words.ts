import type { Step } from '../definition/flow.ts'
import { say } from '../state/render.ts'
import { baseIndex, type Frame, flowOf, note, type TurnContext, top } from '../state/state.ts'
import { skip } from '../steps/ask.ts'
import type { Move } from '../steps/step.ts'
import type { Call } from '../turn.ts'
import { phrase } from '../words/phrases.ts'
import type { Word } from '../words/words.ts'
import { keepDraft, sayKept } from './drafts.ts'
import { ENGINE_FLOWS } from './first-contact.ts'
import { frameFor, mayInterrupt } from './frames.ts'
import { restore, walk } from './loop.ts'

/** What follows a global word: a move of the step, a walk from the current step, waiting, or undefined when it is not handled. */
type Handled = Move | 'walk' | 'wait' | undefined

/** Handles 返回 取消 算了 跳过 重来 人工 菜单 接着写 at any step. */
export function globalWord(word: Word, ctx: TurnContext, step: Step, frame: Frame): Handled {
  note(ctx, 'word', word)
  return HANDLERS[word](ctx, step, frame)
}

const HANDLERS: Record<Word, (ctx: TurnContext, step: Step, frame: Frame) => Handled> = {
  back,
  cancel,
  leave,
  skip: skipStep,
  restart,
  person,
  menu,
  resume,
}

function back(ctx: TurnContext, _step: Step, frame: Frame): Handled {
  if (frame.edit !== null) {
    frame.stepId = frame.edit
    frame.edit = null
    frame.again = false
    return 'walk'
  }
  const base = baseIndex(ctx.state.frames)
  const at = ctx.state.frames.findLastIndex((f, i) => i >= base && f.back.length > 0)
  if (at === -1) {
    say(ctx, { text: phrase(ctx.world.contact.locale, 'firstStep') })
    frame.again = true
    return 'walk'
  }
  ctx.state.frames = ctx.state.frames.slice(0, at + 1)
  const to = top(ctx)!
  to.stepId = to.back.pop()!
  to.tries = 0
  to.again = true
  return 'walk'
}

function cancel(ctx: TurnContext): Handled {
  const base = baseIndex(ctx.state.frames)
  say(ctx, { text: phrase(ctx.world.contact.locale, 'cancelled') })
  ctx.state.frames = ctx.state.frames.slice(0, base)
  const below = top(ctx)
  if (!below) return 'wait'
  say(ctx, { text: phrase(ctx.world.contact.locale, 'backToIt') })
  below.again = true
  return 'walk'
}

/** 算了: keeps the text as a draft, because people say it lightly. An interrupted flow continues, as after 取消. */
function leave(ctx: TurnContext): Handled {
  if (baseIndex(ctx.state.frames) > 0) {
    note(ctx, 'word', 'cancel')
    return cancel(ctx)
  }
  const kept = keepDraft(ctx)
  ctx.state.frames = []
  say(ctx, { text: phrase(ctx.world.contact.locale, 'leftOff') })
  if (kept) sayKept(ctx)
  return 'wait'
}

function skipStep(ctx: TurnContext, step: Step, frame: Frame): Handled {
  if (step.type === 'ask' && step.optional) return skip(step, frame, ctx)
  say(ctx, { text: phrase(ctx.world.contact.locale, 'notOptional') })
  frame.again = true
  return 'walk'
}

/** 重来: starts again at the first question, with the variables the flow was given but without its answers. */
function restart(ctx: TurnContext): Handled {
  const base = baseIndex(ctx.state.frames)
  const frame = ctx.state.frames[base]!
  const flow = flowOf(ctx, frame)
  const asked = new Set(Object.values(flow.steps).flatMap(s => (s.type === 'ask' ? [s.as] : [])))
  const vars = Object.fromEntries(
    Object.entries(frame.vars).filter(([k]) => frame.given.includes(k) && !asked.has(k)),
  )
  const fresh = frameFor(ctx, flow, {
    vars,
    shown: frame.shown,
    interrupt: frame.interrupt,
    pins: frame.pins,
  })
  ctx.state.frames = [...ctx.state.frames.slice(0, base), fresh]
  say(ctx, { text: phrase(ctx.world.contact.locale, 'restarted') })
  return 'walk'
}

function person(ctx: TurnContext, _step: Step, frame: Frame): Handled {
  const flow = ctx.flows.current(ENGINE_FLOWS.handOver)
  const already = ctx.state.frames.some(f => f.flowId === ENGINE_FLOWS.handOver)
  if (flow && !already && mayInterrupt(ctx)) {
    ctx.state.frames.push(frameFor(ctx, flow, { interrupt: true }))
    return 'walk'
  }
  say(ctx, { text: phrase(ctx.world.contact.locale, 'failedPhone', { phone: ctx.world.office.phone }) })
  frame.again = true
  return 'walk'
}

function menu(ctx: TurnContext, _step: Step, frame: Frame): Handled {
  const flow = ctx.flows.current(ENGINE_FLOWS.menu)
  if (!flow) {
    frame.again = true
    return 'walk'
  }
  const kept = keepDraft(ctx)
  ctx.state.frames = [frameFor(ctx, flow)]
  if (kept) sayKept(ctx)
  return 'walk'
}

/** 接着写: continues the draft, also in the middle of another flow. Without a draft it is an ordinary text. */
function resume(ctx: TurnContext): Handled {
  const { draft } = ctx.state
  if (!draft) return undefined
  ctx.state.draft = null
  keepDraft(ctx)
  restore(ctx, draft.frames)
  return 'walk'
}

/** Begins a flow: as an interruption, after which the open question is asked again, or by itself. */
export function begin(
  ctx: TurnContext,
  flowId: string,
  vars: Record<string, unknown>,
  interrupt: boolean,
): Call | null {
  const flow = ctx.flows.current(flowId)
  const frame = top(ctx)
  if (flow && (!interrupt || mayInterrupt(ctx))) {
    ctx.state.frames.push(frameFor(ctx, flow, { vars, interrupt: interrupt && frame !== undefined }))
    note(ctx, interrupt ? 'interrupted' : 'begin', flowId)
  } else {
    say(ctx, { text: phrase(ctx.world.contact.locale, 'deep') })
    if (frame) frame.again = true
  }
  return walk(ctx)
}
