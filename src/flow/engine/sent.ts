import type { NotPassed } from '../../domain/base/not-passed.ts'
import { askingOf } from '../answers/mod.ts'
import { idsOf } from '../answers/photos.ts'
import { type AskOf, asksPersonal, type Step } from '../definition/flow.ts'
import { LIMITS } from '../limits.ts'
import { say, shownFiles } from '../state/render.ts'
import { type Frame, flowOf, note, type TurnContext } from '../state/state.ts'
import { keep, skip } from '../steps/ask.ts'
import type { Move } from '../steps/step.ts'
import type { Input } from '../turn.ts'
import { phrase } from '../words/phrases.ts'
import { nameSent } from '../words/sent.ts'

/** What residents send instead of words, at a question for something else: named, and kept with the matter. */

/** The number of files that a session remembers the kinds of. */
const REMEMBERED = 40

/** Remembers the kinds of files, so that a list of ids can be named later. */
export function remember(ctx: TurnContext, { attachments = [] }: Input): void {
  if (attachments.length === 0) return
  const files = { ...ctx.state.files, ...Object.fromEntries(attachments.map(a => [a.id, a.kind])) }
  // Ids grow, and an object lists whole numbers in their order.
  ctx.state.files = Object.fromEntries(Object.entries(files).slice(-REMEMBERED))
}

const photosStep = (ctx: TurnContext, frame: Frame): AskOf<'photos'> | undefined =>
  Object.values(flowOf(ctx, frame).steps).find(
    (s): s is AskOf<'photos'> => s.type === 'ask' && s.ask === 'photos',
  )

const isVoice = ({ attachments = [] }: Input): boolean =>
  attachments.length > 0 && attachments.every(a => a.kind === 'voice')

/** Whether a voice message without words answers this question (`voice`). */
export const answersByVoice = (step: Step, input: Input): boolean =>
  step.type === 'ask' && step.ask === 'text' && step.voice !== undefined && isVoice(input)

/**
 * Stores files that arrive at another question, if the flow has a question for photos, or the variable `photos` to pass on.
 * Elsewhere they stay in the conversation, and in the case that comes of it.
 */
export function collect(ctx: TurnContext, step: Step, frame: Frame, input: Input): void {
  const locale = ctx.world.contact.locale
  const files = input.attachments ?? []
  const what = nameSent(
    locale,
    files.map(a => a.kind),
  )
  const asks = photosStep(ctx, frame)
  const as = asks?.as ?? (flowOf(ctx, frame).vars.includes('photos') ? 'photos' : undefined)
  const ids = files.filter(a => asks?.kinds.includes(a.kind) ?? true).map(a => a.id)
  const kept = isVoice(input) ? 'keptVoice' : 'keptPhotos'
  if (as !== undefined && ids.length > 0) {
    const all = [...new Set([...idsOf(frame.vars[as]), ...ids])].slice(0, asks?.max ?? LIMITS.attachments)
    frame.vars[as] = all
    frame.shown[as] = shownFiles(ctx, all)
    say(ctx, { text: phrase(locale, kept, { what }) })
    note(ctx, 'photos', String(ids.length))
  } else if (answersByVoice(step, input)) say(ctx, { text: phrase(locale, kept, { what }) })
  else if (input.text === undefined) say(ctx, { text: phrase(locale, 'notHere', { what }) })
}

/**
 * The second voice message in a row at an optional question leaves it empty: who cannot type can go on by speaking, and
 * an officer hears the answer.
 */
export function saidAloud(step: Step, frame: Frame, input: Input, ctx: TurnContext): Move | undefined {
  if (step.type !== 'ask' || !step.optional || !isVoice(input)) return undefined
  frame.tries++
  return frame.tries < 2 ? undefined : skip(step, frame, ctx)
}

/** Stores a place that is shared at another question, if the flow has a question for a place. */
export function keepPlace(ctx: TurnContext, frame: Frame, input: Input): boolean {
  const { locale } = ctx.world.contact
  const step = Object.values(flowOf(ctx, frame).steps).find(s => s.type === 'ask' && s.ask === 'location')
  const place = step?.type === 'ask' ? askingOf(step).read(step, input, ctx, frame) : undefined
  if (step?.type !== 'ask' || place?.is !== 'value') {
    if (input.text === undefined)
      say(ctx, { text: phrase(locale, 'notHere', { what: phrase(locale, 'place') }) })
    return false
  }
  keep(step, frame, place)
  say(ctx, { text: phrase(locale, 'gotPlace') })
  note(ctx, 'place')
  return true
}

/**
 * Adds a link to the matter: to the text that the resident has written, or before the text that this question asks for
 * (`begun`). Nobody opens it.
 */
export function keepLink(ctx: TurnContext, step: Step, frame: Frame, link: string): void {
  const { locale } = ctx.world.contact
  const begun =
    step.type === 'ask' && step.ask === 'text' && frame.edit === null ? step.begun?.from : undefined
  const as = begun ?? frame.lastText ?? undefined
  const before = as === undefined ? undefined : (frame.vars[as] ?? '')
  const mayBePersonal = Object.values(flowOf(ctx, frame).steps).some(
    s => s.type === 'ask' && s.as === as && asksPersonal(s),
  )
  if (
    as === undefined ||
    mayBePersonal ||
    typeof before !== 'string' ||
    before.length + link.length >= LIMITS.text
  ) {
    say(ctx, { text: phrase(locale, 'notHere', { what: phrase(locale, 'link') }) })
    return
  }
  frame.vars[as] = before === '' ? link : `${before}\n${link}`
  say(ctx, { text: phrase(locale, 'keptLink') })
  note(ctx, 'link')
}

const NOT_PASSED = {
  sticker: 'notPassedSticker',
  card: 'notPassedCard',
  file: 'notPassedFile',
  program: 'notPassedProgram',
  money: 'notPassedMoney',
  call: 'notPassedCall',
  record: 'notPassedRecord',
  unknown: 'notPassed',
} as const satisfies Record<NotPassed, string>

/** Says that the channel did not pass a message on, and what to send instead. */
export const sayNotPassed = (ctx: TurnContext, what: NotPassed): void =>
  say(ctx, {
    text: phrase(ctx.world.contact.locale, NOT_PASSED[what], { phone: ctx.world.office.phone }),
  })
