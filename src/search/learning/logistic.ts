import { type Lessons, type Scorer, scorer, shuffled, softmax } from './sparse.ts'

const EPOCHS = 12
const STEP = 0.5
/** Rows between two yields. */
const AT_ONCE = 100

/**
 * Multinomial logistic regression by stochastic gradient with AdaGrad steps; few epochs stand in for regularisation.
 * Yields regularly, so that the caller can pause.
 */
export function* logistic(lessons: Lessons): Generator<void, Scorer> {
  const { vectors, classes, labels, size } = lessons
  const weights = new Float64Array(labels * size)
  const seen = new Float64Array(labels * size).fill(1e-6)
  const order = shuffled(vectors.length)
  const score = scorer(weights, lessons)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const [turn, row] of order.entries()) {
      if (turn % AT_ONCE === 0) yield
      const vector = vectors[row]!
      const { ids, values } = vector
      const beliefs = softmax(score(vector))
      for (let c = 0; c < labels; c++) {
        const error = beliefs[c]! - (c === classes[row] ? 1 : 0)
        if (Math.abs(error) < 0.001) continue
        for (let i = 0; i < ids.length; i++) {
          const at = c * size + ids[i]!
          const slope = error * values[i]!
          seen[at]! += slope * slope
          weights[at]! -= (STEP * slope) / Math.sqrt(seen[at]!)
        }
      }
    }
  }
  return score
}
