import type { Bag } from './bag.ts'

/** BM25's parameters: `k1` for repetition, `b` for length. */
export interface Saturation {
  k1: number
  b: number
}

/** A term of a query. */
export interface WeightedTerm {
  /** Undefined when no entry has the term. */
  id: number | undefined
  /** Inverse document frequency. */
  rarity: number
  /** Rarity times the damped count in the query. */
  weight: number
}

/**
 * An inverted index of one kind of term. Entries can be added and removed. The owner numbers them by slots and uses no slot
 * twice. Scores are BM25 (Robertson and Zaragoza 2009) divided by the sum of the query's weights, so that scores of
 * different queries can be compared: about 1 means that an entry has all terms.
 */
export class Postings {
  readonly #ids = new Map<string, number>()
  /** For pairs of terms: by the id of the first, the id of the second → the id of the pair. */
  readonly #pairs: (Map<number, number> | undefined)[] = []
  readonly #slots: number[][] = []
  readonly #counts: number[][] = []
  /** Number of entries with each term; removed entries do not count. */
  readonly #spread: number[] = []
  readonly #lengths: number[] = []
  #entries = 0
  #total = 0
  /** Rarity of each term; undefined after a change until it is needed again. */
  #rarities: Float64Array | undefined
  /** Rarity of a term that no entry has. */
  #unseen = this.#rarity(0)

  /** The id of a term; a new one is assigned. */
  idOf(term: string): number {
    const known = this.#ids.get(term)
    if (known !== undefined) return known
    const id = this.#another()
    this.#ids.set(term, id)
    return id
  }

  /** The id of a pair of another index's terms. Keyed by ids, because a million joined strings are slow to look up. */
  idOfPair(first: number, second: number): number {
    this.#pairs[first] ??= new Map()
    const seconds = this.#pairs[first]
    const known = seconds.get(second)
    if (known !== undefined) return known
    const id = this.#another()
    seconds.set(second, id)
    return id
  }

  knownPair(first: number | undefined, second: number | undefined): number | undefined {
    return first === undefined || second === undefined ? undefined : this.#pairs[first]?.get(second)
  }

  #another(): number {
    this.#slots.push([])
    this.#counts.push([])
    this.#spread.push(0)
    this.#rarities = undefined
    return this.#slots.length - 1
  }

  idsOf(terms: readonly string[]): Int32Array {
    const ids = new Int32Array(terms.length)
    for (let i = 0; i < terms.length; i++) ids[i] = this.idOf(terms[i]!)
    return ids
  }

  knownId(term: string): number | undefined {
    return this.#ids.get(term)
  }

  /** Mean number of terms of an entry. */
  get meanLength(): number {
    return this.#total / Math.max(1, this.#entries) || 1
  }

  get terms(): number {
    return this.#slots.length
  }

  add(slot: number, { ids, counts, length }: Bag): void {
    for (const [i, id] of ids.entries()) {
      this.#slots[id]!.push(slot)
      this.#counts[id]!.push(counts[i]!)
      this.#spread[id]!++
    }
    this.#lengths[slot] = length
    this.#changed(1, length)
  }

  /** Removes what the owner added. The slot stays in the lists; the owner ignores removed slots. */
  remove({ ids, length }: Bag): void {
    for (const id of ids) this.#spread[id]!--
    this.#changed(-1, -length)
  }

  #changed(entries: number, length: number): void {
    this.#entries += entries
    this.#unseen = this.#rarity(0)
    this.#total += length
    this.#rarities = undefined
  }

  /** Inverse document frequencies by term id. */
  get rarities(): Float64Array {
    this.#rarities ??= Float64Array.from(this.#spread, df => this.#rarity(df))
    return this.#rarities
  }

  /** Inverse document frequency of a term; an unknown term has the highest. */
  rarity(id: number | undefined): number {
    return id === undefined ? this.#unseen : this.rarities[id]!
  }

  #rarity(spread: number): number {
    return Math.log(1 + (this.#entries - spread + 0.5) / (spread + 0.5))
  }

  /** Adds `share` times the score of each entry that has any of the terms to `into[slot]`. */
  score(query: readonly WeightedTerm[], { k1, b }: Saturation, into: Float64Array, share = 1): void {
    const self = weightOf(query)
    if (self === 0) return
    const lengths = this.#lengths
    const fixed = k1 * (1 - b)
    const perLength = (k1 * b) / this.meanLength
    for (const { id, weight } of query) {
      if (id === undefined) continue
      const slots = this.#slots[id]!
      const counts = this.#counts[id]!
      const gain = (share * weight * (k1 + 1)) / self
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i]!
        const count = counts[i]!
        into[slot]! += (gain * count) / (count + fixed + perLength * lengths[slot]!)
      }
    }
  }
}

function weightOf(query: readonly WeightedTerm[]): number {
  let sum = 0
  for (const term of query) sum += term.weight
  return sum
}
