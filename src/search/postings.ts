/** How often terms repeat and how long entries are, before they count less (BM25's k1 and b). */
export interface Saturation {
  k1: number
  b: number
}

/** A term of a query; `weight` is its rarity × how often it occurs × how much it is trusted. */
export interface WeightedTerm {
  id: number | undefined
  weight: number
}

/**
 * An inverted index of one kind of feature that entries can join and leave. Slots are numbers given by
 * the owner and are never used twice. Scores are BM25 (Robertson and Zaragoza 2009) divided by what the
 * query could reach at most, so that they compare across queries: about 1 is "all of it is here".
 */
export class Postings {
  readonly #ids = new Map<string, number>()
  readonly #slots: number[][] = []
  readonly #counts: number[][] = []
  /** In how many living entries a term occurs. */
  readonly #spread: number[] = []
  readonly #lengths: number[] = []
  #entries = 0
  #total = 0
  /** Rarity of every term; undefined after a change, computed again at the next look. */
  #rarities: Float64Array | undefined
  #tally = new Int32Array(1024)

  /** The number of a term, made when it is new. */
  idOf(term: string): number {
    const known = this.#ids.get(term)
    if (known !== undefined) return known
    const id = this.#slots.length
    this.#ids.set(term, id)
    this.#slots.push([])
    this.#counts.push([])
    this.#spread.push(0)
    this.#rarities = undefined
    return id
  }

  idsOf(terms: readonly string[]): Int32Array {
    const ids = new Int32Array(terms.length)
    for (let i = 0; i < terms.length; i++) ids[i] = this.idOf(terms[i]!)
    return ids
  }

  knownId(term: string): number | undefined {
    return this.#ids.get(term)
  }

  get terms(): number {
    return this.#slots.length
  }

  add(slot: number, ids: Int32Array): void {
    const tally = this.#room()
    for (const id of ids) tally[id]!++
    for (const id of ids) {
      const count = tally[id]!
      if (count === 0) continue
      tally[id] = 0
      this.#slots[id]!.push(slot)
      this.#counts[id]!.push(count)
      this.#spread[id]!++
    }
    this.#lengths[slot] = ids.length
    this.#changed(1, ids.length)
  }

  /** The owner gives back what it added. The slot stays in the lists; the owner skips the dead. */
  remove(ids: Int32Array): void {
    for (const id of new Set(ids)) this.#spread[id]!--
    this.#changed(-1, -ids.length)
  }

  #changed(entries: number, length: number): void {
    this.#entries += entries
    this.#total += length
    this.#rarities = undefined
  }

  #room(): Int32Array {
    if (this.#tally.length < this.terms) this.#tally = new Int32Array(this.terms * 2)
    return this.#tally
  }

  /** Inverse document frequencies by term number. */
  get rarities(): Float64Array {
    this.#rarities ??= Float64Array.from(this.#spread, df => this.#rarity(df))
    return this.#rarities
  }

  /** How much a term says; most of all for one that was never seen. */
  rarity(id: number | undefined): number {
    return id === undefined ? this.#rarity(0) : this.rarities[id]!
  }

  #rarity(spread: number): number {
    return Math.log(1 + (this.#entries - spread + 0.5) / (spread + 0.5))
  }

  /** Adds the score of every entry that has any of the terms to `into[slot]`. */
  score(query: readonly WeightedTerm[], { k1, b }: Saturation, into: Float64Array): void {
    const self = weightOf(query)
    if (self === 0) return
    const mean = this.#total / Math.max(1, this.#entries) || 1
    const lengths = this.#lengths
    const fixed = k1 * (1 - b)
    const perLength = (k1 * b) / mean
    for (const { id, weight } of query) {
      if (id === undefined) continue
      const slots = this.#slots[id]!
      const counts = this.#counts[id]!
      const gain = (weight * (k1 + 1)) / self
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
