import { normalise } from './text.ts'

/**
 * What a case can be found by: pairs of neighbouring characters, which need no dictionary and find any piece of a
 * text, names and half-words included. 路灯坏了 becomes `路灯 灯坏 坏了 了`; the last character stands alone, so that
 * every single character begins something.
 */

const RUNS = /[\p{L}\p{N}]+/gu

const runsOf = (text: string): string[][] => (normalise(text).match(RUNS) ?? []).map(run => [...run])

/** The pairs of a text, in order, separated by spaces: what is stored. */
export const gramsOf = (text: string): string =>
  runsOf(text)
    .flatMap(run => run.map((letter, i) => letter + (run[i + 1] ?? '')))
    .join(' ')

/** A piece of text that must stand in a case as it is: its pairs in order, or one character to begin with. */
export interface Phrase {
  grams: readonly string[]
  /** A single character: any pair that begins with it will do. */
  prefix: boolean
}

/** What a search asks for; all of it must be found. Empty when there is nothing to search by. */
export const phrasesOf = (query: string): Phrase[] =>
  runsOf(query).map(run => ({
    grams: run.length === 1 ? run : run.slice(1).map((letter, i) => run[i]! + letter),
    prefix: run.length === 1,
  }))
