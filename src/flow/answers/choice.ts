import { onceForLocale } from '../../domain/base/once-for.ts'
import type { AskOf } from '../definition/flow.ts'
import { localize } from '../definition/texts.ts'
import { looksLikeQuestion } from '../words/words.ts'
import type { Asking } from './answer.ts'
import { type Option, pick } from './pick.ts'

/** One item of a list from the flow, of one from a call as `[{value, label}]`, or of both: the call's first. */
export const choice: Asking<'choice'> = {
  free: false,
  // 「老年人坐车要不要钱」 is another question, although it contains 不要.
  read: (step, input, ctx, frame) =>
    pick(choice.choices!(step, ctx, frame), input, ctx, !asksMore(input.text ?? '')),
  choices(step, ctx, frame) {
    const own = written(step, ctx.world.contact.locale)
    return step.from === undefined ? own : [...listed(frame.vars[step.from]), ...own]
  },
}

const written = onceForLocale((step: AskOf<'choice'>, locale): Option[] =>
  (step.options ?? []).map(option => ({
    value: option.value,
    label: localize(option.label, locale),
    aliases: option.aliases,
    go: option.go,
  })),
)

const asksMore = (text: string): boolean => [...text].length > 6 && looksLikeQuestion(text)

function listed(value: unknown): Option[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, 12).flatMap(item => {
    const { value: v, label } = (item ?? {}) as { value?: unknown; label?: unknown }
    return typeof v === 'string' && typeof label === 'string'
      ? [{ value: v, label: label.slice(0, 100), aliases: [] }]
      : []
  })
}
