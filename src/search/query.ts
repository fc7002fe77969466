import { onceFor } from '../domain/base/once-for.ts'
import { KINDS, type Kind } from './kinds.ts'
import type { Postings, WeightedTerm } from './postings.ts'
import { type Places, placesIn } from './words/places.ts'
import type { Reading } from './words/reading.ts'
import { meaningsOf } from './words/same-meaning.ts'
import { type Expansion, expansionsIn, TRUST } from './words/synonyms.ts'
import { atomsByRun, isContentWord, tokensOf } from './words/text.ts'

/** The weighted terms of a query; `content` are those of its words that say what it is about. */
export type Query = Record<Kind | 'content', readonly WeightedTerm[]> & { places: Places }

/** Residents' words and the office's words for the same, and words that hardly count. */
interface Vocabulary {
  synonyms?: readonly Expansion[]
  weak?: ReadonlySet<string>
}

const NO_SYNONYMS: readonly Expansion[] = []
const NO_WORDS: ReadonlySet<string> = new Set()

/** How much a weak word counts beside others. */
const WEAK = 0.25

/** The terms of a text by kind; a pair is two atoms with a blank between them. */
type Terms = Record<Kind, readonly string[]>

function termsOf(plain: string, tokens: readonly string[]): Terms {
  const runs = atomsByRun(plain)
  return {
    words: tokens,
    atoms: runs.flat(),
    pairs: runs.flatMap(run => run.slice(1).map((atom, i) => `${run[i]} ${atom}`)),
    meanings: meaningsOf(tokens),
  }
}

/** Computed once, because the office's words are the same for every query. */
const termsOfExpansion = onceFor(({ means }: Expansion) => termsOf(means, tokensOf(means)))

/** The terms of a query, weighted for an index; undefined when it has none. */
export function queryOf(
  reading: Reading,
  { synonyms = NO_SYNONYMS, weak = NO_WORDS }: Vocabulary,
  postings: Record<Kind, Postings>,
): Query | undefined {
  const own = termsOf(reading.said, reading.tokens)
  if (own.atoms.length === 0) return undefined
  const added = expansionsIn(reading.said, synonyms).map(termsOfExpansion)
  const isWeak = weakTerms(reading.tokens, weak)
  const weighed = Object.fromEntries(
    KINDS.map(kind => [kind, weigh(kind, own[kind], added, postings, isWeak)]),
  ) as Record<Kind, Weighed>
  const { words, pairs, atoms, meanings } = weighed
  return {
    words: words.weighted,
    content: words.weighted.filter((_, i) => isContentWord(words.terms[i]!)),
    pairs: pairs.weighted,
    atoms: atoms.weighted,
    meanings: meanings.weighted,
    places: placesIn(reading.said),
  }
}

/** Tells which terms have only weak words, or parts of them; none when the question has no other words. */
function weakTerms(tokens: readonly string[], weak: ReadonlySet<string>): (term: string) => boolean {
  if (weak.size === 0) return () => false
  const strong = new Set(tokens.filter(token => !weak.has(token)).join(''))
  if (strong.size === 0) return () => false
  return term => {
    for (const character of term) if (character !== ' ' && strong.has(character)) return false
    return true
  }
}

interface Weighed {
  terms: readonly string[]
  weighted: readonly WeightedTerm[]
}

/** Weights each distinct term by its rarity and its count; a synonym that was added counts less than a word that was said. */
function weigh(
  kind: Kind,
  own: readonly string[],
  added: readonly Terms[],
  postings: Record<Kind, Postings>,
  isWeak: (term: string) => boolean,
): Weighed {
  const times = new Map<string, number>()
  for (const term of own) times.set(term, (times.get(term) ?? 0) + 1)
  for (const extra of added) for (const term of extra[kind]) if (!times.has(term)) times.set(term, TRUST)
  const weighted: WeightedTerm[] = []
  for (const [term, count] of times) {
    const id = knownId(kind, term, postings)
    const rarity = postings[kind].rarity(id)
    // The tenth repetition says less than the first.
    const damped = count > 1 ? 1 + Math.log(count) : count
    weighted.push({ id, rarity, weight: rarity * (isWeak(term) ? WEAK * damped : damped) })
  }
  return { terms: [...times.keys()], weighted }
}

function knownId(kind: Kind, term: string, postings: Record<Kind, Postings>): number | undefined {
  if (kind !== 'pairs') return postings[kind].knownId(term)
  const blank = term.indexOf(' ')
  const { atoms, pairs } = postings
  return pairs.knownPair(atoms.knownId(term.slice(0, blank)), atoms.knownId(term.slice(blank + 1)))
}
