import { askingOf } from '../answers/mod.ts'
import { type AskStep, asksPersonal } from '../definition/flow.ts'
import { localize } from '../definition/texts.ts'
import { say } from '../state/render.ts'
import { type Frame, flowOf, note, type TurnContext } from '../state/state.ts'
import { plain } from '../words/normalize.ts'
import { phrase } from '../words/phrases.ts'
import { change } from './ask.ts'

/** The name of an answer and its new value: “地点改成幸福路”, “村子不对，是石桥村”. */
const CHANGE =
  /^(?:请|把|将|我的|麻烦|刚才的?|刚刚|前面的?|那个|帮我)*\s*(.{1,12}?)\s*(?:改成|改为|改到|换成|换为|更正为|应该是|应为|(?:不对|不是|错了|有错|说错了|写错了|填错了|发错了|搞错了|弄错了)[，,。；;！! ]*(?:应该)?(?:是|改成))\s*[:：，,]?\s*(.+)$/su

export const correctionIn = (text: string): { name: string; value: string } | null => {
  const match = CHANGE.exec(text)
  return match ? { name: match[1]!, value: match[2]!.replace(/[。.！!]+$/u, '') } : null
}

export const labelOf = (step: AskStep, ctx: TurnContext) =>
  localize(step.label ?? step.id, ctx.world.contact.locale)

/** Whether a name is one of the question's names. */
export const isCalled = (step: AskStep, name: string, ctx: TurnContext): boolean =>
  [labelOf(step, ctx), ...step.aliases].map(plain).includes(plain(name))

/**
 * Corrects an earlier answer while a later question is open. The text must name it exactly, because a free answer may
 * contain the same words. @returns whether the text was a correction, also one with an invalid value
 */
export function correct(asked: AskStep, frame: Frame, text: string, ctx: TurnContext): boolean {
  const said = correctionIn(text)
  if (!said) return false
  const item = Object.values(flowOf(ctx, frame).steps).find(
    (step): step is AskStep =>
      step.type === 'ask' &&
      step.id !== asked.id &&
      frame.vars[step.as] !== undefined &&
      isCalled(step, said.name, ctx),
  )
  if (!item) return false
  const answer = askingOf(item).read(item, { text: said.value }, ctx, frame)
  if (answer.is !== 'value') {
    // “电话改成 138…” with a wrong number must not become the answer to another question.
    if (!asksPersonal(item)) return false
    if (answer.is === 'wrong') say(ctx, { text: answer.why })
    return true
  }
  change(item, frame, answer, ctx)
  say(ctx, { text: phrase(ctx.world.contact.locale, 'changed', { label: labelOf(item, ctx) }) })
  note(ctx, 'edit', item.id)
  return true
}
