/**
 * Parts of an entry (its names, its sentences), each a list of terms. All lists are in one array, one after the other,
 * because a query is compared with thousands of them and most share no term with it.
 */
export class Passages {
  readonly ids: Int32Array
  /** The part of each element of `ids`. */
  readonly partOf: Int32Array
  /** Number of terms of each part. */
  readonly lengths: Int32Array
  #rarities: Float64Array | undefined
  #totals = new Float64Array(0)

  constructor(parts: readonly Int32Array[]) {
    this.lengths = Int32Array.from(parts, part => part.length)
    const length = this.lengths.reduce((sum, own) => sum + own, 0)
    this.ids = new Int32Array(length)
    this.partOf = new Int32Array(length)
    let at = 0
    for (const [number, part] of parts.entries()) {
      this.ids.set(part, at)
      this.partOf.fill(number, at, at + part.length)
      at += part.length
    }
  }

  get size(): number {
    return this.lengths.length
  }

  /** Sum of the rarities of each part's terms; recomputed when the index has new rarities. */
  totals(rarities: Float64Array): Float64Array {
    if (this.#rarities === rarities) return this.#totals
    const totals = new Float64Array(this.size)
    for (const [at, id] of this.ids.entries()) totals[this.partOf[at]!]! += rarities[id]!
    this.#rarities = rarities
    this.#totals = totals
    return totals
  }
}
