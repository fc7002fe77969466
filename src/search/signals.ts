import type { Bag } from './bag.ts'
import type { Kind } from './kinds.ts'
import type { Passages } from './passages.ts'
import type { Postings, Saturation } from './postings.ts'
import type { Query } from './query.ts'
import { QueryScorer } from './query-scorer.ts'
import { FEATURE, FEATURE_COUNT } from './ranker.ts'
import { isElsewhere, type Places } from './words/places.ts'

/** An entry in the index: ids of its terms, for the whole and for each part. */
export interface IndexedEntry extends Record<Kind, Bag> {
  id: string
  /** Characters. */
  length: number
  /** The atoms of each name (the title, the aliases), each once, and then of each sentence, long ones cut. */
  pieces: Passages
  /** How many of the pieces are names. */
  names: number
  /** The meanings of each sentence, each once. */
  sentences: Passages
  places: Places
}

export const WIDE: Saturation = { k1: 1.2, b: 0.75 }
/** Length and repetition hardly matter. */
const PLAIN: Saturation = { k1: 0.8, b: 0.3 }
/** Mean number of atoms of a piece in real texts: there the correction for length is neutral. */
const PIECE_ATOMS = 30
/** Shorter pieces are contained in nearly every question. */
const LEAST_COVERED = 4

/** The second stage of a search: the signals of each candidate, such as its best matching sentence. */
export class CandidateSignals {
  readonly #content: QueryScorer
  readonly #pairs: QueryScorer
  readonly #atoms: QueryScorer
  readonly #meanings: QueryScorer
  #asked: Places | undefined
  readonly #rows: Float64Array[] = []

  constructor(postings: Record<Kind, Postings>) {
    this.#content = new QueryScorer(postings.words)
    this.#pairs = new QueryScorer(postings.pairs)
    this.#atoms = new QueryScorer(postings.atoms)
    this.#meanings = new QueryScorer(postings.meanings)
  }

  prepare({ content, pairs, atoms, meanings, places }: Query): void {
    this.#content.prepare(content)
    this.#pairs.prepare(pairs)
    this.#atoms.prepare(atoms)
    this.#meanings.prepare(meanings)
    this.#asked = places
  }

  /** The signals of each entry, in the order of FEATURES. The next call reuses the rows. */
  rowsOf(entries: readonly IndexedEntry[]): Float64Array[] {
    while (this.#rows.length < entries.length) this.#rows.push(new Float64Array(FEATURE_COUNT))
    for (const [i, entry] of entries.entries()) this.#fill(this.#rows[i]!.fill(0), entry)
    return this.#rows.slice(0, entries.length)
  }

  #fill(row: Float64Array, entry: IndexedEntry): void {
    row[FEATURE.atoms] = this.#atoms.bm25(entry.atoms, WIDE)
    row[FEATURE.pairs] = this.#pairs.bm25(entry.pairs, PLAIN)
    row[FEATURE.meanings] = this.#meanings.bm25(entry.meanings, WIDE)
    const { share, rarest } = this.#content.coverage(entry.words)
    row[FEATURE.rarest] = rarest
    row[FEATURE.share] = share
    this.#atoms.compare(entry.pieces, ({ part, own, length, dice }) => {
      if (part < entry.names) raise(row, FEATURE.name, dice)
      if (length >= LEAST_COVERED) raise(row, FEATURE.covered, own)
      raise(row, FEATURE.piece, this.#atoms.bm25OfPart(WIDE, PIECE_ATOMS))
    })
    this.#meanings.compare(entry.sentences, ({ dice, asked }) => {
      raise(row, FEATURE.meant, dice)
      raise(row, FEATURE.meaningAsked, asked)
    })
    row[FEATURE.elsewhere] = this.#asked !== undefined && isElsewhere(this.#asked, entry.places) ? 1 : 0
    row[FEATURE.logLength] = Math.log(1 + entry.length)
    row[FEATURE.logPieces] = Math.log(Math.max(1, entry.pieces.size))
  }
}

function raise(row: Float64Array, feature: number, value: number): void {
  if (value > row[feature]!) row[feature] = value
}
