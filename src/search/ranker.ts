import { WEIGHTS } from './ranker-weights.ts'

/** The signals of a candidate, in the order of a row. */
export const FEATURES = [
  // The whole entry, by BM25: characters, pairs of neighbours, meanings.
  'atoms',
  'pairs',
  'meanings',
  // The question's content words that the entry has: the rarity of the rarest, and their share.
  'rarest',
  'share',
  // The best part of the entry: a piece by BM25, then the overlaps of names, pieces and sentences.
  'piece',
  'name',
  'covered',
  'meant',
  'meaningAsked',
  // 1 when the entry names places, but not the one of the question.
  'elsewhere',
  // Independent of the question.
  'logLength',
  'logPieces',
] as const

export const FEATURE_COUNT = FEATURES.length

/** The index of each signal in a row. */
export const FEATURE = Object.fromEntries(FEATURES.map((name, i) => [name, i])) as {
  readonly [Name in (typeof FEATURES)[number]]: number
}

/** How much a corpus is one of short, middle and long entries; the three sum to 1. Each has weights of its own. */
type Shape = readonly [short: number, middle: number, long: number]

/** log(135 characters), a middle entry, and the distance to short (32) and long (576) ones. */
const MIDDLE = 4.906
const SPREAD = 1.451

function shapeOf(meanCharacters: number): Shape {
  const size = Math.max(-1, Math.min(1, (Math.log(Math.max(1, meanCharacters)) - MIDDLE) / SPREAD))
  return [Math.max(0, -size), 1 - Math.abs(size), Math.max(0, size)]
}

/** The weight of each signal for a corpus of this mean length: interpolated between those for short, middle and long entries. */
export function weightsFor(meanCharacters: number): Float64Array {
  const shape = shapeOf(meanCharacters)
  return Float64Array.from(FEATURES, name => shape.reduce((sum, s, i) => sum + s * WEIGHTS[name][i]!, 0))
}

/**
 * Sorts candidates by the weighted sum of their signals; `belief` is the softmax of the sums.
 * @param lifts what else speaks for each candidate, added to its sum
 */
export function rank(
  rows: readonly Float64Array[],
  weights: Float64Array,
  lifts?: readonly number[],
): { order: number[]; belief: number[] } {
  const scores = rows.map((row, i) => {
    let score = lifts?.[i] ?? 0
    for (let feature = 0; feature < FEATURE_COUNT; feature++) score += weights[feature]! * row[feature]!
    return score
  })
  const highest = Math.max(...scores)
  const powers = scores.map(s => Math.exp(s - highest))
  const total = powers.reduce((a, b) => a + b, 0)
  const order = [...rows.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b)
  return { order, belief: powers.map(p => p / total) }
}
