/**
 * Small parts of an entry (its names, its sentences), each a list of terms. All lists lie in one array, one after the
 * other: a query is compared with thousands of them, and most have none of its terms.
 */
export class Passages {
  readonly ids: Int32Array
  /** The part that each of `ids` belongs to. */
  readonly partOf: Int32Array
  /** How many terms each part has. */
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

  /** The rarity of each part's terms together. Computed once for the rarities of the moment: they change with the index. */
  totals(rarities: Float64Array): Float64Array {
    if (this.#rarities === rarities) return this.#totals
    const totals = new Float64Array(this.size)
    for (const [at, id] of this.ids.entries()) totals[this.partOf[at]!]! += rarities[id]!
    this.#rarities = rarities
    this.#totals = totals
    return totals
  }
}
