import { softmax } from '../learning/sparse.ts'
import { WANTS, type Wanted } from './wants.ts'

/** The known traits of a text: their rows, and how much each counts. */
export interface TraitVector {
  rows: readonly number[]
  values: readonly number[]
}

/** A sign counts the same in every text. */
const SIGN = 0.7
/** Of pairs a long text has many, each of which says less; but a text of two words must not shout. */
const LEAST_PAIRS = 2

/** What each trait says for each want: a row of weights, in the order of WANTS. The first row belongs to every text. */
export class WantModel {
  readonly rowOf: ReadonlyMap<string, number>
  readonly weights: Float64Array

  constructor(rowOf: ReadonlyMap<string, number>, weights: Float64Array) {
    this.rowOf = rowOf
    this.weights = weights
  }

  wanted(traits: ReadonlySet<string>): Wanted {
    return softmax(this.scores(this.vectorOf(traits)))
  }

  vectorOf(traits: ReadonlySet<string>): TraitVector {
    const pairs: number[] = []
    const signs: number[] = []
    for (const trait of traits) {
      const row = this.rowOf.get(trait)
      if (row !== undefined) (isPair(trait) ? pairs : signs).push(row)
    }
    const each = 1 / Math.sqrt(Math.max(LEAST_PAIRS, pairs.length))
    return {
      rows: [0, ...pairs, ...signs],
      values: [1, ...pairs.map(() => each), ...signs.map(() => SIGN)],
    }
  }

  scores({ rows, values }: TraitVector): number[] {
    const scores = new Array<number>(WANTS.length).fill(0)
    for (const [i, row] of rows.entries())
      for (let want = 0; want < WANTS.length; want++)
        scores[want]! += this.weights[row * WANTS.length + want]! * values[i]!
    return scores
  }
}

/** Two neighbouring characters of a text, not a sign. */
export const isPair = (trait: string): boolean => trait.length === 2

/** The row that every text has: how frequent each want is. */
export const EVERY_TEXT = '*'

/** Weights are written in tenths, a trait a line: `请问|-12 -8 3 -10 31 -2 0 1`. */
const TENTHS = 10

export function parseWeights(text: string): WantModel {
  const lines = text.trim().split('\n')
  const rowOf = new Map<string, number>()
  const weights = new Float64Array(lines.length * WANTS.length)
  for (const [row, line] of lines.entries()) {
    const [trait = '', tenths = ''] = line.split('|')
    rowOf.set(trait, row)
    for (const [want, number] of tenths.split(' ').entries())
      weights[row * WANTS.length + want] = Number(number) / TENTHS
  }
  return new WantModel(rowOf, weights)
}

export const writeWeights = ({ rowOf, weights }: WantModel): string =>
  [...rowOf]
    .map(([trait, row]) => {
      const own = weights.subarray(row * WANTS.length, (row + 1) * WANTS.length)
      return `${trait}|${Array.from(own, weight => Math.round(weight * TENTHS)).join(' ')}`
    })
    .join('\n')
