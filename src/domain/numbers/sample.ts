import { createHash } from 'node:crypto'

/**
 * A random sample for inspection (明查暗访) that anybody can draw again: each case's place in the draw is a hash of the
 * seed and its number, and the sample is the smallest ones. The sample depends on nothing else, neither on the order
 * of the cases nor on who draws.
 */

/** A case's place in the draw of this seed, as 64 hexadecimal digits. */
const lotOf = (seed: string, number: string): string =>
  createHash('sha256').update(`${seed}\n${number}`).digest('hex')

interface Lot<T> {
  item: T
  lot: string
}

/** The `size` smallest lots so far; cases may come in any order and in any portions. */
export class Draw<T extends { number: string }> {
  readonly #seed: string
  readonly #size: number
  #kept: Lot<T>[] = []
  population = 0

  constructor(seed: string, size: number) {
    this.#seed = seed
    this.#size = size
  }

  add(items: Iterable<T>): void {
    const worst = this.#kept.length === this.#size ? this.#kept.at(-1)!.lot : undefined
    for (const item of items) {
      this.population++
      const lot = lotOf(this.#seed, item.number)
      if (worst === undefined || lot < worst) this.#kept.push({ item, lot })
    }
    this.#kept.sort((a, b) => (a.lot < b.lot ? -1 : 1))
    this.#kept.length = Math.min(this.#kept.length, this.#size)
  }

  /** In the order drawn. */
  result(): T[] {
    return this.#kept.map(({ item }) => item)
  }
}

export const VERDICTS = { good: '合格', bad: '有问题' } as const
export type Verdict = keyof typeof VERDICTS
