import { createHash } from 'node:crypto'

/**
 * What a public reply is found by besides its words: its village, its theme, and the laws that it cites. A term stands in
 * the index like a word. The colon keeps it apart from what anybody can type: words are letters and digits.
 */
const termOf = (letter: string, value: string) =>
  // A word of the index has at most 15 bytes.
  `${letter}:${createHash('sha256').update(value).digest('base64url').slice(0, 12)}`

export const areaTerm = (areaId: string): string => termOf('a', areaId)
export const categoryTerm = (categoryId: string): string => termOf('c', categoryId)
/** @param name as domain/cases/cited-laws writes it */
export const lawTerm = (name: string): string => termOf('l', name)
