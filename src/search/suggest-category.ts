import type { Office } from '../domain/office/office.ts'
import { normalise } from './words/text.ts'

export interface CategorySuggestion {
  categoryId: string
  departmentId: string
  /** 0 to 1. */
  confidence: number
}

/**
 * Suggests the category whose words have the highest score in a text. Longer words, words of few categories and words
 * near the beginning score higher; repetition adds little. Undefined when no word of any category occurs.
 */
export function categorySuggester(
  categories: Office['categories'],
): (text: string) => CategorySuggestion | undefined {
  const claims = new Map<string, number>()
  for (const { words } of categories) for (const word of words) claims.set(word, (claims.get(word) ?? 0) + 1)
  return text => {
    const plain = normalise(text.slice(0, 2000))
    const scores = categories.map(({ words, urgent }) => {
      // An urgent category has deadlines of its own, so a word in passing must not be enough for it.
      const doubt = urgent ? 0.9 : 1
      return doubt * words.reduce((sum, word) => sum + weigh(plain, word, claims.get(word) ?? 1), 0)
    })
    const best = scores.indexOf(Math.max(...scores))
    const score = scores[best] ?? 0
    const category = categories[best]
    if (category === undefined || score === 0) return undefined
    const total = scores.reduce((a, b) => a + b, 0)
    const confidence = (score / total) * (1 - Math.exp(-score))
    return {
      categoryId: category.id,
      departmentId: category.department,
      confidence: Math.round(confidence * 100) / 100,
    }
  }
}

function weigh(plain: string, word: string, claims: number): number {
  const first = plain.indexOf(word)
  if (first < 0) return 0
  const times = plain.split(word).length - 1
  const early = first < 30 ? 1.3 : 1
  return ((word.length ** 1.3 * (1 + Math.log(times))) / claims) * early * 0.5
}
