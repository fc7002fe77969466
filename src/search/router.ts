import { complementBayes } from './learning/complement-bayes.ts'
import { linearSvm } from './learning/linear-svm.ts'
import { logistic } from './learning/logistic.ts'
import { softmax, type Vector } from './learning/sparse.ts'
import { type RoutedTerms, type RoutedText, routedTermsOf, Vocabulary } from './router-terms.ts'

export type { RoutedText } from './router-terms.ts'

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

/** These bring the scores of each learner to the spread of a probability; the votes then count the same. */
const SHARPNESS = { bayes: 6, logistic: 1, svm: 3 } as const
/** How far a label that was taught often is held back: that most cases were about roads does not make this one so. */
const HELD_BACK = 0.3
/** Texts taken apart before others are let in. */
const AT_ONCE = 10

/**
 * Learns where texts belong: three learners over the same weighted terms and themes, their votes added. Bayes is
 * strong on few rows, the others on many; together they are right more often than any (docs/decisions).
 * Deterministic: the same rows give the same model.
 */
export function train(rows: Iterable<LabelledText>): RouterModel {
  const learning = learn(rows)
  let step = learning.next()
  while (!step.done) step = learning.next()
  return step.value
}

/** The same model, learned in short steps (2 ms at the median, the longest about 0.1 s for 2,000 texts) with `pause` in between: for a process that has others waiting. */
export async function trainGently(
  rows: Iterable<LabelledText>,
  pause: () => Promise<void>,
): Promise<RouterModel> {
  const learning = learn(rows)
  for (;;) {
    const step = learning.next()
    if (step.done) return step.value
    await pause()
  }
}

function* learn(rows: Iterable<LabelledText>): Generator<void, RouterModel> {
  const texts: { label: string; parts: RoutedTerms }[] = []
  for (const row of rows) {
    texts.push({ label: row.label, parts: routedTermsOf(row) })
    if (texts.length % AT_ONCE === 0) yield
  }
  const labels = [...new Set(texts.map(t => t.label))].sort()
  const vocabulary = new Vocabulary(texts.map(t => t.parts))
  const vectors: Vector[] = []
  for (const { parts } of texts) {
    vectors.push(vocabulary.vector(parts))
    if (vectors.length % AT_ONCE === 0) yield
  }
  const lessons = {
    vectors,
    classes: texts.map(t => labels.indexOf(t.label)),
    labels: labels.length,
    size: vocabulary.size,
  }
  const counts = new Array<number>(labels.length).fill(0)
  for (const label of lessons.classes) counts[label]!++
  yield
  const bayes = complementBayes(lessons)
  yield
  const linear = yield* logistic(lessons)
  const svm = yield* linearSvm(lessons)
  return {
    labels,
    predict(text) {
      const vector = vocabulary.vector(routedTermsOf(text))
      const votes = [
        softmax(bayes(vector), SHARPNESS.bayes),
        softmax(linear(vector), SHARPNESS.logistic),
        softmax(svm(vector), SHARPNESS.svm),
      ]
      const belief = labels.map(
        (_, i) => votes.reduce((sum, vote) => sum + vote[i]!, 0) * counts[i]! ** -HELD_BACK,
      )
      const whole = belief.reduce((a, b) => a + b, 0)
      return labels
        .map((label, i) => ({ label, score: Math.min(1, belief[i]! / whole) }))
        .sort((a, b) => b.score - a.score || (a.label < b.label ? -1 : 1))
    },
  }
}
