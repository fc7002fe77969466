import { softmax } from '../learning/sparse.ts'
import { EVERY_TEXT, WantModel } from './want-model.ts'
import { WANTS, type Want, type Wanted } from './wants.ts'

/** A first message whose want is known, by its traits. */
export interface Example {
  traits: ReadonlySet<string>
  wanted: Wanted
  /** How much it counts; 1 is usual. */
  weight: number
}

interface Learning {
  epochs: number
  /** Length of a step. */
  step: number
  /** How strongly each step pulls a weight back to where it began. */
  pull: number
  /** What counts as learned before: the more, the shorter the first steps. */
  known: number
  /** The traits whose weights move; the others stay as they are. */
  moves: (trait: string) => boolean
}

const FROM_NOTHING: Learning = { epochs: 20, step: 0.3, pull: 0.002, known: 1e-8, moves: () => true }

/** Learns from examples alone: first with every trait of at least `leastTexts`, then with the `most` that tell most. */
export function learnFrom(examples: readonly Example[], leastTexts: number, most: number): WantModel {
  const texts = new Map<string, number>()
  for (const { traits } of examples) for (const trait of traits) texts.set(trait, (texts.get(trait) ?? 0) + 1)
  const common = [...texts].filter(([, count]) => count >= leastTexts).map(([trait]) => trait)
  const wide = learn(blank(common), examples, FROM_NOTHING)
  const telling = common
    .map(trait => ({ trait, tells: spread(wide, trait) * Math.sqrt(texts.get(trait)!) }))
    .sort((a, b) => b.tells - a.tells || (a.trait < b.trait ? -1 : 1))
    .slice(0, most)
    .map(({ trait }) => trait)
    .sort()
  return learn(blank(telling), examples, FROM_NOTHING)
}

const blank = (traits: readonly string[]): WantModel =>
  new WantModel(
    new Map([EVERY_TEXT, ...traits].map((trait, row) => [trait, row])),
    new Float64Array((traits.length + 1) * WANTS.length),
  )

function spread({ rowOf, weights }: WantModel, trait: string): number {
  const row = rowOf.get(trait)!
  const own = weights.subarray(row * WANTS.length, (row + 1) * WANTS.length)
  return Math.max(...own) - Math.min(...own)
}

/**
 * Goes on learning from what the model knows: multinomial logistic regression by stochastic gradient with AdaGrad steps.
 * The same examples give the same model.
 */
export function learn(
  model: WantModel,
  examples: readonly Example[],
  { epochs, step, pull, known, moves }: Learning,
): WantModel {
  const begun = model.weights
  const weights = Float64Array.from(begun)
  const learned = new WantModel(model.rowOf, weights)
  const seen = new Float64Array(weights.length).fill(known)
  const moving = new Set([...model.rowOf].flatMap(([trait, row]) => (moves(trait) ? [row] : [])))
  const vectors = examples.map(example => model.vectorOf(example.traits))
  const order = shuffles(examples.length)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const length = epoch < epochs * 0.6 ? step : step / 2
    for (const number of order()) {
      const { wanted, weight } = examples[number]!
      const vector = vectors[number]!
      const belief = softmax(learned.scores(vector))
      for (let want = 0; want < WANTS.length; want++) {
        const error = weight * (belief[want]! - wanted[want]!)
        for (const [i, row] of vector.rows.entries()) {
          if (!moving.has(row)) continue
          const at = row * WANTS.length + want
          // How frequent each want is may move freely.
          const back = row === 0 ? 0 : pull * (weights[at]! - begun[at]!)
          const slope = error * vector.values[i]! + back
          seen[at]! += slope * slope
          weights[at]! -= (length * slope) / Math.sqrt(seen[at]!)
        }
      }
    }
  }
  return learned
}

/** A fixed new order at each call: a linear congruential sequence. */
function shuffles(length: number): () => readonly number[] {
  const order = Array.from({ length }, (_, i) => i)
  let state = 7
  return () => {
    for (let i = length - 1; i > 0; i--) {
      state = (state * 1103515245 + 12345) % 2147483648
      const j = state % (i + 1)
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    return order
  }
}

/** What other answers that people would accept take together. */
const ALSO = 0.25

/** Certainty that a text wants this, shared with what people would accept as well. */
export function wantedOf(want: Want, also: readonly Want[] = []): number[] {
  const others = also.filter(other => other !== want)
  const each = others.length === 0 ? 0 : ALSO / others.length
  return WANTS.map(one => (one === want ? 1 - each * others.length : others.includes(one) ? each : 0))
}
