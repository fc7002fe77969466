import { MAX_QUERY_CHARACTERS, normalise, sentencesOf, tokensOf } from './text.ts'

/** A question, normalised and taken apart once for all that asks for a part of it. */
export class Reading {
  /** Normalised; more than MAX_QUERY_CHARACTERS is not read. */
  readonly plain: string
  #said: string | undefined
  #tokens: readonly string[] | undefined

  constructor(text: string) {
    this.plain = normalise(text.slice(0, MAX_QUERY_CHARACTERS))
  }

  /** Its sentences, each once and on a line of its own: a sentence said again says nothing new. */
  get said(): string {
    this.#said ??= [...new Set(sentencesOf(this.plain))].join('\n')
    return this.#said
  }

  /** The words of `said`, which do not overlap. */
  get tokens(): readonly string[] {
    this.#tokens ??= tokensOf(this.said)
    return this.#tokens
  }
}
