import type { Vector } from './learning/sparse.ts'
import { featuresOf, isContentWord, normalise } from './words/text.ts'
import { THEMES, themesIn } from './words/themes.ts'

export interface RoutedText {
  /** Its terms count twice, because a title says most in the fewest words. */
  title?: string
  text: string
}

/** The terms of a text, for routing. */
export interface RoutedTerms {
  /** Content words, and pairs of neighbouring characters with a `~` before them. */
  terms: Map<string, number>
  /** Indexes of THEMES with their counts. */
  themes: Map<number, number>
}

const TITLE_COUNTS = 2
const MOST_CHARACTERS = 1500
/** A term that occurs in a single text does not generalise. */
const LEAST_TEXTS = 2
/** Norm of the themes' part of a vector; the terms' part has norm 1. */
const THEMES_COUNT = 0.6

export function routedTermsOf({ title = '', text }: RoutedText): RoutedTerms {
  const terms = new Map<string, number>()
  const themes = new Map<number, number>()
  for (const [part, times] of [
    [title, TITLE_COUNTS],
    [text, 1],
  ] as const) {
    const plain = normalise(part.slice(0, MOST_CHARACTERS))
    const { words, pairs } = featuresOf(plain)
    for (const term of [...words.filter(isContentWord), ...pairs.map(pair => `~${pair}`)])
      terms.set(term, (terms.get(term) ?? 0) + times)
    for (const [theme, count] of themesIn(plain)) themes.set(theme, (themes.get(theme) ?? 0) + count * times)
  }
  return { terms, themes }
}

/** Ids of the terms of the training texts, and the rarity of each. */
export class Vocabulary {
  readonly #ids = new Map<string, number>()
  readonly #rarity: number[] = []

  constructor(texts: readonly RoutedTerms[]) {
    const spread = new Map<string, number>()
    for (const { terms } of texts)
      for (const term of terms.keys()) spread.set(term, (spread.get(term) ?? 0) + 1)
    for (const [term, df] of spread) {
      if (df < LEAST_TEXTS) continue
      this.#ids.set(term, this.#rarity.length)
      this.#rarity.push(1 + Math.log((1 + texts.length) / (1 + df)))
    }
  }

  /** Number of terms and themes; themes come after the terms. */
  get size(): number {
    return this.#rarity.length + THEMES.length
  }

  vector({ terms, themes }: RoutedTerms): Vector {
    const said: [id: number, value: number][] = []
    for (const [term, count] of terms) {
      const id = this.#ids.get(term)
      if (id !== undefined) said.push([id, (1 + Math.log(count)) * this.#rarity[id]!])
    }
    const about = [...themes].map(([theme, count]): [number, number] => [
      this.#rarity.length + theme,
      Math.log(1 + count),
    ])
    const both = [...scaled(said, 1), ...scaled(about, THEMES_COUNT)]
    return { ids: Int32Array.from(both, b => b[0]), values: Float64Array.from(both, b => b[1]) }
  }
}

function scaled(part: readonly [number, number][], length: number): [number, number][] {
  const own = Math.sqrt(part.reduce((sum, [, value]) => sum + value * value, 0)) || 1
  return part.map(([id, value]) => [id, (value * length) / own])
}
