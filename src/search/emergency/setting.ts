import type { Spot } from './spots.ts'

/** A word of danger and what stands around it. */
export interface Setting {
  text: string
  hit: string
  /** The rest of its clause. */
  before: string
  after: string
  clause: string
  /** Its clause with the one before it, and with the one behind it, too. */
  led: string
  beside: string
  sentence: string
  /** Its sentence with the one before it and the one behind it; a short text as a whole. */
  around: string
  /** The part of `around` before the word's clause, and behind the word. */
  earlier: string
  later: string
  isLetter: boolean
  isLastSentence: boolean
}

const CLAUSE_ENDS = new Set(',，。!！?？;；:：…~ \t\n\r')
const SENTENCE_ENDS = new Set('。!！?？;；\n')
/** Who is in danger writes less. */
const LETTER = 120
/** A text without any punctuation has clauses and sentences all the same; this bounds the work with hostile input. */
const LONGEST = { clause: 60, sentence: 160 }

/** Whether a text is a story of some length: a letter, seldom a call for help. */
export const isLetter = (plain: string): boolean => plain.length > LETTER

/** Describes where a word stands in its text. */
export function settingOf(text: string, { from, to }: Spot): Setting {
  const begin = back(text, from, CLAUSE_ENDS, LONGEST.clause)
  const end = ahead(text, to, CLAUSE_ENDS, LONGEST.clause)
  const besideFrom = back(text, begin - 1, CLAUSE_ENDS, LONGEST.clause)
  const besideTo = ahead(text, end + 1, CLAUSE_ENDS, LONGEST.clause)
  const letter = isLetter(text)
  const sentenceFrom = back(text, from, SENTENCE_ENDS, LONGEST.sentence)
  const sentenceTo = ahead(text, to, SENTENCE_ENDS, LONGEST.sentence)
  const aroundFrom = letter ? back(text, sentenceFrom - 1, SENTENCE_ENDS, LONGEST.sentence) : 0
  const aroundTo = letter ? ahead(text, sentenceTo + 1, SENTENCE_ENDS, LONGEST.sentence) : text.length
  return {
    text,
    hit: text.slice(from, to),
    before: text.slice(begin, from),
    after: text.slice(to, end),
    clause: text.slice(begin, end),
    led: text.slice(besideFrom, end),
    beside: text.slice(besideFrom, besideTo),
    sentence: text.slice(sentenceFrom, sentenceTo),
    around: text.slice(aroundFrom, aroundTo),
    earlier: text.slice(aroundFrom, begin),
    later: text.slice(to, aroundTo),
    isLetter: letter,
    isLastSentence:
      text.slice(sentenceTo + 1, sentenceTo + 40).trim() === '' && sentenceTo + 40 > text.length,
  }
}

/** The position behind the last `end` before `at`. */
function back(text: string, at: number, ends: ReadonlySet<string>, most: number): number {
  let from = Math.max(0, at)
  const least = Math.max(0, from - most)
  while (from > least && !ends.has(text[from - 1]!)) from--
  return from
}

/** The position of the first `end` from `at` on. */
function ahead(text: string, at: number, ends: ReadonlySet<string>, most: number): number {
  let to = Math.min(at, text.length)
  const last = Math.min(text.length, to + most)
  while (to < last && !ends.has(text[to]!)) to++
  return to
}
