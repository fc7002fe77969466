import { complementBayes } from './learning/complement-bayes.ts'
import { linearSvm } from './learning/linear-svm.ts'
import { logistic } from './learning/logistic.ts'
import { softmax, type Vector } from './learning/sparse.ts'
import { type RoutedTerms, type RoutedText, routedTermsOf, Vocabulary } from './router-terms.ts'

export type { RoutedText } from './router-terms.ts'

/** A text whose label is known. */
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

/** Scale of each learner's scores before softmax, so that the votes of all three count the same. */
const SHARPNESS = { bayes: 6, logistic: 1, svm: 3 } as const
/** Exponent that reduces the belief in frequent labels: that most cases were about roads does not make this one so. */
const HELD_BACK = 0.3
/** Texts between two yields. */
const AT_ONCE = 10

/**
 * Trains a classifier of texts: three learners on the same weighted terms and themes, whose votes are added. Bayes is
 * strong on few rows, the others on many; together they are right more often than each alone (docs/decisions). The same
 * rows give the same model.
 */
export function train(rows: Iterable<LabelledText>): RouterModel {
  const learning = learn(rows)
  let step = learning.next()
  while (!step.done) step = learning.next()
  return step.value
}

/** Trains the same model in short steps (2 ms at the median, the longest about 0.1 s for 2,000 texts) with `pause` between them, for a process that serves requests. */
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
