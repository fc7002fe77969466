import type { NotPassed } from '../../domain/base/not-passed.ts'
import { askingOf } from '../answers/mod.ts'
import { hasNumber, phoneIn, saysOnlyNumbers, whyNoPhone } from '../answers/phone.ts'
import { exactly } from '../answers/pick.ts'
import type { AskStep, Step } from '../definition/flow.ts'
import { asksPersonal, waits } from '../definition/flow.ts'
import { LIMITS } from '../limits.ts'
import { say } from '../state/render.ts'
import {
  baseIndex,
  type Carried,
  type Frame,
  flowOf,
  note,
  stepOf,
  type TurnContext,
  top,
} from '../state/state.ts'
import { keep, prompt } from '../steps/ask.ts'
import { correct } from '../steps/correct.ts'
import { runnerOf } from '../steps/mod.ts'
import type { Call, Input, Routing } from '../turn.ts'
import { isOnlyLinks } from '../words/links.ts'
import { numberIn, plain } from '../words/normalize.ts'
import { phrase } from '../words/phrases.ts'
import { isDone, languageIn, saysNone, wantsOn, wordOf } from '../words/words.ts'
import { showMenu } from './drafts.ts'
import { ENGINE_FLOWS, LISTS_AT_MOST, menuChoice, UNCLEAR_EVENT } from './first-contact.ts'
import { mayInterrupt } from './frames.ts'
import { begin, globalWord } from './global-words.ts'
import { interruption, isOpen } from './interrupt.ts'
import { restore, startFirst, walk } from './loop.ts'
import { answersByVoice, collect, keepLink, keepPlace, remember, saidAloud, sayNotPassed } from './sent.ts'

/** Interprets a message, in this order: exact choices, global words, answers and other matters, a retry of the question. */
export function receive(ctx: TurnContext, given: Input): Call | null {
  const { state } = ctx
  const input = withLink(ctx, given)
  const lost = state.pending !== null
  remember(ctx, input)
  if (input.lost && !lost) return notPassed(ctx, input.lost)
  const carried = state.carried
  // Only the next message can answer the menu.
  state.carried = null
  state.pending = null
  state.said = []
  state.calls = 0
  const frame = top(ctx)
  if (!frame) return first(ctx, input, carried)
  const step = stepOf(ctx, frame)
  if (!waits(step) || lost) return again(ctx, frame, step)
  if (input.event) return atEvent(ctx, input)
  if (step.type === 'ask' && pickedExactly(step, frame, input, ctx)) return answer(ctx, step, frame, input)
  const word = wordOf(input.text ?? '') ?? finished(step, input)
  const handled = word === undefined ? undefined : globalWord(word, ctx, step, frame)
  if (handled !== undefined)
    return handled === 'wait' ? null : walk(ctx, handled === 'walk' ? undefined : handled)
  const locale = languageIn(input.text ?? '')
  if (locale && ctx.flows.current(ENGINE_FLOWS.language))
    return begin(ctx, ENGINE_FLOWS.language, { locale }, true)
  warn(ctx, input)
  const asks = step.type === 'ask' ? step.ask : undefined
  if (input.location && asks !== 'location') {
    const kept = keepPlace(ctx, frame, input)
    if (asks !== 'area' && (kept || input.text === undefined)) return walk(ctx)
  }
  if (input.attachments?.length && asks !== 'photos') {
    collect(ctx, step, frame, input)
    if (input.text === undefined && !answersByVoice(step, input))
      return walk(ctx, saidAloud(step, frame, input, ctx))
  }
  if (input.link !== undefined && input.text === undefined) return takeLink(ctx, step, frame, input.link)
  return answer(ctx, step, frame, input)
}

/** A text that is only an address is a link, except the address of a case. */
function withLink(ctx: TurnContext, input: Input): Input {
  const { text, ...rest } = input
  if (text === undefined || !isOnlyLinks(text)) return input
  return ctx.world.classify(text).intent === 'caseNumber' ? input : { ...rest, link: text }
}

/** A question for a text without a beginning (`begun`) takes a link as its answer; elsewhere the question is asked again. */
function takeLink(ctx: TurnContext, step: Step, frame: Frame, link: string): Call | null {
  if (step.type === 'ask' && step.ask === 'text' && (step.begun === undefined || frame.edit !== null))
    return answer(ctx, step, frame, { text: link })
  keepLink(ctx, step, frame, link)
  return walk(ctx)
}

/** A message that the channel could not pass on is no attempt to answer: the question is asked again, nothing else changes. */
function notPassed(ctx: TurnContext, what: NotPassed): Call | null {
  const frame = top(ctx)
  note(ctx, UNCLEAR_EVENT, 'not passed on')
  sayNotPassed(ctx, what)
  if (!frame) {
    if (!ctx.state.carried) showMenu(ctx)
    return null
  }
  const step = stepOf(ctx, frame)
  if (step.type === 'ask') prompt(step, frame, ctx)
  else if (waits(step)) return walk(ctx)
  return null
}

/** Handles a message when no dialogue is under way. A draft is offered first, except in an emergency. */
function first(ctx: TurnContext, input: Input, carried: Carried | null): Call | null {
  const { state } = ctx
  const text = input.text ?? ''
  if (state.draft && wordOf(text) === 'resume') {
    const { frames } = state.draft
    state.draft = null
    restore(ctx, frames)
    return walk(ctx)
  }
  if (state.draft && !state.draft.offered && !input.event?.key && !ctx.world.emergencyIn(text)) {
    state.draft.offered = true
    const held = text === '' ? (input.link ?? '') : text
    const photos = input.attachments?.map(a => a.id) ?? []
    const vars = {
      name: state.draft.name,
      ...(held === '' || wordOf(held) ? {} : { text: held }),
      ...(photos.length > 0 && { photos }),
    }
    return begin(ctx, ENGINE_FLOWS.draft, vars, false)
  }
  state.passed = []
  const fresh = carried !== null && ctx.world.now.toISOString() <= carried.until
  startFirst(ctx, input, fresh && menuChoice(input, ctx, true) ? carried.vars : {})
  return walk(ctx)
}

/** Repeats a call that was lost when the shell stopped, with the same key. */
function again(ctx: TurnContext, frame: Frame, step: Step): Call | null {
  note(ctx, 'call-lost')
  const place = `${frame.flowId}.${step.id}`
  ctx.state.visits[place] = Math.max(0, (ctx.state.visits[place] ?? 1) - 1)
  return walk(ctx)
}

function atEvent(ctx: TurnContext, input: Input): Call | null {
  const chosen = menuChoice(input, ctx, false)
  if (chosen) return begin(ctx, chosen.flow, chosen.vars, true)
  return walk(ctx)
}

/** Words that skip an optional question: 没照片, 不知道, 确认, or 完成 by somebody who thinks they are still sending photos. */
function finished(step: Step, { text = '' }: Input): 'skip' | undefined {
  if (step.type !== 'ask' || !step.optional) return undefined
  if (askingOf(step).choices) return saysNone(text) && !isDone(text) ? 'skip' : undefined
  if (saysNone(text)) return 'skip'
  const on = wantsOn(text) && step.ask !== 'text'
  return on || (isDone(text) && step.ask !== 'photos') ? 'skip' : undefined
}

function pickedExactly(step: AskStep, frame: Frame, input: Input, ctx: TurnContext): boolean {
  const options = askingOf(step).choices?.(step, ctx, frame)
  return options !== undefined && exactly(options, input) !== undefined
}

function answer(ctx: TurnContext, step: Step, frame: Frame, input: Input): Call | null {
  const runner = runnerOf(step)
  const asked = step.type === 'ask' ? step : undefined
  const named = asked ? menuName(ctx, input) : undefined
  if (asked && named && isOpen(ctx, named.flow)) return stay(ctx, asked, frame)
  if (asked && askingOf(asked).free && asked.interrupts && named && mayInterrupt(ctx))
    return begin(ctx, named.flow, named.vars, true)
  if (asked && phoneFirst(ctx, asked, frame, input)) return null
  if (asked && frame.edit === null && input.text !== undefined && correct(asked, frame, input.text, ctx)) {
    prompt(asked, frame, ctx)
    return null
  }
  if (asked?.ask === 'location') {
    const more = addition(ctx, asked, frame, input)
    // Another sentence about the trouble itself, sent before the resident can have read the question about the place.
    if (more && ctx.world.complains(input.text ?? '')) return append(ctx, asked, frame, more)
  }
  const before = asked && askingOf(asked).free ? interruption(ctx, asked, input) : null
  if (before) return begin(ctx, before.flow, before.vars, true)
  const move = runner.take?.(step, frame, input, ctx) ?? null
  if (move) return walk(ctx, move)
  // A number that is not on this list is a slip, not a choice from an earlier menu.
  const fresh =
    input.text === undefined ? input.attachments !== undefined : numberIn(input.text) === undefined
  if (asked?.offScript === 'reroute' && fresh && !asksPersonal(asked)) return reroute(ctx, input)
  // Possible personal data must not become anything else.
  const mayBePersonal = asked !== undefined && asksPersonal(asked) && hasNumber(input.text ?? '')
  const other = mayBePersonal ? null : interruption(ctx, asked, input)
  if (other) return begin(ctx, other.flow, other.vars, true)
  const more = asked && addition(ctx, asked, frame, input)
  if (more) return append(ctx, asked, frame, more)
  return walk(ctx, runner.retry!(step, frame, input, ctx))
}

/** The choice of the menu that a message names: “投诉” during a complaint is neither its text nor its place. */
const menuName = (ctx: TurnContext, { text }: Input) =>
  text !== undefined && plain(text).length >= 2 ? menuChoice({ text }, ctx, false) : undefined

function stay(ctx: TurnContext, step: AskStep, frame: Frame): null {
  say(ctx, { text: phrase(ctx.world.contact.locale, 'backToIt') })
  prompt(step, frame, ctx)
  return null
}

/**
 * Handles a message of phone numbers alone at another question: one valid number is stored as the answer to the question
 * about the phone, anything else is asked again. Numbers never become the matter, the place or a name.
 */
function phoneFirst(ctx: TurnContext, step: AskStep, frame: Frame, input: Input): boolean {
  const text = input.text ?? ''
  if (['phone', 'number', 'date'].includes(step.ask) || !saysOnlyNumbers(text)) return false
  const asksPhone = Object.values(flowOf(ctx, frame).steps).find(s => s.type === 'ask' && s.ask === 'phone')
  if (asksPhone?.type !== 'ask' || ctx.world.classify(text).intent === 'caseNumber') return false
  // An ID number consists of digits, too.
  if (asksPersonal(step) && askingOf(step).read(step, input, ctx, frame).is === 'value') return false
  const number = phoneIn(text)
  if (number !== undefined) keep(asksPhone, frame, { is: 'value', value: number })
  say(ctx, { text: phrase(ctx.world.contact.locale, number === undefined ? whyNoPhone(text) : 'gotPhone') })
  prompt(step, frame, ctx)
  note(ctx, number === undefined ? 'phone-unclear' : 'phone-first')
  return true
}

/** Treats the message as a new matter, where the flow says so (`offScript: reroute`). */
function reroute(ctx: TurnContext, input: Input): Call | null {
  note(ctx, 'reroute')
  passOver(ctx)
  const base = baseIndex(ctx.state.frames)
  // Words about a link that came before them go along with it.
  const link = top(ctx)?.vars['link']
  ctx.state.frames = ctx.state.frames.slice(0, base)
  const frame = top(ctx)
  if (!frame) {
    // The flow of an emergency names the phone number itself.
    if (input.text !== undefined && ctx.world.emergencyIn(input.text)) ctx.out.length = 0
    startFirst(ctx, typeof link === 'string' ? { link, ...input } : input)
    return walk(ctx)
  }
  return answer(ctx, stepOf(ctx, frame), frame, input)
}

/** Remembers what was said before a list of guides that the message passes over. */
function passOver(ctx: TurnContext): void {
  const frame = top(ctx)
  const said = frame?.flowId === ENGINE_FLOWS.clarify ? frame.vars['text'] : undefined
  ctx.state.passed = typeof said === 'string' ? [...ctx.state.passed, said].slice(-LISTS_AT_MOST) : []
}

/** In an emergency, says whom to call before everything else, once for each phone number in a session. */
function warn(ctx: TurnContext, input: Input): void {
  if (input.text === undefined) return
  const emergency = ctx.world.emergencyIn(input.text)
  if (!emergency || ctx.state.warned.includes(emergency.phone)) return
  // A flow with the variable `urgent` gets it, so that its case is urgent.
  for (const frame of ctx.state.frames)
    if (flowOf(ctx, frame).vars.includes('urgent')) frame.vars['urgent'] = true
  ctx.state.warned = [...ctx.state.warned, emergency.phone].slice(-10)
  const { name, phone } = emergency
  say(ctx, { text: emergency.say ?? phrase(ctx.world.contact.locale, 'emergency', { name, phone }) })
  note(ctx, 'emergency', emergency.phone)
}

/** An answer to a list with so many letters goes on with the description. */
const TELLS_ON = 10

/** A message that continues the last free answer. */
interface Addition {
  /** The answer with the message on a new line. */
  text: string
  /** Whether it came within seconds of the previous message. */
  quick: boolean
}

/**
 * Whether a message continues the last free answer: it came within seconds, before the resident can have read the
 * question, or it is a sentence where a choice, a number or a photo was expected. Undefined when it does not.
 */
function addition(ctx: TurnContext, step: AskStep, frame: Frame, input: Input): Addition | undefined {
  const { at } = ctx.state
  const { text = '' } = input
  const before = frame.lastText === null ? undefined : frame.vars[frame.lastText]
  if (typeof before !== 'string' || frame.edit !== null) return undefined
  if (text.length < 4 || /^[\d\s]+$/.test(text) || before.length + text.length + 1 > LIMITS.text)
    return undefined
  if (asksPersonal(step) || saysOnlyNumbers(text) || menuName(ctx, input)) return undefined
  const quick = at !== null && ctx.world.now.getTime() - Date.parse(at) <= LIMITS.quickMs
  const belongs = (quick && frame.tries === 0) || (!askingOf(step).free && tellsOn(ctx, text))
  return belongs ? { text: `${before}\n${text}`, quick } : undefined
}

function append(ctx: TurnContext, step: AskStep, frame: Frame, { text, quick }: Addition): null {
  frame.vars[frame.lastText!] = text
  say(ctx, { text: phrase(ctx.world.contact.locale, 'added') })
  note(ctx, 'append')
  // The question was sent seconds ago; repeating it would only push the resident's text off the screen.
  if (quick) say(ctx, { text: phrase(ctx.world.contact.locale, 'stillAsked') })
  else prompt(step, frame, ctx)
  return null
}

/** A sentence with one of these intents may go on with a description. */
const TELLS: ReadonlySet<Routing['intent']> = new Set(['case', 'report', 'which', 'other'])

/** Whether a text is a sentence about a matter and long enough to be more than a wrong answer. */
const tellsOn = (ctx: TurnContext, text: string): boolean => {
  if ((plain(text).match(/\p{L}/gu)?.length ?? 0) < TELLS_ON) return false
  const { intent } = ctx.world.classify(text)
  return TELLS.has(intent)
}
