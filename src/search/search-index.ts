import { type Decided, decide, type Thresholds } from './decide.ts'
import { Postings, type Saturation, type WeightedTerm } from './postings.ts'
import { FEATURE_COUNT, rank, shapeOf } from './ranker.ts'
import { type IndexedEntry, type Piece, type Query, SecondLook } from './signals.ts'
import { type Expansion, expand } from './synonyms.ts'
import {
  atomsAndPairsOf,
  featuresOf,
  isContentWord,
  MAX_QUERY_CHARACTERS,
  normalise,
  passagesOf,
  piecesOf,
  sentencesOf,
  wordsOf,
} from './text.ts'

/** Something that can be found: a guide, a published reply, a question of the office's FAQ. */
export interface Entry {
  id: string
  title: string
  text: string
  /** Other names for it; each is searched like the title. */
  aliases?: readonly string[]
}

export interface Hit {
  id: string
  /** 0 to 1: the share of belief among the candidates. Hits are in falling order. */
  score: number
}

export interface SearchResult extends Decided {
  hits: Hit[]
}

export interface SearchIndexOptions {
  /** What residents say → what offices write; see synonyms.ts. */
  synonyms?: readonly Expansion[]
  /** Instead of those fitted on the dev data. */
  thresholds?: Thresholds
  /** Take the entries to be this long (characters) instead of measuring; for a small corpus that is searched by its names. */
  meanCharacters?: number
}

export interface SearchIndex {
  readonly size: number
  search(query: string, top?: number): SearchResult
  /** Replaces an entry of the same id. */
  add(entry: Entry): void
  remove(id: string): boolean
}

/** How many entries the second look is given. More costs time and finds nothing: measured on the dev data. */
const CANDIDATES = 40
const WIDE: Saturation = { k1: 1.2, b: 0.75 }
/** Nearly indifferent to length and repetition. */
const PLAIN: Saturation = { k1: 0.8, b: 0.3 }

/** An index in memory, built from data alone: no file, no clock, nothing kept. */
export function createIndex(entries: Iterable<Entry>, options: SearchIndexOptions = {}): SearchIndex {
  const index = new MemoryIndex(options)
  for (const entry of entries) index.add(entry)
  return index
}

class MemoryIndex implements SearchIndex {
  readonly #words = new Postings()
  readonly #content = new Postings()
  readonly #pairs = new Postings()
  readonly #atoms = new Postings()
  readonly #slotOf = new Map<string, number>()
  readonly #entries: (IndexedEntry | undefined)[] = []
  readonly #options: SearchIndexOptions
  #characters = 0

  constructor(options: SearchIndexOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#slotOf.size
  }

  add(entry: Entry): void {
    this.remove(entry.id)
    const title = normalise(entry.title)
    const text = normalise(entry.text)
    const aliases = (entry.aliases ?? []).map(normalise)
    const names = [title, ...aliases].filter(name => name !== '')
    const extra = names.filter(name => !text.includes(name))
    const sentences = sentencesOf(text)
    const words = wordsOf([...extra, text].join(' '))
    const taken = new Map<string, Piece>()
    const take = (part: string): Piece => {
      let piece = taken.get(part)
      if (piece === undefined) {
        const { pairs, atoms } = atomsAndPairsOf(part)
        piece = { pairs: this.#pairs.idsOf(pairs), atoms: this.#atoms.idsOf(atoms) }
        taken.set(part, piece)
      }
      return piece
    }
    const whole = [...extra, ...sentences].map(take)
    const parts = [...new Set([...names, ...sentences.flatMap(piecesOf)])]
    const indexed: IndexedEntry = {
      id: entry.id,
      length: extra.reduce((sum, name) => sum + name.length + 1, text.length),
      words: this.#words.idsOf(words),
      content: this.#content.idsOf(words.filter(isContentWord)),
      pairs: joined(whole.map(piece => piece.pairs)),
      atoms: joined(whole.map(piece => piece.atoms)),
      names: names.map(name => Int32Array.from(new Set(take(name).atoms))),
      pieces: parts.map(take),
      passages: passagesOf(parts.map(part => part.length)),
    }
    const slot = this.#entries.push(indexed) - 1
    this.#slotOf.set(entry.id, slot)
    this.#words.add(slot, indexed.words)
    this.#content.add(slot, indexed.content)
    this.#pairs.add(slot, indexed.pairs)
    this.#atoms.add(slot, indexed.atoms)
    this.#characters += indexed.length
  }

  remove(id: string): boolean {
    const slot = this.#slotOf.get(id)
    const entry = slot === undefined ? undefined : this.#entries[slot]
    if (slot === undefined || entry === undefined) return false
    this.#words.remove(entry.words)
    this.#content.remove(entry.content)
    this.#pairs.remove(entry.pairs)
    this.#atoms.remove(entry.atoms)
    this.#characters -= entry.length
    this.#entries[slot] = undefined
    this.#slotOf.delete(id)
    return true
  }

  search(text: string, top = 5): SearchResult {
    const query = this.#understand(text)
    const found = query === undefined ? [] : this.#candidates(query)
    if (query === undefined || found.length === 0) return { hits: [], ...decide(undefined) }
    const shape = shapeOf(this.#options.meanCharacters ?? this.#characters / Math.max(1, this.size))
    const look = new SecondLook(this.#pairs, this.#atoms, query)
    for (const { entry, row } of found) look.fill(row, entry)
    const rows = found.map(f => f.row)
    const { order, belief } = rank(rows, shape)
    const hits = order.slice(0, top).map(i => ({ id: found[i]!.entry.id, score: belief[i]! }))
    const evidence = { belief: order.slice(0, 3).map(i => belief[i]!), row: rows[order[0]!]! }
    return { hits, ...decide(evidence, this.#options.thresholds) }
  }

  /** The terms of a query with their weights; undefined when there is nothing to look for. */
  #understand(text: string): Query | undefined {
    const plain = normalise(text.slice(0, MAX_QUERY_CHARACTERS))
    const own = featuresOf(plain)
    if (own.atoms.length === 0) return undefined
    const added = expand(plain, this.#options.synonyms ?? []).map(e => ({
      features: featuresOf(e.text),
      trust: e.trust,
    }))
    const weigh = (postings: Postings, pick: (f: typeof own) => readonly string[]): WeightedTerm[] => {
      const trust = new Map<string, number>()
      for (const term of pick(own)) trust.set(term, (trust.get(term) ?? 0) + 1)
      for (const extra of added)
        for (const term of new Set(pick(extra.features))) if (!trust.has(term)) trust.set(term, extra.trust)
      return [...trust].map(([term, times]) => {
        const id = postings.knownId(term)
        return { id, weight: postings.rarity(id) * times }
      })
    }
    return {
      words: weigh(this.#words, f => f.words),
      content: weigh(this.#content, f => f.words.filter(isContentWord)),
      pairs: weigh(this.#pairs, f => f.pairs),
      atoms: weigh(this.#atoms, f => f.atoms),
    }
  }

  /** The first look: whole entries only, over all of them. */
  #candidates(query: Query): { entry: IndexedEntry; row: Float64Array }[] {
    const count = this.#entries.length
    const scored = (postings: Postings, terms: readonly WeightedTerm[], saturation: Saturation) => {
      const into = new Float64Array(count)
      postings.score(terms, saturation, into)
      return into
    }
    const words = scored(this.#words, query.words, WIDE)
    const pairs = scored(this.#pairs, query.pairs, WIDE)
    const atoms = scored(this.#atoms, query.atoms, WIDE)
    const plain = scored(this.#pairs, query.pairs, PLAIN)
    const content = scored(this.#content, query.content, WIDE)
    const sum = words.map((score, slot) =>
      this.#entries[slot] === undefined ? 0 : score + pairs[slot]! + 0.5 * atoms[slot]!,
    )
    return best(sum, CANDIDATES).map(slot => {
      const row = new Float64Array(FEATURE_COUNT)
      row.set([words[slot]!, pairs[slot]!, atoms[slot]!, plain[slot]!, content[slot]!])
      return { entry: this.#entries[slot]!, row }
    })
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

/** The slots of the `most` highest positive scores, highest first; earlier slots first where they are equal. */
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
