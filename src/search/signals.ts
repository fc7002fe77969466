import { type Postings, type WeightedTerm, weightOf } from './postings.ts'

/** A query taken apart, each term with its weight. */
export interface Query {
  words: readonly WeightedTerm[]
  content: readonly WeightedTerm[]
  pairs: readonly WeightedTerm[]
  atoms: readonly WeightedTerm[]
}

/** A sentence or an alias: numbers of its atoms and pairs, in order. */
export interface Piece {
  pairs: Int32Array
  atoms: Int32Array
}

/** What is kept of an entry: numbers of terms, whole and by piece. */
export interface IndexedEntry {
  id: string
  /** Characters. */
  length: number
  words: Int32Array
  content: Int32Array
  pairs: Int32Array
  atoms: Int32Array
  /** The atoms of the title and of each alias, each once. */
  names: readonly Int32Array[]
  pieces: readonly Piece[]
  passages: readonly [from: number, to: number][]
}

const K1 = 1.2
const B = 0.75
/** How long a passage and a piece are on the average of real texts: where the correction for length is neutral. */
const PASSAGE_PAIRS = 80
const PIECE_ATOMS = 30

/** The second look at a candidate: where in it the question is answered, and how much of it is about something else. */
export class SecondLook {
  readonly #pairRarity: Float64Array
  readonly #atomRarity: Float64Array
  /** The query's weights by term number; 0 for what the query does not have. */
  readonly #pairs: Float64Array
  readonly #atoms: Float64Array
  readonly #selfPairs: number
  readonly #selfAtoms: number
  readonly #counts: Int32Array

  constructor(pairs: Postings, atoms: Postings, query: Query) {
    this.#pairRarity = pairs.rarities
    this.#atomRarity = atoms.rarities
    this.#pairs = byId(query.pairs, pairs.terms)
    this.#atoms = byId(query.atoms, atoms.terms)
    this.#selfPairs = weightOf(query.pairs)
    this.#selfAtoms = weightOf(query.atoms)
    this.#counts = new Int32Array(Math.max(pairs.terms, atoms.terms))
  }

  /** Fills the places of `row` after those of the first look; the order is that of FEATURES in ranker.ts. */
  fill(row: Float64Array, entry: IndexedEntry): void {
    row[5] = this.#bestPassage(entry)
    this.#bestPiece(row, entry)
    row[7] = this.#bestName(entry)
    row[10] = Math.log(1 + entry.length)
    row[11] = Math.log(Math.max(1, entry.pieces.length))
  }

  #bestPassage(entry: IndexedEntry): number {
    if (this.#selfPairs === 0) return 0
    let most = 0
    for (const [from, to] of entry.passages) {
      const shared: number[] = []
      let length = 0
      for (let i = from; i < to; i++) {
        const ids = entry.pieces[i]!.pairs
        length += ids.length
        for (const id of ids) if (this.#pairs[id]! > 0) shared.push(id)
      }
      if (shared.length > 0)
        most = Math.max(most, this.#saturated(shared, this.#pairs, length / PASSAGE_PAIRS))
    }
    return most / this.#selfPairs
  }

  #bestPiece(row: Float64Array, entry: IndexedEntry): void {
    let score = 0
    let covered = 0
    let dice = 0
    for (const piece of entry.pieces) {
      const shared: number[] = []
      let own = 0
      for (const id of piece.atoms) {
        own += this.#atomRarity[id]!
        if (this.#atoms[id]! > 0) shared.push(id)
      }
      if (shared.length === 0) continue
      let common = 0
      for (const id of shared) common += this.#atomRarity[id]!
      if (piece.atoms.length > 3) covered = Math.max(covered, common / (own || 1))
      score = Math.max(score, this.#saturated(shared, this.#atoms, piece.atoms.length / PIECE_ATOMS))
      let ownPairs = 0
      let commonPairs = 0
      for (const id of piece.pairs) {
        ownPairs += this.#pairRarity[id]!
        if (this.#pairs[id]! > 0) commonPairs += this.#pairRarity[id]!
      }
      dice = Math.max(dice, (2 * commonPairs) / (this.#selfPairs + ownPairs || 1))
    }
    row[6] = score / (this.#selfAtoms || 1)
    row[8] = covered
    row[9] = dice
  }

  #bestName(entry: IndexedEntry): number {
    let most = 0
    for (const name of entry.names) {
      let shared = 0
      let own = 0
      for (const id of name) {
        const weight = this.#atomRarity[id]!
        own += weight
        if (this.#atoms[id]! > 0) shared += weight
      }
      most = Math.max(most, (2 * shared) / (this.#selfAtoms + own || 1))
    }
    return most
  }

  /** BM25 of the terms that are shared, repeated as often as they occur; `length` in units of the mean. */
  #saturated(shared: readonly number[], weights: Float64Array, length: number): number {
    const counts = this.#counts
    for (const id of shared) counts[id]!++
    let sum = 0
    for (const id of shared) {
      const count = counts[id]!
      if (count === 0) continue
      counts[id] = 0
      sum += (weights[id]! * (K1 + 1) * count) / (count + K1 * (1 - B + B * length))
    }
    return sum
  }
}

function byId(terms: readonly WeightedTerm[], size: number): Float64Array {
  const weights = new Float64Array(size)
  for (const { id, weight } of terms) if (id !== undefined) weights[id] = weight
  return weights
}
