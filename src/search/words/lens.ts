import type { Postings, Saturation, WeightedTerm } from '../postings.ts'

/**
 * One kind of feature, turned on single entries, or pieces of them, with the query of the moment in view. Where a
 * list of postings would look at every entry, this looks at the few that are left.
 */
export class Lens {
  readonly #postings: Postings
  #weights = new Float64Array(0)
  #counts = new Int32Array(0)
  #query: readonly WeightedTerm[] = []
  #rarities: Float64Array = new Float64Array(0)
  /** The weights of the query's terms together. */
  #self = 0

  constructor(postings: Postings) {
    this.#postings = postings
  }

  aim(query: readonly WeightedTerm[]): void {
    for (const { id } of this.#query) if (id !== undefined) this.#weights[id] = 0
    if (this.#weights.length < this.#postings.terms) {
      this.#weights = new Float64Array(this.#postings.terms * 2)
      this.#counts = new Int32Array(this.#postings.terms * 2)
    }
    this.#query = query
    this.#rarities = this.#postings.rarities
    this.#self = 0
    for (const { id, weight } of query) {
      if (id !== undefined) this.#weights[id] = weight
      this.#self += weight
    }
  }

  /** BM25 of the terms `ids`, from 0 to about 1, "all of it is here"; `length` in units of the mean, by default that of entries. */
  see(ids: Int32Array, saturation: Saturation, length = ids.length / this.#postings.meanLength): number {
    return this.#saturated(this.#shared(ids), saturation, length)
  }

  /** How many of the query's terms are among `ids`, and how rare the rarest of them is (1: as rare as can be). */
  coverage(ids: Int32Array): { share: number; rarest: number } {
    const found = new Set(this.#shared(ids))
    let rarest = 0
    for (const id of found) rarest = Math.max(rarest, this.#rarities[id]!)
    return {
      share: found.size / Math.max(1, this.#query.length),
      rarest: rarest / this.#postings.rarity(undefined),
    }
  }

  /** How alike two sets of terms are by their rarity, and how much of the query, and of `ids`, the other has. */
  overlap(ids: Int32Array): { dice: number; asked: number; own: number } {
    let own = 0
    let common = 0
    let asked = 0
    for (const id of ids) {
      const rarity = this.#rarities[id]!
      own += rarity
      const weight = this.#weights[id]!
      if (weight === 0) continue
      common += rarity
      asked += weight
    }
    if (common === 0) return { dice: 0, asked: 0, own: 0 }
    return { dice: (2 * common) / (this.#self + own), asked: asked / this.#self, own: common / own }
  }

  #shared(ids: Int32Array): number[] {
    const shared: number[] = []
    for (const id of ids) if (this.#weights[id]! > 0) shared.push(id)
    return shared
  }

  #saturated(shared: readonly number[], { k1, b }: Saturation, length: number): number {
    if (shared.length === 0) return 0
    const counts = this.#counts
    for (const id of shared) counts[id]!++
    let sum = 0
    for (const id of shared) {
      const count = counts[id]!
      if (count === 0) continue
      counts[id] = 0
      sum += (this.#weights[id]! * (k1 + 1) * count) / (count + k1 * (1 - b + b * length))
    }
    return sum / this.#self
  }
}
