import type { AskStep } from '../definition/flow.ts'
import type { TurnContext } from '../state/state.ts'
import type { Input } from '../turn.ts'
import { plain } from '../words/normalize.ts'
import { looksLikeQuestion } from '../words/words.ts'
import { ENGINE_FLOWS, menuChoice, type Start } from './first-contact.ts'
import { mayInterrupt } from './frames.ts'
import { ownCaseFlow } from './own-case-words.ts'

/** A question longer than this in answer to a free question is taken as the answer. */
const SHORT = 30

/**
 * Where any text is an answer, only one short sentence that is about a guide and nothing else comes in
 * between: it is worse to lose what somebody wrote about their trouble than to leave a question for later.
 */
const isPlainQuestion = (ctx: TurnContext, text: string): boolean =>
  [...text].length <= SHORT &&
  !/[。.，,；;！!\n]\s*\S/u.test(text) &&
  ctx.world.classify(text).intent === 'guide'

/**
 * What a message in the middle of a flow asks for besides the answer: a guide, another matter of the
 * menu, a case by its number. Null when it is none of these, or too many are open already.
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
      return { flow: ENGINE_FLOWS.clarify, vars: { list, text }, shown: {} }
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

/** Whether a flow is under way already, perhaps below another. */
export const isOpen = (ctx: TurnContext, flowId: string): boolean =>
  ctx.state.frames.some(frame => frame.flowId === flowId)
