import type { FEATURES } from './ranker.ts'

/**
 * The weight of each signal in a corpus of short entries (one-line questions), of middle ones (a guide, an article of a
 * law) and of long ones (a page). They were fitted by listwise logistic regression on the dev questions of five public
 * collections with equal weight and five-fold cross-validation. Of the signals of a match only `elsewhere` may be negative.
 * `npm run bench:micro` measures them.
 */
// biome-ignore format: a table is read by column
export const WEIGHTS: Readonly<Record<(typeof FEATURES)[number], readonly [short: number, middle: number, long: number]>> = {
  atoms: [1.88, 3.77, 3.80],
  pairs: [0, 0.96, 13.91],
  meanings: [0.21, 0, 0],
  rarest: [0.06, 1.23, 2.91],
  share: [0.30, 0.96, 2.84],
  piece: [0, 7.75, 0],
  name: [4.25, 0, 3.01],
  covered: [1.56, 2.29, 0],
  meant: [0.69, 2.71, 0],
  meaningAsked: [1.37, 3.87, 2.24],
  elsewhere: [0, -4.11, -1.08],
  logLength: [0.20, 0.04, -2.55],
  logPieces: [-0.31, -0.54, 2.03],
}
