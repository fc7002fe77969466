/**
 * Somebody who downloads all that is published and adds and subtracts: every published number is a linear equation in
 * the cells nobody shows, and what follows from the equations is found by elimination.
 */
export class Observer {
  readonly #index = new Map<string, number>()
  readonly #equations: { of: Map<number, number>; is: number }[] = []
  #solved: { at: number; row: Float64Array }[] | undefined

  #of(cell: string): number {
    const known = this.#index.get(cell)
    if (known !== undefined) return known
    this.#index.set(cell, this.#index.size)
    return this.#index.size - 1
  }

  /** The cells together come to this number. */
  reads(cells: readonly string[], is: number): void {
    const of = new Map<number, number>()
    for (const cell of cells) of.set(this.#of(cell), 1)
    this.#equations.push({ of, is })
    this.#solved = undefined
  }

  #solve() {
    const width = this.#index.size + 1
    const done: { at: number; row: Float64Array }[] = []
    for (const { of, is } of this.#equations) {
      const row = new Float64Array(width)
      for (const [i, n] of of) row[i] = n
      row[width - 1] = is
      const at = reduce(row, done)
      if (at < 0) continue
      const by = row[at]!
      for (let i = 0; i < width; i++) row[i]! /= by
      for (const other of done) {
        const n = other.row[at]!
        if (n !== 0) for (let i = 0; i < width; i++) other.row[i]! -= n * row[i]!
      }
      done.push({ at, row })
    }
    return done
  }

  /** What these cells come to together, when it follows from what was read. */
  infers(cells: readonly string[]): number | undefined {
    this.#solved ??= this.#solve()
    const width = this.#index.size + 1
    const row = new Float64Array(width)
    for (const cell of cells) {
      const at = this.#index.get(cell)
      if (at === undefined) return undefined
      row[at] = 1
    }
    if (reduce(row, this.#solved) >= 0) return undefined
    return Math.round(-row[width - 1]!) + 0
  }
}

/** Takes the solved rows away. @returns where something of the row is left, or -1. */
function reduce(row: Float64Array, solved: readonly { at: number; row: Float64Array }[]): number {
  for (const { at, row: other } of solved) {
    const n = row[at]!
    if (Math.abs(n) > 1e-9) for (let i = 0; i < row.length; i++) row[i]! -= n * other[i]!
  }
  for (let i = 0; i < row.length - 1; i++) if (Math.abs(row[i]!) > 1e-7) return i
  return -1
}
