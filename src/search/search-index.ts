import { bagOf } from './bag.ts'
import { type Decided, decide } from './decide.ts'
import { KINDS, type Kind } from './kinds.ts'
import { Passages } from './passages.ts'
import { Postings } from './postings.ts'
import { type Query, queryOf } from './query.ts'
import { rank, weightsFor } from './ranker.ts'
import { CandidateSignals, type IndexedEntry, WIDE } from './signals.ts'
import { placesIn } from './words/places.ts'
import { Reading } from './words/reading.ts'
import { meaningsOf } from './words/same-meaning.ts'
import type { Expansion } from './words/synonyms.ts'
import { atomsByRun, normalise, piecesOf, sentencesOf, tokensOf } from './words/text.ts'

/** An entry of the index: a guide, a published reply, a question of the office's FAQ. */
export interface Entry {
  id: string
  title: string
  text: string
  /** Other names for it; each is searched like the title. */
  aliases?: readonly string[]
}

export interface Hit {
  id: string
  /** 0 to 1: the probability of this hit among the candidates. Hits are sorted by it, highest first. */
  score: number
  /** What speaks for this hit, in the order of FEATURES. Valid until the next search. */
  signals: Float64Array
}

export interface SearchResult extends Decided {
  hits: Hit[]
}

export interface SearchIndexOptions {
  /** Residents' words and the office's words for the same; see synonyms.ts. */
  synonyms?: readonly Expansion[]
  /** Mean length of the entries in characters, instead of the measured one: for a small corpus that is found mostly by its names. */
  meanCharacters?: number
  /** Words that hardly count, because any question may have them. Among few entries they look rare, and are not. */
  weak?: ReadonlySet<string>
  /** What else speaks for some entries, by id, in a normalised text: added to the ranker's sums. */
  lift?: (plain: string) => ReadonlyMap<string, number>
  /** How many entries go to the second stage, instead of the usual number. */
  candidates?: number
}

export interface SearchIndex {
  readonly size: number
  /** @param query a text, or its Reading where the caller has one */
  search(query: string | Reading, top?: number): SearchResult
  /** Adds an entry, or replaces the one with the same id. */
  add(entry: Entry): void
  remove(id: string): boolean
}

/** The ids of a part's atoms and pairs, in order. */
interface Piece {
  atoms: Int32Array
  pairs: Int32Array
}

/** How many entries go to the second stage. More cost time and improve nothing on the dev data. */
const CANDIDATES = 40

/** Weight of each kind of term in the first stage, which chooses the candidates. */
const FIRST_STAGE = { words: 1, pairs: 1, atoms: 0.5, meanings: 0.7 } as const

/** Builds an index in memory. It reads no file and no clock, and stores nothing. */
export function createIndex(entries: Iterable<Entry>, options: SearchIndexOptions = {}): SearchIndex {
  const index = new MemoryIndex(options)
  for (const entry of entries) index.add(entry)
  return index
}

class MemoryIndex implements SearchIndex {
  readonly #postings: Record<Kind, Postings> = {
    words: new Postings(),
    pairs: new Postings(),
    atoms: new Postings(),
    meanings: new Postings(),
  }
  readonly #signals = new CandidateSignals(this.#postings)
  readonly #slotOf = new Map<string, number>()
  readonly #entries: (IndexedEntry | undefined)[] = []
  readonly #options: SearchIndexOptions
  #characters = 0
  #weights = { mean: Number.NaN, of: new Float64Array(0) as Float64Array }

  constructor(options: SearchIndexOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#slotOf.size
  }

  add(entry: Entry): void {
    this.remove(entry.id)
    const postings = this.#postings
    const title = normalise(entry.title)
    const text = normalise(entry.text)
    const aliases = (entry.aliases ?? []).map(normalise)
    const names = [...new Set([title, ...aliases])].filter(name => name !== '')
    const extra = names.filter(name => !text.includes(name))
    const sentences = sentencesOf(text)
    const tokens = [...extra, ...sentences].map(tokensOf)
    const taken = new Map<string, Piece>()
    const take = (part: string): Piece => {
      let piece = taken.get(part)
      if (piece === undefined) {
        piece = this.#take(part)
        taken.set(part, piece)
      }
      return piece
    }
    const whole = [...extra, ...sentences].map(take)
    const meanings = tokens.map(words => postings.meanings.idsOf(meaningsOf(words)))
    const cut = new Set(sentences.flatMap(piecesOf))
    for (const name of names) cut.delete(name)
    const indexed: IndexedEntry = {
      id: entry.id,
      length: extra.reduce((sum, name) => sum + name.length + 1, text.length),
      words: bagOf(postings.words.idsOf(tokens.flat())),
      pairs: bagOf(joined(whole.map(piece => piece.pairs))),
      atoms: bagOf(joined(whole.map(piece => piece.atoms))),
      meanings: bagOf(joined(meanings)),
      pieces: new Passages([
        ...names.map(name => bagOf(take(name).atoms).ids),
        ...[...cut].map(piece => take(piece).atoms),
      ]),
      names: names.length,
      sentences: new Passages(meanings.map(ids => bagOf(ids).ids)),
      places: placesIn([...names, text].join('\n')),
    }
    const slot = this.#entries.push(indexed) - 1
    this.#slotOf.set(entry.id, slot)
    for (const kind of KINDS) postings[kind].add(slot, indexed[kind])
    this.#characters += indexed.length
  }

  /** The ids of a part's atoms and pairs; new ones are assigned. */
  #take(part: string): Piece {
    const { atoms, pairs } = this.#postings
    const runs = atomsByRun(part).map(run => atoms.idsOf(run))
    const length = runs.reduce((sum, run) => sum + run.length, 0)
    const piece = { atoms: new Int32Array(length), pairs: new Int32Array(length - runs.length) }
    let at = 0
    for (const [number, run] of runs.entries()) {
      piece.atoms.set(run, at)
      for (let i = 1; i < run.length; i++)
        piece.pairs[at + i - 1 - number] = pairs.idOfPair(run[i - 1]!, run[i]!)
      at += run.length
    }
    return piece
  }

  remove(id: string): boolean {
    const slot = this.#slotOf.get(id)
    const entry = slot === undefined ? undefined : this.#entries[slot]
    if (slot === undefined || entry === undefined) return false
    for (const kind of KINDS) this.#postings[kind].remove(entry[kind])
    this.#characters -= entry.length
    this.#entries[slot] = undefined
    this.#slotOf.delete(id)
    return true
  }

  search(text: string | Reading, top = 5): SearchResult {
    const reading = typeof text === 'string' ? new Reading(text) : text
    const query = queryOf(reading, this.#options, this.#postings)
    const found = query === undefined ? [] : this.#candidates(query)
    if (query === undefined || found.length === 0) return { hits: [], ...decide(undefined) }
    this.#signals.prepare(query)
    const rows = this.#signals.rowsOf(found)
    const lift = this.#options.lift?.(reading.plain)
    const lifts = lift && found.map(entry => lift.get(entry.id) ?? 0)
    const { order, belief } = rank(rows, this.#signalWeights(), lifts)
    const hits = order.slice(0, top).map(i => ({
      id: found[i]!.id,
      score: belief[i]!,
      signals: rows[i]!,
    }))
    const evidence = { belief: order.slice(0, 3).map(i => belief[i]!), row: rows[order[0]!]! }
    return { hits, ...decide(evidence) }
  }

  /** The first stage: scores all entries as a whole and returns the best. */
  #candidates(query: Query): IndexedEntry[] {
    const sum = new Float64Array(this.#entries.length)
    for (const kind of KINDS) this.#postings[kind].score(query[kind], WIDE, sum, FIRST_STAGE[kind])
    for (const [slot, entry] of this.#entries.entries()) if (entry === undefined) sum[slot] = 0
    return best(sum, this.#options.candidates ?? CANDIDATES).map(slot => this.#entries[slot]!)
  }

  /** The weights of the signals for the mean length of the entries; recomputed when that changes. */
  #signalWeights(): Float64Array {
    const mean = this.#options.meanCharacters ?? this.#characters / Math.max(1, this.size)
    if (mean !== this.#weights.mean) this.#weights = { mean, of: weightsFor(mean) }
    return this.#weights.of
  }
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** The slots of the `most` highest positive scores, highest first; of equal scores the earlier slot first. */
function best(scores: Float64Array, most: number): number[] {
  const kept: number[] = []
  let floor = 0
  for (let slot = 0; slot < scores.length; slot++) {
    const score = scores[slot]!
    if (score <= floor) continue
    let at = kept.length
    while (at > 0 && scores[kept[at - 1]!]! < score) at--
    kept.splice(at, 0, slot)
    if (kept.length > most) kept.pop()
    if (kept.length === most) floor = scores[kept[most - 1]!]!
  }
  return kept
}
