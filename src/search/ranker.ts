import { WEIGHTS } from './ranker-weights.ts'

/** The signals of one candidate, in the order of a row. The first five are whole-entry scores. */
export const FEATURES = [
  'words',
  'pairs',
  'atoms',
  'pairsPlain',
  'content',
  'passage',
  'piece',
  'name',
  'covered',
  'dice',
  'logLength',
  'logPieces',
] as const
export const FEATURE_COUNT = FEATURES.length

/** How long the entries of a corpus are on the average; what counts as evidence differs between one-line questions and pages. */
export type Shape = readonly [constant: 1, size: number, size2: number]

/** Mean and spread of log(characters) over the corpora that the weights were learned on. */
const MEAN = 4.906
const SPREAD = 1.116

export function shapeOf(meanCharacters: number): Shape {
  const size = Math.max(-1.7, Math.min(1.4, (Math.log(Math.max(1, meanCharacters)) - MEAN) / SPREAD))
  return [1, size, size * size - 1]
}

/** Orders candidates by a linear model whose weights bend with the corpus's shape; `belief` sums to 1. */
export function rank(rows: readonly Float64Array[], shape: Shape): { order: number[]; belief: number[] } {
  const weights = FEATURES.map((_, f) => shape.reduce((sum, s, i) => sum + s * WEIGHTS[i]![f]!, 0))
  const scores = rows.map(row => weights.reduce((sum, w, f) => sum + w * row[f]!, 0))
  const highest = Math.max(...scores)
  const powers = scores.map(s => Math.exp(s - highest))
  const total = powers.reduce((a, b) => a + b, 0)
  const order = [...rows.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b)
  return { order, belief: powers.map(p => p / total) }
}
