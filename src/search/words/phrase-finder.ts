/**
 * Finds which of many fixed phrases occur in a text. It reads the text once and compares at each position only the
 * phrases that begin with the character there; `includes` would read the text once for each phrase.
 */
export class PhraseFinder {
  readonly #phrases: readonly string[]
  /** Indexes of the phrases by their first UTF-16 unit. */
  readonly #byFirst = new Map<number, number[]>()
  /** The empty phrase occurs in every text. */
  readonly #empty: readonly number[]

  constructor(phrases: Iterable<string>) {
    this.#phrases = [...phrases]
    this.#empty = this.#phrases.flatMap((phrase, number) => (phrase === '' ? [number] : []))
    for (const [number, phrase] of this.#phrases.entries()) {
      if (phrase === '') continue
      const first = phrase.charCodeAt(0)
      const same = this.#byFirst.get(first)
      if (same === undefined) this.#byFirst.set(first, [number])
      else same.push(number)
    }
  }

  /** Whether any of the phrases occurs. */
  occurs(text: string): boolean {
    if (this.#empty.length > 0) return true
    for (let at = 0; at < text.length; at++) {
      for (const number of this.#byFirst.get(text.charCodeAt(at)) ?? NONE)
        if (text.startsWith(this.#phrases[number]!, at)) return true
    }
    return false
  }

  /** The indexes of the phrases that occur; a phrase that is listed twice has two. */
  numbersIn(text: string): ReadonlySet<number> {
    const found = new Set(this.#empty)
    for (let at = 0; at < text.length; at++) {
      for (const number of this.#byFirst.get(text.charCodeAt(at)) ?? NONE)
        if (!found.has(number) && text.startsWith(this.#phrases[number]!, at)) found.add(number)
    }
    return found
  }
}

const NONE: readonly number[] = []
