import type { Answer } from '../answers/answer.ts'
import { areaNamed } from '../answers/area.ts'
import { guessedFrom, guessIn } from '../answers/guess.ts'
import { askingOf } from '../answers/mod.ts'
import { idsOf } from '../answers/photos.ts'
import type { AskStep } from '../definition/flow.ts'
import { LIMITS } from '../limits.ts'
import { render, say, variableValue } from '../state/render.ts'
import { type Frame, flowOf, note, type TurnContext } from '../state/state.ts'
import { phrase } from '../words/phrases.ts'
import { allHold } from './branch.ts'
import { numbered } from './numbered.ts'
import { go, type Move, type Runner, WAIT } from './step.ts'

/** Asks a question and waits. The rules for its answer are in answers/. */
export const ask: Runner<AskStep> = {
  enter(step, frame, ctx) {
    const first = !frame.again && frame.edit === null && frame.tries === 0
    // What the text names is nearer than what came along from elsewhere.
    if (first && step.ask === 'area' && namesArea(step, frame, ctx) && guessed(step, frame, ctx))
      return go(step.next)
    if (first && step.ifKnown === 'skip' && known(step, frame, ctx)) {
      split(step, frame, ctx)
      return go(step.next)
    }
    if (first && guessed(step, frame, ctx)) return go(step.next)
    if (first && 'ifMissing' in step && step.ifMissing === 'skip') return go(step.next)
    prompt(step, frame, ctx)
    return WAIT
  },

  take(step, frame, input, ctx) {
    const answer = askingOf(step).read(step, input, ctx, frame)
    if (answer.is === 'wrong') return null
    if (answer.is === 'more') {
      frame.vars[step.as] = answer.value
      frame.shown[step.as] = answer.shown
      say(ctx, { text: answer.say, choices: [word(ctx, 'doneLabel')] })
      return WAIT
    }
    return accept(step, frame, answer, ctx)
  },

  retry(step, frame, input, ctx) {
    const answer = askingOf(step).read(step, input, ctx, frame)
    const why = step.retry ? render(ctx, frame, step.retry) : answer.is === 'wrong' ? answer.why : ''
    const locale = ctx.world.contact.locale
    frame.tries++
    note(ctx, 'retry', String(frame.tries))
    if (frame.tries < step.tries) {
      say(ctx, { text: why || phrase(locale, 'again') })
      prompt(step, frame, ctx)
      return WAIT
    }
    // Failing to change an answer must not lose the old one.
    if (frame.edit !== null && frame.vars[step.as] !== undefined) {
      say(ctx, { text: [why, phrase(locale, 'keptOld')].filter(Boolean).join('\n') })
      note(ctx, 'kept-old', step.id)
      return leaveFor(frame, frame.edit)
    }
    if (step.fallback !== undefined) {
      note(ctx, 'fallback', step.fallback)
      return leaveFor(frame, step.fallback)
    }
    // An optional question without a list is left empty; with a list, the prompt says how to skip it.
    if (step.optional && !askingOf(step).choices) {
      say(ctx, { text: `${why}\n${phrase(locale, 'skipped')}` })
      return skip(step, frame, ctx)
    }
    frame.tries = 0
    say(ctx, { text: phrase(locale, 'stillStuck', { phone: ctx.world.office.phone }) })
    frame.again = true
    prompt(step, frame, ctx)
    return WAIT
  },
}

/** Skips a question: stores nothing, except photos that have arrived already. */
export function skip(step: AskStep, frame: Frame, ctx: TurnContext): Move {
  note(ctx, 'skip')
  if (step.ask === 'photos' && idsOf(frame.vars[step.as]).length > 0) return done(step, frame, undefined)
  delete frame.vars[step.as]
  delete frame.shown[step.as]
  return done(step, frame, undefined)
}

/** Stores an answer without leaving the step. “地点改成…” at the confirm step uses it, too. */
export function keep(step: AskStep, frame: Frame, answer: Extract<Answer, { is: 'value' }>): void {
  const values = { [step.as]: answer.value, ...answer.also }
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete frame.vars[name]
    else frame.vars[name] = value
    delete frame.shown[name]
  }
  if (answer.shown !== undefined && answer.value !== undefined) frame.shown[step.as] = answer.shown
}

/** The same for an answer that may replace another one: what was guessed from the old text is looked for in the new one. */
export function change(
  step: AskStep,
  frame: Frame,
  answer: Extract<Answer, { is: 'value' }>,
  ctx: TurnContext,
): void {
  const before = frame.vars[step.as]
  keep(step, frame, answer)
  if (typeof before !== 'string' || typeof answer.value !== 'string') return
  for (const other of Object.values(flowOf(ctx, frame).steps)) {
    if (other.type !== 'ask' || guessedFrom(other) !== step.as) continue
    if (frame.vars[other.as] !== guessIn(other, before, ctx)?.value) continue
    const found = guessIn(other, answer.value, ctx)
    // The village stays: whoever tells it again in other words has named it already.
    if (found || other.ask !== 'area') keep(other, frame, { is: 'value', ...(found ?? { value: undefined }) })
  }
}

function accept(
  step: AskStep,
  frame: Frame,
  answer: Extract<Answer, { is: 'value' }>,
  ctx: TurnContext,
): Move {
  const begun = begunWith(step, frame, ctx)
  const value = begun === '' ? answer.value : `${begun}\n${String(answer.value)}`.slice(0, LIMITS.text)
  change(step, frame, { ...answer, value }, ctx)
  split(step, frame, ctx)
  note(ctx, 'answer')
  frame.lastText = step.ask === 'text' ? step.as : frame.lastText
  return done(step, frame, answer.go)
}

/** Keeps the first matter of a message with several, and the others for later. An answer that is changed stays whole. */
function split(step: AskStep, frame: Frame, ctx: TurnContext): void {
  const others = textOf(step)?.split
  const text = frame.vars[step.as]
  if (others === undefined || frame.edit !== null || typeof text !== 'string') return
  const [first, ...rest] = ctx.world.mattersIn(text)
  if (first === undefined || rest.length === 0) return
  keepPhone(step, text, frame, ctx)
  const waiting = frame.vars[others]
  frame.vars[step.as] = first
  frame.vars[others] = [...rest, ...(Array.isArray(waiting) ? waiting : [])]
  say(ctx, { text: phrase(ctx.world.contact.locale, 'several', { n: rest.length + 1 }) })
  note(ctx, 'split', String(rest.length + 1))
}

/** The number of the writer, often at the end, belongs to all matters. */
function keepPhone(step: AskStep, text: string, frame: Frame, ctx: TurnContext): void {
  for (const asked of Object.values(flowOf(ctx, frame).steps)) {
    if (asked.type !== 'ask' || asked.ask !== 'phone' || asked.guess !== step.as) continue
    const found = frame.vars[asked.as] === undefined ? guessIn(asked, text, ctx) : undefined
    if (found) keep(asked, frame, { is: 'value', ...found })
  }
}

function namesArea(step: AskStep, frame: Frame, ctx: TurnContext): boolean {
  const from = guessedFrom(step)
  const text = from === undefined ? undefined : frame.vars[from]
  return typeof text === 'string' && areaNamed(text, ctx) !== undefined
}

const textOf = (step: AskStep) => (step.ask === 'text' ? step : undefined)

/** What the resident said before the question was asked (`begun`). Empty when an answer is being changed. */
function begunWith(step: AskStep, frame: Frame, ctx: TurnContext): string {
  const from = textOf(step)?.begun?.from
  return from === undefined || frame.edit !== null ? '' : String(variableValue(ctx, frame, from) ?? '')
}

function done(step: AskStep, frame: Frame, way: string | undefined): Move {
  frame.tries = 0
  frame.again = false
  if (frame.edit !== null && (way === undefined || way === step.next)) return leaveFor(frame, frame.edit)
  frame.back = [...frame.back, step.id].slice(-LIMITS.back)
  return leaveFor(frame, way ?? step.next)
}

function leaveFor(frame: Frame, to: string | null): Move {
  frame.edit = null
  frame.again = false
  frame.tries = 0
  return go(to)
}

/** Whether the variable already has a valid answer. */
function known(step: AskStep, frame: Frame, ctx: TurnContext): boolean {
  const value = frame.vars[step.as]
  if (value === undefined || value === null || value === '') return false
  if (typeof value !== 'string') return true
  const answer = askingOf(step).read(step, { text: value }, ctx, frame)
  if (answer.is !== 'value') return false
  // Storing a shared place again would lose its coordinates.
  if (!answer.also) keep(step, frame, answer)
  return true
}

/** Answers the question from a text that the resident wrote, if it says it. */
function guessed(step: AskStep, frame: Frame, ctx: TurnContext): boolean {
  const from = guessedFrom(step)
  const text = from === undefined ? undefined : frame.vars[from]
  const found = typeof text === 'string' ? guessIn(step, text, ctx) : undefined
  if (!found) return false
  keep(step, frame, { is: 'value', ...found })
  note(ctx, 'guess', step.id)
  return true
}

/** The wording for this situation (`prompts`), unless an answer is being changed. */
const fittingPrompt = (step: AskStep, frame: Frame, ctx: TurnContext) =>
  frame.edit !== null
    ? undefined
    : textOf(step)?.prompts?.find(({ when }) => allHold(when, ctx, frame))?.prompt

/** Asks the question, with numbered choices and how to skip it. */
export function prompt(step: AskStep, frame: Frame, ctx: TurnContext): void {
  const locale = ctx.world.contact.locale
  const choices = (askingOf(step).choices?.(step, ctx, frame) ?? []).map(({ label, value }) => ({
    label,
    value,
  }))
  const hint = step.optional ? `\n${phrase(locale, choices.length > 0 ? 'noneSkip' : 'canSkip')}` : ''
  const buttons = [...choices, ...(step.optional ? [word(ctx, 'skipLabel')] : [])]
  const begun = begunWith(step, frame, ctx) === '' ? undefined : textOf(step)?.begun
  const asked = begun?.prompt ?? fittingPrompt(step, frame, ctx) ?? step.prompt
  const text = `${numbered(render(ctx, frame, asked), choices)}${hint}`
  say(ctx, buttons.length > 0 ? { text, choices: buttons } : { text })
  note(ctx, 'ask')
}

/** A button for a global word; pressing it is the same as typing the word. */
function word(ctx: TurnContext, name: 'doneLabel' | 'skipLabel') {
  const label = phrase(ctx.world.contact.locale, name)
  return { label, value: label }
}
