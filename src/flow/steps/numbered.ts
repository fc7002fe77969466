import type { Choice } from '../../domain/base/message.ts'

/** A text with its choices listed by number: the plain form that needs no buttons. */
export const numbered = (text: string, choices: readonly Choice[]): string =>
  [text, ...choices.map((choice, i) => `${i + 1}. ${choice.label}`)].join('\n')
