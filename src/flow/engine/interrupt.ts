import type { AskStep } from '../definition/flow.ts'
import type { TurnContext } from '../state/state.ts'
import type { Input } from '../turn.ts'
import { plain } from '../words/normalize.ts'
import { looksLikeQuestion } from '../words/words.ts'
import { ENGINE_FLOWS, menuChoice, type Start } from './first-contact.ts'
import { mayInterrupt } from './frames.ts'
import { ownCaseFlow } from './own-case-words.ts'

/** To an open question, a longer text is an answer even if it asks something. */
const SHORT = 30

/**
 * Whether a text is one short sentence that asks for a guide and says nothing else. Only this interrupts an open question:
 * losing what somebody wrote about their trouble would be worse than answering a question later.
 */
const isPlainQuestion = (ctx: TurnContext, text: string): boolean =>
  [...text].length <= SHORT &&
  !/[。.，,；;！!\n]\s*\S/u.test(text) &&
  ctx.world.classify(text).intent === 'guide'

/**
 * The flow with which a message interrupts another: a guide, a choice of the menu, or a case by its number. Null when the
 * message asks for none of these, or too many flows are nested already.
 */
export function interruption(ctx: TurnContext, step: AskStep | undefined, input: Input): Start | null {
  const text = input.text
  if (text === undefined || step?.interrupts === false || !mayInterrupt(ctx)) return null
  const free = step !== undefined && (step.ask === 'text' || step.ask === 'location')
  const own = free ? undefined : ownCaseFlow(text, ctx.world.classify(text).intent, ctx)
  if (own && !isOpen(ctx, own.flow)) return { ...own, shown: {} }
  if (looksLikeQuestion(text) && (!free || isPlainQuestion(ctx, text))) {
    const found = ctx.world.findGuides(text)
    const best = found.hits[0]
    if (found.decision === 'answer' && best && ctx.flows.current(ENGINE_FLOWS.guideAnswer)) {
      return { flow: ENGINE_FLOWS.guideAnswer, vars: { guide: best.id, guideTitle: best.title }, shown: {} }
    }
    if (found.decision === 'clarify' && best && !free && ctx.flows.current(ENGINE_FLOWS.clarify)) {
      const list = found.hits.slice(0, 3).map(hit => ({ value: hit.id, label: hit.title }))
      return { flow: ENGINE_FLOWS.clarify, vars: { list, text, kind: 'inquiry' }, shown: {} }
    }
  }
  if (free) return null
  const chosen = plain(text).length >= 2 ? menuChoice({ text }, ctx, false) : undefined
  if (chosen && !isOpen(ctx, chosen.flow)) return chosen
  const routing = ctx.world.classify(text)
  if (
    routing.intent === 'caseNumber' &&
    ctx.flows.current(ENGINE_FLOWS.track) &&
    !isOpen(ctx, ENGINE_FLOWS.track)
  ) {
    return { flow: ENGINE_FLOWS.track, vars: { number: routing.caseNumber ?? text.slice(0, 40) }, shown: {} }
  }
  return null
}

/** Whether a flow is under way, on top or below others. */
export const isOpen = (ctx: TurnContext, flowId: string): boolean =>
  ctx.state.frames.some(frame => frame.flowId === flowId)
