import type { Step } from './flow.ts'
import type { Localized } from './schema.ts'

/** WeChat refuses a text message longer than about this many bytes of UTF-8 (error 45002). */
export const MAX_MESSAGE_BYTES = 2048

export const bytes = (text: string): number => Buffer.byteLength(text, 'utf8')

/** The texts of a step that residents read, each with its path inside the step. */
export function textsOf(step: Step): { path: (string | number)[]; text: Localized }[] {
  const at = (text: Localized | undefined, ...path: (string | number)[]) =>
    text === undefined ? [] : [{ path, text }]
  switch (step.type) {
    case 'say':
      return [
        ...at(step.say, 'say'),
        ...at(step.card?.title, 'card', 'title'),
        ...at(step.card?.text, 'card', 'text'),
        ...(step.choices ?? []).flatMap((c, i) => at(c.label, 'choices', i, 'label')),
      ]
    case 'ask':
      return [
        ...at(step.prompt, 'prompt'),
        ...at(step.label, 'label'),
        ...at(step.retry, 'retry'),
        ...(step.ask === 'text'
          ? [
              ...at(step.begun?.prompt, 'begun', 'prompt'),
              ...(step.prompts ?? []).flatMap((p, i) => at(p.prompt, 'prompts', i, 'prompt')),
            ]
          : []),
        ...(step.ask === 'choice'
          ? (step.options ?? []).flatMap((o, i) => at(o.label, 'options', i, 'label'))
          : []),
      ]
    case 'confirm':
      return at(step.prompt, 'prompt')
    default:
      return []
  }
}

/** The text in one language; the Chinese one when there is none. */
export function localize(text: Localized, locale: string | undefined): string {
  if (typeof text === 'string') return text
  const exact = locale === undefined ? undefined : (text[locale] ?? text[locale.split('-')[0]!])
  return exact ?? text['zh'] ?? Object.values(text)[0] ?? ''
}

/** Names of the variables in a text, in order. */
export const variablesIn = (text: string): string[] => [...text.matchAll(VARIABLE)].map(match => match[1]!)

export const VARIABLE = /\{\{\s*([\p{L}_][\p{L}\p{N}_.]*)\s*\}\}/gu

/** A duration such as `30m`, `24h` or `7d` in milliseconds. */
export function durationMs(duration: string): number {
  const unit = { m: 60_000, h: 3_600_000, d: 86_400_000 }[duration.slice(-1)] ?? 0
  return Number(duration.slice(0, -1)) * unit
}
