import { WEIGHTS } from './ranker-weights.ts'

/** The signals of one candidate, in the order of a row. */
export const FEATURES = [
  // The whole entry, by BM25: characters, pairs of neighbours, meanings.
  'atoms',
  'pairs',
  'meanings',
  // The question's content words: how rare the rarest is that is there, and what share is there.
  'rarest',
  'share',
  // The best place in the entry: a piece by BM25, then how alike, and how much of one is in the other.
  'piece',
  'name',
  'covered',
  'meant',
  'meaningAsked',
  // Names places, and not the one that was asked about.
  'elsewhere',
  // What it is like, whatever was asked.
  'logLength',
  'logPieces',
] as const

export const FEATURE_COUNT = FEATURES.length

/** The place of each signal in a row. */
export const FEATURE = Object.fromEntries(FEATURES.map((name, i) => [name, i])) as {
  readonly [Name in (typeof FEATURES)[number]]: number
}

/** How much a corpus counts as one of short, middle and long entries; together 1. What is evidence differs among them. */
type Shape = readonly [short: number, middle: number, long: number]

/** log(characters) of a middling entry (135), and how far from it short (32) and long (576) are. */
const MIDDLE = 4.906
const SPREAD = 1.451

function shapeOf(meanCharacters: number): Shape {
  const size = Math.max(-1, Math.min(1, (Math.log(Math.max(1, meanCharacters)) - MIDDLE) / SPREAD))
  return [Math.max(0, -size), 1 - Math.abs(size), Math.max(0, size)]
}

/** The weight of each signal among entries of this mean length: a linear model whose weights bend with the corpus's shape. */
export function weightsFor(meanCharacters: number): Float64Array {
  const shape = shapeOf(meanCharacters)
  return Float64Array.from(FEATURES, name => shape.reduce((sum, s, i) => sum + s * WEIGHTS[name][i]!, 0))
}

/** Orders candidates by the weighted sum of their signals; `belief` sums to 1. */
export function rank(
  rows: readonly Float64Array[],
  weights: Float64Array,
): { order: number[]; belief: number[] } {
  const scores = rows.map(row => {
    let score = 0
    for (let feature = 0; feature < FEATURE_COUNT; feature++) score += weights[feature]! * row[feature]!
    return score
  })
  const highest = Math.max(...scores)
  const powers = scores.map(s => Math.exp(s - highest))
  const total = powers.reduce((a, b) => a + b, 0)
  const order = [...rows.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b)
  return { order, belief: powers.map(p => p / total) }
}
