import { MAX_QUERY_CHARACTERS, normalise, sentencesOf, tokensOf } from './text.ts'

/** A question that is normalised and segmented once, however many steps of a search need it. */
export class Reading {
  /** The normalised text, cut to MAX_QUERY_CHARACTERS. */
  readonly plain: string
  #said: string | undefined
  #tokens: readonly string[] | undefined

  constructor(text: string) {
    this.plain = normalise(text.slice(0, MAX_QUERY_CHARACTERS))
  }

  /** The distinct sentences, one a line: a repeated sentence must not count twice. */
  get said(): string {
    this.#said ??= [...new Set(sentencesOf(this.plain))].join('\n')
    return this.#said
  }

  /** The words of `said` in order, without overlaps. */
  get tokens(): readonly string[] {
    this.#tokens ??= tokensOf(this.said)
    return this.#tokens
  }
}
