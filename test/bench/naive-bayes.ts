import { featuresOf, type LabelledText, normalise, type RoutedText } from '../../src/search/mod.ts'

/** The plain baseline for routing: multinomial naive Bayes over jieba words, add-one smoothing. */
export function naiveBayes(rows: readonly LabelledText[]) {
  const words = ({ title = '', text }: RoutedText) => featuresOf(normalise(`${title} ${text}`)).words
  const counts = new Map<string, Map<string, number>>()
  const totals = new Map<string, number>()
  const documents = new Map<string, number>()
  const known = new Set<string>()
  for (const row of rows) {
    const own = counts.get(row.label) ?? new Map<string, number>()
    counts.set(row.label, own)
    documents.set(row.label, (documents.get(row.label) ?? 0) + 1)
    for (const word of words(row)) {
      own.set(word, (own.get(word) ?? 0) + 1)
      totals.set(row.label, (totals.get(row.label) ?? 0) + 1)
      known.add(word)
    }
  }
  return {
    predict(text: RoutedText) {
      const said = words(text).filter(word => known.has(word))
      return [...counts]
        .map(([label, own]) => {
          const total = (totals.get(label) ?? 0) + known.size
          const score = said.reduce(
            (sum, word) => sum + Math.log(((own.get(word) ?? 0) + 1) / total),
            Math.log((documents.get(label) ?? 0) / rows.length),
          )
          return { label, score }
        })
        .sort((a, b) => b.score - a.score)
    },
  }
}
