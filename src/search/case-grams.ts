import { normalise } from './words/text.ts'

/**
 * The search terms of a case: its characters and the pairs of neighbouring ones. They need no dictionary and find any
 * piece of a text, also half a word. They are a set without order, so the text of a case cannot be restored from them.
 */

const RUNS = /[\p{L}\p{N}]+/gu

const runsOf = (text: string): string[] => normalise(text).match(RUNS) ?? []

const pairsOf = (letters: readonly string[]): string[] =>
  letters.slice(1).map((letter, i) => letters[i]! + letter)

/** The distinct characters and pairs of some texts, sorted, so that their order says nothing about the text. */
export const gramsOf = (texts: readonly string[]): string[] => {
  const grams = new Set<string>()
  for (const run of texts.flatMap(runsOf)) {
    const letters = [...run]
    for (const gram of letters) grams.add(gram)
    for (const gram of pairsOf(letters)) grams.add(gram)
  }
  return [...grams].sort()
}

/** A piece of text that a case must contain literally. */
export interface Phrase {
  /** The normalised text. */
  text: string
  /** The terms that a case with the phrase has. With three characters or more, a case without the phrase may have them, too. */
  grams: readonly string[]
}

/** The phrases of a search, all of which must be found. Empty when the query has no letter and no digit. */
export const phrasesOf = (query: string): Phrase[] =>
  runsOf(query).map(text => {
    const letters = [...text]
    return { text, grams: letters.length === 1 ? letters : pairsOf(letters) }
  })

/** Whether one of the texts contains a phrase. */
export const standsIn = ({ text }: Phrase, texts: readonly string[]): boolean =>
  texts.some(one => runsOf(one).some(run => run.includes(text)))
