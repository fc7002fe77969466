import type { Outbound } from '../message.ts'

/**
 * The text for a channel that shows choices as buttons, without the lines that only list them by number. Residents
 * can still type the numbers.
 */
export function withoutChoiceLines({ text, choices = [] }: Pick<Outbound, 'text' | 'choices'>): string {
  const listed = new Set(choices.map((choice, i) => `${i + 1}. ${choice.label}`))
  const kept = text
    .split('\n')
    .filter(line => !listed.has(line.trim()))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  return kept === '' ? text : kept
}
