import { normalise } from './words/text.ts'

/**
 * What a case can be found by: its characters and the pairs of neighbouring ones. They need no dictionary and find any
 * piece of a text, half-words included. A set without order: the words of a case cannot be put together again from it.
 */

const RUNS = /[\p{L}\p{N}]+/gu

const runsOf = (text: string): string[] => normalise(text).match(RUNS) ?? []

const pairsOf = (letters: readonly string[]): string[] =>
  letters.slice(1).map((letter, i) => letters[i]! + letter)

/** The characters and pairs of some texts, each once, in no order that says anything. */
export const gramsOf = (texts: readonly string[]): string[] => {
  const grams = new Set<string>()
  for (const run of texts.flatMap(runsOf)) {
    const letters = [...run]
    for (const gram of letters) grams.add(gram)
    for (const gram of pairsOf(letters)) grams.add(gram)
  }
  return [...grams].sort()
}

/** A piece of text that must stand in a case as it is. */
export interface Phrase {
  /** Normalised. */
  text: string
  /** What a case with the piece has in its set. Of three characters and more, others may have it too. */
  grams: readonly string[]
}

/** What a search asks for; all of it must be found. Empty when there is nothing to search by. */
export const phrasesOf = (query: string): Phrase[] =>
  runsOf(query).map(text => {
    const letters = [...text]
    return { text, grams: letters.length === 1 ? letters : pairsOf(letters) }
  })

/** Whether a phrase stands in one of the texts. */
export const standsIn = ({ text }: Phrase, texts: readonly string[]): boolean =>
  texts.some(one => runsOf(one).some(run => run.includes(text)))
