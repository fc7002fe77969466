import { createRequire } from 'node:module'
import { featuresOf, type LabelledText, normalise, type RoutedText } from '../../src/search/mod.ts'

/** What is used of libsvm-js, which has no types: samples are dense. */
interface Svm {
  train(samples: number[][], labels: number[]): void
  predictOne(sample: number[]): number
  free(): void
}
type SvmClass = { new (options: object): Svm; KERNEL_TYPES: { LINEAR: number } }
const SVM = createRequire(import.meta.url)('libsvm-js/asm') as SvmClass

/** libsvm takes dense rows only: so many of the most frequent words. */
const MOST_WORDS = 3000

/** The plain strong baseline for routing: TF-IDF over jieba words and libsvm's linear kernel, C = 1. */
export function libsvm(rows: readonly LabelledText[]) {
  const words = ({ title = '', text }: RoutedText) => featuresOf(normalise(`${title} ${text}`)).words
  const texts = rows.map(words)
  const spread = new Map<string, number>()
  for (const text of texts) for (const word of new Set(text)) spread.set(word, (spread.get(word) ?? 0) + 1)
  const known = [...spread].sort((a, b) => b[1] - a[1]).slice(0, MOST_WORDS)
  const ids = new Map(known.map(([word], i) => [word, i]))
  const rarity = known.map(([, df]) => 1 + Math.log((1 + rows.length) / (1 + df)))
  const sample = (said: readonly string[]) => {
    const values = new Array<number>(known.length).fill(0)
    for (const word of said) {
      const id = ids.get(word)
      if (id !== undefined) values[id]! += rarity[id]!
    }
    const length = Math.hypot(...values) || 1
    return values.map(value => value / length)
  }
  const labels = [...new Set(rows.map(row => row.label))]
  const svm = new SVM({ kernel: SVM.KERNEL_TYPES.LINEAR, cost: 1, quiet: true })
  svm.train(
    texts.map(sample),
    rows.map(row => labels.indexOf(row.label)),
  )
  return {
    predict: (text: RoutedText) => [{ label: labels[svm.predictOne(sample(words(text)))] ?? '' }],
  }
}
