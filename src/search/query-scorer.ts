import type { Bag } from './bag.ts'
import type { Passages } from './passages.ts'
import type { Postings, Saturation, WeightedTerm } from './postings.ts'

/** How a part of an entry overlaps with the query. */
interface Overlap {
  /** The number of the part in the entry. */
  part: number
  /** Dice coefficient of the two, each term weighted by its rarity. */
  dice: number
  /** Share of the query's weight that is in the part. */
  asked: number
  /** Share of the part's rarity that is in the query. */
  own: number
  /** Number of terms of the part. */
  length: number
}

/**
 * Scores single entries, or parts of them, against one query, for one kind of term. Postings score all entries; this
 * scores only the candidates.
 */
export class QueryScorer {
  readonly #postings: Postings
  /** Weight of each term in the prepared query; 0 for terms that are not in it. */
  #weights = new Float64Array(0)
  #counts = new Int32Array(0)
  #query: readonly WeightedTerm[] = []
  #rarities: Float64Array = new Float64Array(0)
  /** Sum of the query's weights. */
  #self = 0
  /** Scratch: positions of the query's terms in `#ids`. Those of the current part are `#from` to `#to`. */
  #shared = new Int32Array(0)
  #ids: Int32Array = new Int32Array(0)
  #from = 0
  #to = 0
  readonly #overlap: Overlap = { part: 0, dice: 0, asked: 0, own: 0, length: 0 }

  constructor(postings: Postings) {
    this.#postings = postings
  }

  prepare(query: readonly WeightedTerm[]): void {
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

  /** BM25 of an entry, divided by the sum of the query's weights: from 0 to about 1. */
  bm25({ ids, counts, length }: Bag, { k1, b }: Saturation): number {
    const weights = this.#weights
    const damping = k1 * (1 - b + b * (length / this.#postings.meanLength))
    let sum = 0
    for (let i = 0; i < ids.length; i++) {
      const weight = weights[ids[i]!]!
      if (weight === 0) continue
      const count = counts[i]!
      sum += (weight * (k1 + 1) * count) / (count + damping)
    }
    return sum === 0 ? 0 : sum / this.#self
  }

  /** Share of the query's terms that an entry has, and the rarity of the rarest of them (1: as rare as an unknown term). */
  coverage({ ids }: Bag): { share: number; rarest: number } {
    const weights = this.#weights
    let found = 0
    let rarest = 0
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!
      if (weights[id] === 0) continue
      found++
      rarest = Math.max(rarest, this.#rarities[id]!)
    }
    return {
      share: found / Math.max(1, this.#query.length),
      rarest: rarest / this.#postings.rarity(undefined),
    }
  }

  /** Calls `take` for each part that shares a term with the query. The object it is given is reused. */
  compare(parts: Passages, take: (overlap: Overlap) => void): void {
    const { ids, partOf, lengths } = parts
    const count = this.#findShared(ids)
    const totals = parts.totals(this.#rarities)
    const overlap = this.#overlap
    for (let from = 0; from < count; from = this.#to) {
      const part = partOf[this.#shared[from]!]!
      let common = 0
      let asked = 0
      let to = from
      for (; to < count && partOf[this.#shared[to]!] === part; to++) {
        const id = ids[this.#shared[to]!]!
        common += this.#rarities[id]!
        asked += this.#weights[id]!
      }
      overlap.part = part
      overlap.dice = (2 * common) / (this.#self + totals[part]!)
      overlap.asked = asked / this.#self
      overlap.own = common / totals[part]!
      overlap.length = lengths[part]!
      this.#ids = ids
      this.#from = from
      this.#to = to
      take(overlap)
    }
  }

  /** Collects the positions of the query's terms in `ids`. A tight loop, because it is most of the work of a search. */
  #findShared(ids: Int32Array): number {
    if (this.#shared.length < ids.length) this.#shared = new Int32Array(ids.length * 2)
    const shared = this.#shared
    const weights = this.#weights
    let count = 0
    for (let at = 0; at < ids.length; at++) if (weights[ids[at]!] !== 0) shared[count++] = at
    return count
  }

  /** BM25 of the part that `compare` has reached; `mean` is the usual number of terms of a part. */
  bm25OfPart({ k1, b }: Saturation, mean: number): number {
    const counts = this.#counts
    const damping = k1 * (1 - b + b * (this.#overlap.length / mean))
    for (let i = this.#from; i < this.#to; i++) counts[this.#ids[this.#shared[i]!]!]!++
    let sum = 0
    for (let i = this.#from; i < this.#to; i++) {
      const id = this.#ids[this.#shared[i]!]!
      const count = counts[id]!
      if (count === 0) continue
      counts[id] = 0
      sum += (this.#weights[id]! * (k1 + 1) * count) / (count + damping)
    }
    return sum / this.#self
  }
}
