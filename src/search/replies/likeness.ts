import { isContentWord, MAX_QUERY_CHARACTERS, normalise, tokensOf } from '../words/text.ts'
import { GENERIC_WORDS, WEAK_WORDS } from '../words/weak-words.ts'

/**
 * How well an earlier question is the question of today. It compares the words that say what a question is about, both
 * ways: what is asked must be in the earlier question, and the earlier question must not be about more.
 */

export interface AnsweredQuestion {
  /** As the public reads it; null when only the answer is public. */
  question: string | null
  text: string
}

export interface Likeness {
  /** 0 to 1: how much of what is asked the earlier question has. A word that only its answer has counts half. */
  asked: number
  /** 0 to 1: how much of the earlier question is asked today. */
  told: number
  /** How many words of the question it has. */
  words: number
}

/** More words than a question needs; it bounds how many combinations are looked up. */
const MOST_WORDS = 8
/** A word that texts about quite other matters have as well. */
const GENERIC_WEIGHT = 0.4

const weightOf = (word: string): number => [...word].length * (GENERIC_WORDS.has(word) ? GENERIC_WEIGHT : 1)

const sum = (words: readonly string[]): number => words.reduce((all, word) => all + weightOf(word), 0)

/** The words that say what a text is about, the weightiest first. */
export function mattersOf(text: string): string[] {
  const plain = normalise([...text].slice(0, MAX_QUERY_CHARACTERS).join(''))
  const words = new Set(
    tokensOf(plain).filter(w => isContentWord(w) && !WEAK_WORDS.has(w) && /[\p{L}\p{N}]/u.test(w)),
  )
  return [...words].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, MOST_WORDS)
}

/** At least so much of a question must be found again before a reply to it is offered. */
export const OFFER = { asked: 0.75, told: 0.6, words: 2 } as const
/** The same for a list to choose from. */
export const LIST = { asked: 0.5, told: 0, words: 1 } as const

export const reaches = (like: Likeness, least: Likeness): boolean =>
  like.asked >= least.asked && like.told >= least.told && like.words >= least.words

/**
 * Combinations of words of which a reply must have one whole, so that the index finds every reply that reaches `least` and
 * few others.
 */
export function combinationsOf(words: readonly string[], least: Pick<Likeness, 'asked'>): string[][] {
  if (words.length === 0) return []
  const whole = sum(words)
  const enough = (some: readonly string[]) => sum(some) >= least.asked * whole
  // The smallest sets that are enough: a larger one has a smaller one in it.
  const found: string[][] = []
  const grow = (some: string[], from: number) => {
    if (enough(some)) {
      if (!found.some(set => set.every(word => some.includes(word)))) found.push(some)
      return
    }
    for (let i = from; i < words.length; i++) grow([...some, words[i]!], i + 1)
  }
  grow([], 0)
  return found
}

/** @param words those of today's question, from `mattersOf` */
export function likeness(
  words: readonly string[],
  said: string,
  { question, text }: AnsweredQuestion,
): Likeness {
  const asks = normalise(question ?? text)
  const answers = normalise(text)
  const today = normalise(said)
  const there = words.filter(word => asks.includes(word))
  const only = words.filter(word => !asks.includes(word) && answers.includes(word))
  const theirs = mattersOf(question ?? text)
  const same = theirs.filter(word => today.includes(word))
  return {
    asked: words.length === 0 ? 0 : (sum(there) + sum(only) / 2) / sum(words),
    told: theirs.length === 0 ? 0 : sum(same) / sum(theirs),
    words: there.length,
  }
}
