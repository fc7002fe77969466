/** A sparse vector: the ids of its terms and their values. */
export interface Vector {
  ids: Int32Array
  values: Float64Array
}

/** Scores a vector for each label, in the order of the labels. Only the differences are meaningful. */
export type Scorer = (vector: Vector) => number[]

/** Training data: the vectors, the index of each one's label, and the numbers of labels and terms. */
export interface Lessons {
  vectors: readonly Vector[]
  classes: readonly number[]
  labels: number
  size: number
}

export function dot(weights: Float64Array, { ids, values }: Vector, offset = 0): number {
  let sum = 0
  for (let i = 0; i < ids.length; i++) sum += weights[offset + ids[i]!]! * values[i]!
  return sum
}

/** A scorer with one row of weights for each label. */
export function scorer(weights: Float64Array, { labels, size }: Lessons): Scorer {
  return vector => Array.from({ length: labels }, (_, c) => dot(weights, vector, c * size))
}

export function softmax(scores: readonly number[], sharpness = 1): number[] {
  const highest = Math.max(...scores)
  const powers = scores.map(s => Math.exp(sharpness * (s - highest)))
  const total = powers.reduce((a, b) => a + b, 0)
  return powers.map(p => p / total)
}

/** A fixed shuffle (a linear congruential sequence), because rows often come sorted by label. */
export function shuffled(length: number): number[] {
  const order = Array.from({ length }, (_, i) => i)
  let state = 12345
  for (let i = length - 1; i > 0; i--) {
    state = (state * 1103515245 + 12345) % 2147483648
    const j = state % (i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
