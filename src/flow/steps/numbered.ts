import type { Choice } from '../../domain/base/message.ts'

/** A text with numbered choices, for channels without buttons. */
export const numbered = (text: string, choices: readonly Choice[]): string =>
  [text, ...choices.map((choice, i) => `${i + 1}. ${choice.label}`)].join('\n')
