/**
 * Finds which of many fixed phrases occur in a text. It reads the text once and compares at each position only the
 * phrases that begin with the characters there; `includes` would read the text once for each phrase.
 */
export class PhraseFinder {
  readonly #phrases: readonly string[]
  /** Indexes of the phrases of one UTF-16 unit, by that. */
  readonly #single = new Map<number, number[]>()
  /** Indexes of the longer phrases by their first two units. */
  readonly #byPair = new Map<number, number[]>()
  /** The empty phrase occurs in every text. */
  readonly #empty: readonly number[]

  constructor(phrases: Iterable<string>) {
    this.#phrases = [...phrases]
    this.#empty = this.#phrases.flatMap((phrase, number) => (phrase === '' ? [number] : []))
    for (const [number, phrase] of this.#phrases.entries()) {
      if (phrase.length === 1) add(this.#single, phrase.charCodeAt(0), number)
      else if (phrase.length > 1) add(this.#byPair, pairAt(phrase, 0), number)
    }
  }

  /** Whether any of the phrases occurs. */
  occurs(text: string): boolean {
    if (this.#empty.length > 0) return true
    for (let at = 0; at < text.length; at++) {
      if (this.#single.has(text.charCodeAt(at))) return true
      for (const number of this.#byPair.get(pairAt(text, at)) ?? NONE)
        if (text.startsWith(this.#phrases[number]!, at)) return true
    }
    return false
  }

  /** The indexes of the phrases that occur; a phrase that is listed twice has two. */
  numbersIn(text: string): ReadonlySet<number> {
    const found = new Set(this.#empty)
    this.eachIn(text, number => found.add(number))
    return found
  }

  /** Calls for every occurrence of a phrase, in the order of the text; the empty phrase does not count. */
  eachIn(text: string, call: (number: number, at: number) => void): void {
    for (let at = 0; at < text.length; at++) {
      for (const number of this.#single.get(text.charCodeAt(at)) ?? NONE) call(number, at)
      for (const number of this.#byPair.get(pairAt(text, at)) ?? NONE)
        if (text.startsWith(this.#phrases[number]!, at)) call(number, at)
    }
  }
}

const NONE: readonly number[] = []

/** Two units as one number; behind the end of the text there is none. */
const pairAt = (text: string, at: number): number =>
  at + 1 < text.length ? text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1) : -1

function add(index: Map<number, number[]>, key: number, number: number): void {
  const same = index.get(key)
  if (same === undefined) index.set(key, [number])
  else same.push(number)
}
