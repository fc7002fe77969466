import type { Bag } from './bag.ts'

/** How often terms repeat and how long entries are, before they count less (BM25's k1 and b). */
export interface Saturation {
  k1: number
  b: number
}

/** A term of a query. */
export interface WeightedTerm {
  /** Undefined: no entry has it. */
  id: number | undefined
  /** How much it says. */
  rarity: number
  /** Rarity × how often it occurs × how much it is trusted. */
  weight: number
}

/**
 * An inverted index of one kind of feature that entries can join and leave. Slots are numbers given by
 * the owner and are never used twice. Scores are BM25 (Robertson and Zaragoza 2009) divided by what the
 * query could reach at most, so that they compare across queries: about 1 is "all of it is here".
 */
export class Postings {
  readonly #ids = new Map<string, number>()
  /** For terms that are two others in a row: the second's number → the pair's, by the first's number. */
  readonly #pairs: (Map<number, number> | undefined)[] = []
  readonly #slots: number[][] = []
  readonly #counts: number[][] = []
  /** In how many living entries a term occurs. */
  readonly #spread: number[] = []
  readonly #lengths: number[] = []
  #entries = 0
  #total = 0
  /** Rarity of every term; undefined after a change, computed again at the next look. */
  #rarities: Float64Array | undefined
  /** Rarity of a term that no entry has. */
  #unseen = this.#rarity(0)

  /** The number of a term, made when it is new. */
  idOf(term: string): number {
    const known = this.#ids.get(term)
    if (known !== undefined) return known
    const id = this.#another()
    this.#ids.set(term, id)
    return id
  }

  /** The number of a pair of another index's terms. By numbers, because a million joined strings are slow to look up. */
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

  /** Terms of an entry on the average. */
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

  /** The owner gives back what it added. The slot stays in the lists; the owner skips the dead. */
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

  /** Inverse document frequencies by term number. */
  get rarities(): Float64Array {
    this.#rarities ??= Float64Array.from(this.#spread, df => this.#rarity(df))
    return this.#rarities
  }

  /** How much a term says; most of all for one that was never seen. */
  rarity(id: number | undefined): number {
    return id === undefined ? this.#unseen : this.rarities[id]!
  }

  #rarity(spread: number): number {
    return Math.log(1 + (this.#entries - spread + 0.5) / (spread + 0.5))
  }

  /** Adds `share` × the score of every entry that has any of the terms to `into[slot]`. */
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

export function weightOf(query: readonly WeightedTerm[]): number {
  let sum = 0
  for (const term of query) sum += term.weight
  return sum
}
