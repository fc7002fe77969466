import { askingOf } from '../answers/mod.ts'
import { phoneIn, saysOnlyNumbers, whyNoPhone } from '../answers/phone.ts'
import type { AskStep, ConfirmStep } from '../definition/flow.ts'
import { LIMITS } from '../limits.ts'
import { render, say, shownOf } from '../state/render.ts'
import type { Frame, TurnContext } from '../state/state.ts'
import { flowOf, note } from '../state/state.ts'
import { numberIn, plain } from '../words/normalize.ts'
import { phrase } from '../words/phrases.ts'
import { isNo, isYes } from '../words/words.ts'
import { change, keep } from './ask.ts'
import { correctionIn, isCalled, labelOf } from './correct.ts'
import { go, type Move, type Runner, WAIT } from './step.ts'

/** Lists the answers by number. 确认 goes on; a number or “地点改成…” changes an answer and returns here. */
export const confirm: Runner<ConfirmStep> = {
  enter(step, frame, ctx) {
    summary(step, frame, ctx)
    return WAIT
  },

  take(step, frame, input, ctx) {
    const text = input.text ?? ''
    const items = listed(step, frame, ctx)
    if (isYes(text)) {
      note(ctx, 'confirmed')
      frame.tries = 0
      return go(step.next)
    }
    const phone = items.find(item => item.ask === 'phone')
    if (phone && saysOnlyNumbers(text) && ctx.world.classify(text).intent !== 'caseNumber') {
      const given = phoneIn(text)
      if (given === undefined) {
        say(ctx, { text: phrase(ctx.world.contact.locale, whyNoPhone(text)) })
        return edit(phone, step, frame)
      }
      keep(phone, frame, { is: 'value', value: given })
      say(ctx, { text: phrase(ctx.world.contact.locale, 'changed', { label: labelOf(phone, ctx) }) })
      return go(step.id)
    }
    const number = itemNumber(text)
    if (number !== undefined) {
      const item = items[number - 1]
      return item ? edit(item, step, frame) : refuse(ctx, 'noItem', { i: number, n: items.length })
    }
    if (isNo(text)) return refuse(ctx, 'whichItem', { n: items.length })
    return changed(text, step, frame, ctx)
  },

  retry(step, frame, _input, ctx) {
    const n = listed(step, frame, ctx).length
    frame.tries++
    note(ctx, 'retry', String(frame.tries))
    // Repeat the summary now and then: later messages may have pushed it off a small screen.
    if (frame.tries % 3 === 0) summary(step, frame, ctx)
    else {
      const { locale } = ctx.world.contact
      const which = phrase(locale, 'whichItem', { n })
      say(ctx, { text: `${phrase(locale, 'again')}${which}`, choices: buttons(ctx) })
    }
    return WAIT
  },
}

const itemsOf = (step: ConfirmStep, frame: Frame, ctx: TurnContext): AskStep[] =>
  step.confirm.flatMap(id => {
    const asked = flowOf(ctx, frame).steps[id]
    return asked?.type === 'ask' ? [asked] : []
  })

/** The answers in the list, which are changed by their number: not those that are not asked for and were not said. */
const listed = (step: ConfirmStep, frame: Frame, ctx: TurnContext): AskStep[] =>
  itemsOf(step, frame, ctx).filter(
    item => !('ifMissing' in item && item.ifMissing === 'skip') || frame.vars[item.as] !== undefined,
  )

function summary(step: ConfirmStep, frame: Frame, ctx: TurnContext): void {
  const locale = ctx.world.contact.locale
  const items = listed(step, frame, ctx)
  const lines = items.map((item, i) => {
    // One line for each item, even if its answer came in several messages.
    const shown = brief(item, frame, ctx).replace(/\n+/g, '；') || phrase(locale, 'empty')
    return phrase(locale, 'item', { i: i + 1, label: labelOf(item, ctx), value: shown })
  })
  const label = labelOf(items.find(item => item.ask === 'location') ?? items[0]!, ctx)
  const text = [render(ctx, frame, step.prompt), ...lines, phrase(locale, 'confirmHow', { label })].join('\n')
  say(ctx, { text, choices: buttons(ctx) })
  note(ctx, 'ask')
}

/** An answer in a line. A long text is summed up; it is stored whole. */
function brief(item: AskStep, frame: Frame, ctx: TurnContext): string {
  const text = frame.vars[item.as]
  const n = item.ask === 'text' && typeof text === 'string' ? [...text].length : 0
  if (n <= LIMITS.listed) return shownOf(ctx, frame, item.as, LIMITS.listed)
  return phrase(ctx.world.contact.locale, 'summed', { n, summary: ctx.world.summaryOf(String(text)) })
}

function buttons(ctx: TurnContext) {
  const locale = ctx.world.contact.locale
  return (['confirmLabel', 'cancelLabel'] as const).map(name => {
    const label = phrase(locale, name)
    return { label, value: label }
  })
}

function edit(item: AskStep, step: ConfirmStep, frame: Frame): Move {
  frame.edit = step.id
  frame.again = true
  frame.tries = 0
  return go(item.id)
}

function refuse(ctx: TurnContext, name: 'noItem' | 'whichItem', fill: Record<string, number>): Move {
  say(ctx, { text: phrase(ctx.world.contact.locale, name, fill), choices: buttons(ctx) })
  return WAIT
}

/** The number of the item to change: `2`, `改2`, `第二项`, `修改 2`, `2 不对`. */
function itemNumber(text: string): number | undefined {
  const bare = text.normalize('NFKC').trim()
  return numberIn(
    bare.replace(/^(?:我?要?修?改一?下?|更正)\s*/u, '').replace(/\s*(?:不对|错了|有错|要改|写错了)$/u, ''),
  )
}

/** Changes the item that a text names: “地点改成幸福路”, “改地点”. Null when it names none. */
function changed(text: string, step: ConfirmStep, frame: Frame, ctx: TurnContext): Move | null {
  const items = itemsOf(step, frame, ctx)
  const numbers = listed(step, frame, ctx)
  const said = correctionIn(text)
  const named = (name: string) => {
    const bare = plain(name)
    const names = (item: AskStep) => [labelOf(item, ctx), ...item.aliases].map(plain)
    const number = itemNumber(name)
    return (
      items.find(item => isCalled(item, name, ctx)) ??
      (number === undefined ? undefined : numbers[number - 1]) ??
      items.find(item => bare.length >= 2 && names(item).some(n => n.includes(bare) || bare.includes(n)))
    )
  }
  if (!said) {
    const only = /^(?:我?要?修?改一?下?)\s*(.{1,12})$/su.exec(text)
    const item = only
      ? named(only[1]!)
      : text.length <= 12
        ? items.find(i => isCalled(i, text, ctx))
        : undefined
    return item ? edit(item, step, frame) : null
  }
  const item = named(said.name)
  if (!item) return null
  const answer = askingOf(item).read(item, { text: said.value }, ctx, frame)
  if (answer.is !== 'value') {
    if (answer.is === 'wrong') say(ctx, { text: answer.why })
    return edit(item, step, frame)
  }
  change(item, frame, answer, ctx)
  say(ctx, { text: phrase(ctx.world.contact.locale, 'changed', { label: labelOf(item, ctx) }) })
  note(ctx, 'edit', item.id)
  frame.tries = 0
  return go(step.id)
}
