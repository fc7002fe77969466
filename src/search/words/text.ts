import { createRequire } from 'node:module'
import { Jieba } from '@node-rs/jieba'
import { withCounts } from '../../domain/base/text/chinese-number.ts'
import { toSimplified } from '../../domain/base/text/traditional.ts'
import { DOMAIN_WORDS } from './domain-words.ts'
import { STOP_WORDS } from './stop-words.ts'

/**
 * A text taken apart in three ways: words (meaning), pairs of neighbours (robust against wrong
 * segmentation), and single atoms (robust against everything). An atom is one Han character, or a whole
 * run of Latin letters and digits, so that `12345`, `C4` or `20个月` keep their numbers in one piece.
 */
export interface Features {
  words: string[]
  pairs: string[]
  atoms: string[]
}

/** More is never needed to understand a message, and bounds the work hostile input can cause. */
export const MAX_QUERY_CHARACTERS = 400

const RUNS = /(?:\p{Script=Han}|[a-z0-9]+(?:\.[0-9]+)?)+/gu
const ATOMS = /\p{Script=Han}|[a-z0-9.]+/gu
const HAN_OR_LATIN = /\p{Script=Han}+|[a-z0-9.]+/gu
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g

/** One spelling for full-width and half-width, capitals, traditional characters, and nothing invisible. */
export function normalise(text: string): string {
  return toSimplified(text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase())
}

/** The same with counts and sizes in one spelling (三号楼, 80 岁, 120㎡): where two people say how many of the same thing. */
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

/** The dictionary takes a fifth of a second to load: the first text pays, not the start of the process. */
function segmenter(): Jieba {
  if (jieba === undefined) {
    jieba = Jieba.withDict(dictionary())
    jieba.loadDict(Buffer.from(DOMAIN_WORDS.map(word => `${word} 20000 n\n`).join('')))
  }
  return jieba
}

/** Words of a normalised text. */
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

/** Words of a normalised text that do not overlap, in order: what meanings are read from. */
export function tokensOf(plain: string): string[] {
  return (plain.match(HAN_OR_LATIN) ?? []).flatMap(part =>
    /^[a-z0-9.]/.test(part) ? [part] : segmenter().cut(part, true),
  )
}

/** Words of a normalised text that stand in the dictionary; nothing is guessed to be a word. */
export function knownWordsOf(plain: string): string[] {
  return (plain.match(/\p{Script=Han}+/gu) ?? []).flatMap(part => segmenter().cut(part, false))
}

/** The atoms of a normalised text, run by run: across a comma nothing is a neighbour. */
export function atomsByRun(plain: string): string[][] {
  return (plain.match(RUNS) ?? []).map(run => run.match(ATOMS) ?? [])
}

/** Atoms and pairs of a normalised text: cheap enough for every sentence. */
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

/** A word that says what a message is about, not how it is asked. */
export function isContentWord(word: string): boolean {
  return word.length > 1 && !STOP_WORDS.has(word)
}

const SENTENCE_END = /[。！？!?；;\n\s]+/
const PIECE = 120

/** Blanks end a sentence, too: a list of questions often has nothing else between them. */
export function sentencesOf(text: string): string[] {
  return text.split(SENTENCE_END).filter(sentence => sentence !== '')
}

/** A sentence as it is, or a long one cut with an overlap. */
export function piecesOf(sentence: string): string[] {
  if (sentence.length < 2) return []
  if (sentence.length <= PIECE) return [sentence]
  const pieces: string[] = []
  for (let at = 0; at < sentence.length; at += PIECE * 0.7) pieces.push(sentence.slice(at, at + PIECE))
  return pieces
}
