import { featuresOf, isContentWord, normalise } from './text.ts'

export interface RoutedText {
  /** Says most in the fewest words: its terms count twice. */
  title?: string
  text: string
}

/** A text that someone has already put where it belongs. */
export interface LabelledText extends RoutedText {
  label: string
}

export interface Prediction {
  label: string
  /** 0 to 1. */
  score: number
}

export interface RouterModel {
  readonly labels: readonly string[]
  /** All labels, best first; scores sum to 1. Empty when the model was trained on nothing. */
  predict(text: RoutedText): Prediction[]
}

/** Terms of a text for classification: content words and pairs of neighbours. */
function termsOf({ title = '', text }: RoutedText): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [part, times] of [
    [title, TITLE_COUNTS],
    [text, 1],
  ] as const) {
    const { words, pairs } = featuresOf(normalise(part.slice(0, MOST_CHARACTERS)))
    for (const term of [...words.filter(isContentWord), ...pairs.map(pair => `~${pair}`)])
      counts.set(term, (counts.get(term) ?? 0) + times)
  }
  return counts
}

const TITLE_COUNTS = 2
const MOST_CHARACTERS = 1500
/** A term seen in one text only teaches nothing that generalises. */
const LEAST_TEXTS = 2
const EPOCHS = 12
const STEP = 0.5
const SMOOTHING = 0.3

/**
 * Learns where texts belong: complement naive Bayes (Rennie 2003) and multinomial logistic regression
 * over the same weighted terms, their votes added. The first is strong on few rows, the second on many.
 * Deterministic: the same rows give the same model.
 */
export function train(rows: Iterable<LabelledText>): RouterModel {
  const texts = [...rows].map(row => ({ label: row.label, terms: termsOf(row) }))
  const labels = [...new Set(texts.map(t => t.label))].sort()
  const vocabulary = new Vocabulary(texts.map(t => t.terms))
  const vectors = texts.map(t => vocabulary.vector(t.terms))
  const classes = texts.map(t => labels.indexOf(t.label))
  const bayes = complementBayes(vectors, classes, labels.length, vocabulary.size)
  const linear = logistic(vectors, classes, labels.length, vocabulary.size)
  return {
    labels,
    predict(text) {
      const vector = vocabulary.vector(termsOf(text))
      const first = softmax(dot(bayes, vector, labels.length).map(v => v * BAYES_SHARPNESS))
      const second = softmax(dot(linear, vector, labels.length))
      return labels
        .map((label, i) => ({ label, score: (first[i]! + second[i]!) / 2 }))
        .sort((a, b) => b.score - a.score)
    },
  }
}

/** Complement weights are small differences of logarithms; this brings them to the spread of a probability. */
const BAYES_SHARPNESS = 6

interface Vector {
  ids: Int32Array
  values: Float64Array
}

/** The terms worth keeping, with how rare each is; turns counts into vectors of length one. */
class Vocabulary {
  readonly #ids = new Map<string, number>()
  readonly #rarity: number[] = []

  constructor(texts: readonly ReadonlyMap<string, number>[]) {
    const spread = new Map<string, number>()
    for (const terms of texts) for (const term of terms.keys()) spread.set(term, (spread.get(term) ?? 0) + 1)
    for (const [term, df] of spread) {
      if (df < LEAST_TEXTS) continue
      this.#ids.set(term, this.#rarity.length)
      this.#rarity.push(1 + Math.log((1 + texts.length) / (1 + df)))
    }
  }

  get size(): number {
    return this.#rarity.length
  }

  vector(terms: ReadonlyMap<string, number>): Vector {
    const ids: number[] = []
    const values: number[] = []
    let squares = 0
    for (const [term, count] of terms) {
      const id = this.#ids.get(term)
      if (id === undefined) continue
      const value = (1 + Math.log(count)) * this.#rarity[id]!
      ids.push(id)
      values.push(value)
      squares += value * value
    }
    const length = Math.sqrt(squares) || 1
    return { ids: Int32Array.from(ids), values: Float64Array.from(values, v => v / length) }
  }
}

function complementBayes(
  vectors: readonly Vector[],
  classes: readonly number[],
  labels: number,
  size: number,
) {
  const inside = new Float64Array(labels * size)
  const all = new Float64Array(size)
  for (const [row, { ids, values }] of vectors.entries()) {
    for (let i = 0; i < ids.length; i++) {
      inside[classes[row]! * size + ids[i]!]! += values[i]!
      all[ids[i]!]! += values[i]!
    }
  }
  const weights = new Float64Array(labels * size)
  for (let c = 0; c < labels; c++) {
    let total = 0
    for (let id = 0; id < size; id++) total += all[id]! - inside[c * size + id]! + SMOOTHING
    for (let id = 0; id < size; id++) {
      weights[c * size + id] = -Math.log((all[id]! - inside[c * size + id]! + SMOOTHING) / total)
    }
  }
  // Centred over the labels, so that only differences count.
  for (let id = 0; id < size; id++) {
    let mean = 0
    for (let c = 0; c < labels; c++) mean += weights[c * size + id]! / labels
    for (let c = 0; c < labels; c++) weights[c * size + id]! -= mean
  }
  return weights
}

/** Stochastic gradient with AdaGrad steps, in the order given; no regularisation but few epochs. */
function logistic(vectors: readonly Vector[], classes: readonly number[], labels: number, size: number) {
  const weights = new Float64Array(labels * size)
  const seen = new Float64Array(labels * size).fill(1e-6)
  const order = shuffled(vectors.length)
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const row of order) {
      const { ids, values } = vectors[row]!
      const beliefs = softmax(dot(weights, vectors[row]!, labels))
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
  return weights
}

/** A fixed shuffle (a linear congruential sequence): rows often come sorted by label. */
function shuffled(length: number): number[] {
  const order = Array.from({ length }, (_, i) => i)
  let state = 12345
  for (let i = length - 1; i > 0; i--) {
    state = (state * 1103515245 + 12345) % 2147483648
    const j = state % (i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}

function dot(weights: Float64Array, { ids, values }: Vector, labels: number): number[] {
  const size = weights.length / Math.max(1, labels)
  return Array.from({ length: labels }, (_, c) => {
    let sum = 0
    for (let i = 0; i < ids.length; i++) sum += weights[c * size + ids[i]!]! * values[i]!
    return sum
  })
}

function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores)
  const powers = scores.map(s => Math.exp(s - highest))
  const total = powers.reduce((a, b) => a + b, 0)
  return powers.map(p => p / total)
}
