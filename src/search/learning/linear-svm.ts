import { dot, type Lessons, type Scorer, shuffled } from './sparse.ts'

/** Cost of a mistake. Rows of a rare label cost more: by the ratio of the others to its own, raised to BALANCE. */
const COST = 1
const BALANCE = 0.5
const EPOCHS = 20
/** Training stops when the largest gradient of an epoch is below this. */
const CLOSE = 0.02

/**
 * A linear support vector machine for each label against all others, squared hinge loss, by dual coordinate descent
 * (Hsieh and others 2008). Yields after each epoch, so that the caller can pause.
 */
export function* linearSvm({ vectors, classes, labels, size }: Lessons): Generator<void, Scorer> {
  const rows = vectors.length
  const order = shuffled(rows)
  // The bias is one more term, which every text has.
  const squares = vectors.map(({ values }) => values.reduce((sum, v) => sum + v * v, 1))
  const weights: Float64Array[] = []
  const biases: number[] = []
  for (let c = 0; c < labels; c++) {
    const own = classes.filter(label => label === c).length
    const cost = COST * (Math.max(1, rows - own) / Math.max(1, own)) ** BALANCE
    const w = new Float64Array(size)
    const alphas = new Float64Array(rows)
    let bias = 0
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      let steepest = 0
      for (const row of order) {
        const vector = vectors[row]!
        const side = classes[row] === c ? 1 : -1
        const slack = 0.5 / (side > 0 ? cost : COST)
        const alpha = alphas[row]!
        const slope = side * (dot(w, vector) + bias) - 1 + alpha * slack
        if (alpha === 0 && slope >= 0) continue
        steepest = Math.max(steepest, Math.abs(slope))
        alphas[row] = Math.max(0, alpha - slope / (squares[row]! + slack))
        const step = (alphas[row]! - alpha) * side
        for (let i = 0; i < vector.ids.length; i++) w[vector.ids[i]!]! += step * vector.values[i]!
        bias += step
      }
      yield
      if (steepest < CLOSE) break
    }
    weights.push(w)
    biases.push(bias)
  }
  return vector => weights.map((w, c) => dot(w, vector) + biases[c]!)
}
