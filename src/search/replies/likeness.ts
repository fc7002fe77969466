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
  /** 0 to 1: the same, and a word that only its answer has counts whole. */
  there: number
  /** How many words of the question it has. */
  words: number
}

/** More words than a question needs; it bounds how many combinations are looked up. */
const MOST_WORDS = 8
/** A word that texts about quite other matters have as well. */
const GENERIC_WEIGHT = 0.4

const weightOf = (word: string): number => [...word].length * (GENERIC_WORDS.has(word) ? GENERIC_WEIGHT : 1)

const sum = (words: readonly string[]): number => words.reduce((all, word) => all + weightOf(word), 0)

/** Single characters that make a thing another one: the new stage is not the old one. */
const MARKS = new Set('新旧老大小高低男女东南西北左右内外早晚长短公私春夏秋冬省市县')

const isMatter = (word: string): boolean =>
  MARKS.has(word) || (isContentWord(word) && !WEAK_WORDS.has(word) && /[\p{L}\p{N}]/u.test(word))

/** 要不要, 能不能, 有没有: only asks. */
const WHETHER = /(\p{Script=Han})[不没]\1/gu

/** The words that say what a text is about, the weightiest first. */
export function mattersOf(text: string): string[] {
  const plain = normalise([...text].slice(0, MAX_QUERY_CHARACTERS).join(''))
  const words = new Set(tokensOf(plain.replace(WHETHER, ' ')).filter(isMatter))
  return [...words].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, MOST_WORDS)
}

/** What a reply must reach to be offered as the answer: nothing of the question may be missing. */
export const OFFER: Likeness = { asked: 0.75, told: 0.8, there: 1, words: 2 }
/** The same for a list to choose from. */
export const LIST: Likeness = { asked: 0.5, told: 0, there: 0.5, words: 1 }

export const reaches = (like: Likeness, least: Likeness): boolean =>
  like.asked >= least.asked &&
  like.told >= least.told &&
  like.there >= least.there &&
  like.words >= least.words

/**
 * Combinations of words of which a reply must have one whole, so that the index finds every reply that has so much of
 * them and few others.
 */
export function combinationsOf(words: readonly string[], { there }: Pick<Likeness, 'there'>): string[][] {
  if (words.length === 0) return []
  const whole = sum(words)
  const enough = (some: readonly string[]) => sum(some) >= there * whole
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
  const all = sum(words) || 1
  return {
    asked: (sum(there) + sum(only) / 2) / all,
    there: sum([...there, ...only]) / all,
    told: theirs.length === 0 ? 0 : sum(same) / sum(theirs),
    words: there.length,
  }
}
