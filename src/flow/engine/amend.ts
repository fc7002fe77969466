import { askingOf } from '../answers/mod.ts'
import type { AskStep, Flow } from '../definition/flow.ts'
import { waits } from '../definition/flow.ts'
import { say } from '../state/render.ts'
import { type Frame, flowOf, note, stepOf, type TurnContext, top } from '../state/state.ts'
import { keep, prompt } from '../steps/ask.ts'
import { labelOf } from '../steps/correct.ts'
import type { Call } from '../turn.ts'
import { clean } from '../words/normalize.ts'
import { phrase } from '../words/phrases.ts'
import { walk } from './loop.ts'

/** An edited message. */
export interface Amendment {
  /** The question that the first wording answered, if one was open. */
  asked: { flow: string; step: string } | null
  before: string
  after: string
}

/** Whether a flow under way or the draft contains the first wording. */
export const holdsWords = (ctx: TurnContext, change: Amendment): boolean => places(ctx, change).length > 0

/** Replaces the first wording by the new one and repeats the open question. */
export function amend(ctx: TurnContext, change: Amendment): Call | null {
  const { locale } = ctx.world.contact
  const after = clean(change.after).text
  let problem: string | undefined
  let label = ''
  for (const { frame, step, name } of places(ctx, change)) {
    const old = frame.vars[name]
    const words =
      typeof old === 'string' && isText(step) ? replaced(old, clean(change.before).text, after) : after
    if (!step) {
      frame.vars[name] = words
      continue
    }
    const answer = askingOf(step).read(step, { text: words }, ctx, frame)
    label = labelOf(step, ctx)
    if (answer.is === 'value') keep(step, frame, answer)
    else if (answer.is === 'wrong') problem = answer.why
  }
  note(ctx, 'amended')
  const changed = phrase(locale, label === '' ? 'amended' : 'changed', { label })
  say(ctx, { text: problem === undefined ? changed : `${problem}\n${phrase(locale, 'keptOld')}` })
  const frame = top(ctx)
  if (!frame) return null
  const step = stepOf(ctx, frame)
  if (step.type === 'ask') prompt(step, frame, ctx)
  else if (waits(step)) return walk(ctx)
  return null
}

/** An answer may consist of several messages, each on lines of its own. */
const linesOf = (text: string) => `\n${text}\n`
const replaced = (text: string, before: string, after: string): string =>
  linesOf(text)
    .replace(linesOf(before), () => linesOf(after))
    .slice(1, -1)

interface Place {
  frame: Frame
  /** The question that it answers; undefined for a variable that the flow was given. */
  step: AskStep | undefined
  name: string
  theirs: boolean
}

const isText = (step: AskStep | undefined) => step === undefined || step.ask === 'text'

/** The variables that contain the first wording: the answer to its question, or a text with it. */
function places(ctx: TurnContext, { asked, before }: Amendment): Place[] {
  const words = clean(before).text
  if (words === '' || ctx.state.pending !== null) return []
  const found: Place[] = []
  for (const frame of [...ctx.state.frames, ...(ctx.state.draft?.frames ?? [])]) {
    const steps = asksOf(flowOf(ctx, frame))
    for (const [name, value] of Object.entries(frame.vars)) {
      const step = steps.find(s => s.as === name)
      const theirs = step !== undefined && asked?.flow === frame.flowId && asked.step === step.id
      const stands = isText(step) && typeof value === 'string' && linesOf(value).includes(linesOf(words))
      if (frame.brought.includes(name)) continue
      if (stands || (theirs && same(step, words, value, ctx, frame)))
        found.push({ frame, step, name, theirs })
    }
  }
  // “2” may be a village and part of a text: the question that it answered decides.
  return found.some(place => place.theirs) ? found.filter(place => place.theirs) : found
}

const asksOf = (flow: Flow): AskStep[] =>
  Object.values(flow.steps).filter((step): step is AskStep => step.type === 'ask')

function same(step: AskStep, words: string, value: unknown, ctx: TurnContext, frame: Frame): boolean {
  const answer = askingOf(step).read(step, { text: words }, ctx, frame)
  return answer.is === 'value' && JSON.stringify(answer.value) === JSON.stringify(value)
}
