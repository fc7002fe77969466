import type { Postings, Saturation, WeightedTerm } from './postings.ts'
import { FEATURE, FEATURE_COUNT } from './ranker.ts'
import { Lens } from './words/lens.ts'
import { isElsewhere, type Places } from './words/places.ts'

/** The kinds of feature that a text is taken apart into. */
export const SIGNAL_KINDS = ['words', 'pairs', 'atoms', 'meanings'] as const
export type Kind = (typeof SIGNAL_KINDS)[number]

/** A query taken apart, each term with its weight; `content` are those of its words that say what it is about. */
export type Query = Record<Kind | 'content', readonly WeightedTerm[]> & { places: Places }

/** What is kept of an entry: numbers of terms, whole and by piece. */
export interface IndexedEntry extends Record<Kind, Int32Array> {
  id: string
  /** Characters. */
  length: number
  /** The atoms of the title and of each alias, each once. */
  names: readonly Int32Array[]
  /** The atoms of each sentence, long ones cut, and of each name. */
  pieces: readonly Int32Array[]
  /** The meanings of each sentence, each once. */
  sentences: readonly Int32Array[]
  places: Places
}

export const WIDE: Saturation = { k1: 1.2, b: 0.75 }
/** Nearly indifferent to length and repetition. */
const PLAIN: Saturation = { k1: 0.8, b: 0.3 }
/** How long a piece is on the average of real texts: where the correction for length is neutral. */
const PIECE_ATOMS = 30

/** The second look at a candidate: where in it the question is answered, and how much of it is about something else. */
export class SecondLook {
  readonly #content: Lens
  readonly #pairs: Lens
  readonly #atoms: Lens
  readonly #meanings: Lens
  #asked: Places | undefined

  constructor(postings: Record<Kind, Postings>) {
    this.#content = new Lens(postings.words)
    this.#pairs = new Lens(postings.pairs)
    this.#atoms = new Lens(postings.atoms)
    this.#meanings = new Lens(postings.meanings)
  }

  aim({ content, pairs, atoms, meanings, places }: Query): void {
    this.#content.aim(content)
    this.#pairs.aim(pairs)
    this.#atoms.aim(atoms)
    this.#meanings.aim(meanings)
    this.#asked = places
  }

  /** All signals of an entry, in the order of FEATURES. */
  rowOf(entry: IndexedEntry): Float64Array {
    const row = new Float64Array(FEATURE_COUNT)
    row[FEATURE.atoms] = this.#atoms.see(entry.atoms, WIDE)
    row[FEATURE.pairs] = this.#pairs.see(entry.pairs, PLAIN)
    row[FEATURE.meanings] = this.#meanings.see(entry.meanings, WIDE)
    const { share, rarest } = this.#content.coverage(entry.words)
    row[FEATURE.rarest] = rarest
    row[FEATURE.share] = share
    this.#pieces(row, entry)
    for (const name of entry.names) raise(row, FEATURE.name, this.#atoms.overlap(name).dice)
    this.#sentences(row, entry)
    row[FEATURE.elsewhere] = this.#asked !== undefined && isElsewhere(this.#asked, entry.places) ? 1 : 0
    row[FEATURE.logLength] = Math.log(1 + entry.length)
    row[FEATURE.logPieces] = Math.log(Math.max(1, entry.pieces.length))
    return row
  }

  #pieces(row: Float64Array, entry: IndexedEntry): void {
    for (const piece of entry.pieces) {
      const { own } = this.#atoms.overlap(piece)
      if (own === 0) continue
      if (piece.length > 3) raise(row, FEATURE.covered, own)
      raise(row, FEATURE.piece, this.#atoms.see(piece, WIDE, piece.length / PIECE_ATOMS))
    }
  }

  #sentences(row: Float64Array, entry: IndexedEntry): void {
    for (const sentence of entry.sentences) {
      const { dice, asked } = this.#meanings.overlap(sentence)
      raise(row, FEATURE.meant, dice)
      raise(row, FEATURE.meaningAsked, asked)
    }
  }
}

function raise(row: Float64Array, feature: number, value: number): void {
  if (value > row[feature]!) row[feature] = value
}
