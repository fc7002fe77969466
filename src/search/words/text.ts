import { createRequire } from 'node:module'
import { Jieba } from '@node-rs/jieba'
import { withCounts } from '../../domain/base/text/chinese-number.ts'
import { toSimplified } from '../../domain/base/text/traditional.ts'
import { DOMAIN_WORDS } from './domain-words.ts'
import { STOP_WORDS } from './stop-words.ts'

/**
 * A text split in three ways: words (carry meaning), pairs of neighbouring atoms (robust against wrong segmentation) and
 * single atoms (robust against everything). An atom is one Han character or a whole run of Latin letters and digits, so
 * that the numbers of `12345`, `C4` or `20个月` stay whole.
 */
interface Features {
  words: string[]
  pairs: string[]
  atoms: string[]
}

/** Enough to understand a message; it bounds the work that hostile input can cause. */
export const MAX_QUERY_CHARACTERS = 400

const RUNS = /(?:\p{Script=Han}|[a-z0-9]+(?:\.[0-9]+)?)+/gu
const ATOMS = /\p{Script=Han}|[a-z0-9.]+/gu
const HAN_OR_LATIN = /\p{Script=Han}+|[a-z0-9.]+/gu
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g

/** Normalises a text: half width, lower case, simplified characters, no invisible ones. */
export function normalise(text: string): string {
  return toSimplified(text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase())
}

/** The bare words of a text: the same for two texts that differ only in how they are typed. */
export const sameWords = (text: string): string => normalise(text).replace(/[\s\p{P}\p{S}]/gu, '')

/** Normalises a text and the spelling of its counts and sizes (三号楼, 80 岁, 120㎡), for comparing what two people wrote. */
export const normaliseCounts = (text: string): string => withCounts(normalise(text))

let jieba: Jieba | undefined

/** Its text. The package's module would keep it, and a table that nobody uses, for ever: 11 MB. */
function dictionary(): Buffer {
  const require = createRequire(import.meta.url)
  const module = require.resolve('@node-rs/jieba/dict.js')
  const { dict } = require(module) as { dict: Buffer }
  delete require.cache[module]
  return dict
}

/** Loaded with the first text, not at the start: the dictionary takes a fifth of a second. */
function segmenter(): Jieba {
  if (jieba === undefined) {
    jieba = Jieba.withDict(dictionary())
    jieba.loadDict(Buffer.from(DOMAIN_WORDS.map(word => `${word} 20000 n\n`).join('')))
  }
  return jieba
}

/** The words of a normalised text, also shorter words inside longer ones. */
export function wordsOf(plain: string): string[] {
  return (plain.match(RUNS) ?? []).flatMap(wordsOfRun)
}

function wordsOfRun(run: string): string[] {
  const words: string[] = []
  for (const part of run.match(HAN_OR_LATIN) ?? []) {
    if (/^[a-z0-9.]/.test(part)) words.push(part)
    else words.push(...segmenter().cutForSearch(part, true))
  }
  return words
}

/** The words of a normalised text in order, without overlaps. */
export function tokensOf(plain: string): string[] {
  return (plain.match(HAN_OR_LATIN) ?? []).flatMap(part =>
    /^[a-z0-9.]/.test(part) ? [part] : segmenter().cut(part, true),
  )
}

/** The words of a text in order, each with the dictionary's tag: `n` noun, `v` verb, `s` and `f` place, `m` number, `x` unknown. */
export const taggedOf = (text: string): { word: string; tag: string }[] => segmenter().tag(text, true)

/** The words of a normalised text by the dictionary alone; unknown words are not guessed. */
export function knownWordsOf(plain: string): string[] {
  return (plain.match(/\p{Script=Han}+/gu) ?? []).flatMap(part => segmenter().cut(part, false))
}

/** The atoms of a normalised text by run: atoms on two sides of a comma are not neighbours. */
export function atomsByRun(plain: string): string[][] {
  return (plain.match(RUNS) ?? []).map(run => run.match(ATOMS) ?? [])
}

/** The atoms and pairs of a normalised text; cheap, because nothing is segmented. */
export function atomsAndPairsOf(plain: string): Omit<Features, 'words'> {
  const pairs: string[] = []
  const atoms: string[] = []
  for (const parts of atomsByRun(plain)) {
    for (let i = 0; i < parts.length; i++) {
      atoms.push(parts[i]!)
      if (i > 0) pairs.push(parts[i - 1]! + parts[i]!)
    }
  }
  return { pairs, atoms }
}

export function featuresOf(plain: string): Features {
  return { words: wordsOf(plain), ...atomsAndPairsOf(plain) }
}

/** Whether a word says what a message is about, not how it is asked. */
export function isContentWord(word: string): boolean {
  return word.length > 1 && !STOP_WORDS.has(word)
}

const SENTENCE_END = /[。！？!?；;\n\s]+/
const PIECE = 120

/** Blanks end a sentence, too, because a list of questions often has no punctuation. */
export function sentencesOf(text: string): string[] {
  return text.split(SENTENCE_END).filter(sentence => sentence !== '')
}

/** A sentence whole, or a long one in overlapping pieces. */
export function piecesOf(sentence: string): string[] {
  if (sentence.length < 2) return []
  if (sentence.length <= PIECE) return [sentence]
  const pieces: string[] = []
  for (let at = 0; at < sentence.length; at += PIECE * 0.7) pieces.push(sentence.slice(at, at + PIECE))
  return pieces
}
