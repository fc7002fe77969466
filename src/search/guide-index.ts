import type { Guide, GuideMatch } from '../domain/guides/guide.ts'
import { matterOf } from './matter.ts'
import { createIndex, type Entry, type Hit } from './search-index.ts'
import { ASKING_SIGNS, COMPLAINT_SIGNS } from './words/intent-words.ts'
import { PhraseFinder } from './words/phrase-finder.ts'
import { Reading } from './words/reading.ts'
import { type SoundsLike, soundIndex } from './words/sounds-like.ts'
import { STOP_WORDS } from './words/stop-words.ts'
import { expansionsIn, RESIDENT_WORDS } from './words/synonyms.ts'
import { isContentWord, MAX_QUERY_CHARACTERS, normaliseCounts, tokensOf, wordsOf } from './words/text.ts'
import { GENERIC_WORDS, WEAK_WORDS } from './words/weak-words.ts'

export interface GuideIndex {
  /** The one right guide, up to three candidates, or none. */
  find(text: string): GuideMatch
  /** The `top` best guides for a search box, however uncertain. */
  search(text: string, top?: number): GuideMatch['hits']
}

/** Residents do not read longer lists. */
const CHOICES = 3
const NOTHING: GuideMatch = { decision: 'none', hits: [] }

/** Mean length of a guide's names: guides are found mostly by their names, which the rest of the page must not outweigh. */
const NAMES_LENGTH = 46

/** The fitted thresholds are for pages; among some fifty guides weaker evidence justifies offering a choice. */
const THRESHOLDS = { answerAt: 0.55, clarifyAt: 0.08 }

/** Least weight of a name found by its sound to come before guides found by characters (fitted on the tests' questions). */
const HEARD = 5

/** Among some fifty guides the first stage puts the right one among so many. */
const CANDIDATES = 14

/** How much a name that occurs in the question lifts its guide: the longer the name, the less likely by chance. */
const liftOf = (name: string): number => 0.5 + 0.2 * name.length

/** The title and the first aliases are what a guide is called; by their sound the others would be heard in anything. */
const HEARD_NAMES = 12

/** @param ignored names of the office and of its areas: a guide that has part of them does not fit a question for that */
export function guideIndex(guides: readonly Guide[], ignored: readonly string[] = []): GuideIndex {
  const titles = new Map(guides.map(guide => [guide.id, guide.title]))
  const matters = new Map(
    guides.map(guide => [guide.id, normaliseCounts([guide.title, ...guide.conditions].join('\n'))]),
  )
  const places = ignored.map(normaliseCounts)
  const names = guides.map(guide => ({
    id: guide.id,
    names: [guide.title, ...guide.aliases].map(normaliseCounts),
  }))
  const byName = guidesBy(names, name => name)
  const byMatter = guidesBy(names, matterOf)
  /** Guides whose name is the whole question, ignoring the words that ask: 「身份证怎么办」 matches the name 「办身份证」. */
  const calledJust = (plain: string): readonly string[] => {
    const exactly = byName.get(plain.trim())
    if (exactly !== undefined) return exactly
    const matter = matterOf(plain)
    return matter.length < 2 ? [] : (byMatter.get(matter) ?? [])
  }
  const named = (hits: readonly { id: string; score: number }[]) =>
    hits.map(({ id, score }) => ({ id, title: titles.get(id) ?? id, score }))

  const nameAt = names.flatMap(guide => guide.names)
  const allNames = new PhraseFinder(nameAt)
  const namedGuide = names.flatMap(guide => guide.names.map(() => guide.id))
  /** Guides with a name that occurs in the text. */
  const calledIn = (plain: string) =>
    new Set(Array.from(allNames.numbersIn(plain), number => namedGuide[number]!))

  const index = createIndex(guides.map(entryOf), {
    synonyms: RESIDENT_WORDS,
    weak: WEAK_WORDS,
    meanCharacters: NAMES_LENGTH,
    thresholds: THRESHOLDS,
    candidates: CANDIDATES,
    lift(plain) {
      const lifts = new Map<string, number>()
      for (const number of allNames.numbersIn(plain)) {
        const id = namedGuide[number]!
        lifts.set(id, Math.max(lifts.get(id) ?? 0, liftOf(nameAt[number]!)))
      }
      return lifts
    },
  })

  const sounds = soundIndex(
    guides.map(({ id, title, aliases }) => ({ id, names: [title, ...aliases].slice(0, HEARD_NAMES) })),
  )

  /** Finds guides by the characters of the question. */
  const written = (plain: string, called: ReadonlySet<string>, complaint: boolean): GuideMatch => {
    const reading = new Reading(plain)
    const { decision, hits } = index.search(reading, 3)
    const first = hits[0]
    if (first === undefined || (called.size === 0 && !saysSomething(plain, reading))) return NOTHING
    // One or two characters that are in no guide's name (个人, 不用) do not ask for a guide.
    const bare = plain.trim()
    if ([...bare].length <= 2 && !names.some(g => g.names.some(name => name.includes(bare)))) return NOTHING
    const onlyFirst = called.size === 1 && called.has(first.id)
    const certain = decision === 'answer' || (decision === 'clarify' && onlyFirst)
    const fits = (hit: Hit) => called.has(hit.id) || shares(plain, matters.get(hit.id) ?? '', places)
    if (certain && !complaint && fits(first)) return { decision: 'answer', hits: named([first]) }
    if (decision === 'none' && !onlyFirst) return NOTHING
    return hits.some(fits) || (certain && asks(plain)) ? { decision: 'clarify', hits: named(hits) } : NOTHING
  }

  /** Adds guides found by sound, for typing and voice input errors: before those found by characters, not instead of them. */
  const withHeard = (found: GuideMatch, heard: readonly SoundsLike[]): GuideMatch => {
    const sure = heard.filter(h => h.full || h.weight >= HEARD || found.decision === 'none').slice(0, CHOICES)
    const best = sure[0]
    if (best === undefined) return found
    if (found.hits.some(hit => hit.id === best.id)) return { ...found, reason: soundsLike(best) }
    const own = named(sure.map(h => ({ id: h.id, score: h.weight / (1 + best.weight) })))
    const others = found.hits.filter(hit => !sure.some(h => h.id === hit.id))
    return { decision: 'clarify', hits: [...own, ...others].slice(0, CHOICES), reason: soundsLike(best) }
  }

  return {
    find(text) {
      const plain = normaliseCounts(text.slice(0, MAX_QUERY_CHARACTERS))
      const meant = calledJust(plain).map(id => ({ id, score: 1 }))
      if (meant.length > 0) {
        return { decision: meant.length === 1 ? 'answer' : 'clarify', hits: named(meant.slice(0, CHOICES)) }
      }
      const called = calledIn(plain)
      const complaint = complains(plain)
      const found = written(plain, called, complaint)
      if (called.size > 0 || complaint) return found
      const heard = sounds.heardIn(plain)
      const whole = heard.filter(h => h.whole)
      if (whole.length === 1) {
        const [only] = whole as [SoundsLike]
        return { decision: 'answer', hits: named([{ id: only.id, score: 1 }]), reason: soundsLike(only) }
      }
      return found.decision === 'answer' ? found : withHeard(found, heard)
    },
    search: (text, top = 10) =>
      named(index.search(normaliseCounts(text.slice(0, MAX_QUERY_CHARACTERS)), top).hits),
  }
}

const soundsLike = ({ heard }: SoundsLike): string => `听起来像“${heard}”`

/**
 * Whether the guide's matter has a word of the question, or of a synonym, that says what it is about. A name of a place or a word
 * that many matters have (申请, 政策, 学校) does not: offering guides that share only that is worse than asking what is meant.
 */
function shares(plain: string, matter: string, places: readonly string[]): boolean {
  const said = [...tokensOf(plain), ...expansionsIn(plain, RESIDENT_WORDS).flatMap(e => tokensOf(e.means))]
  return said.some(
    word =>
      word.length > 1 &&
      HAN.test(word) &&
      matter.includes(word) &&
      !SAY_LITTLE.some(words => words.has(word)) &&
      !places.some(place => place.includes(word)),
  )
}

const SAY_LITTLE = [STOP_WORDS, WEAK_WORDS, GENERIC_WORDS]

/** Whether the question has a word that says what it is about. */
function saysSomething(plain: string, reading: Reading): boolean {
  if (!HAN.test(plain)) return false
  // Cheap first test: the search's words are a subset of `wordsOf`, which also returns overlapping words.
  if (reading.plain === plain && reading.tokens.some(word => HAN.test(word) && isContentWord(word)))
    return true
  return wordsOf(plain).some(isContentWord) || expansionsIn(plain, RESIDENT_WORDS).length > 0
}

const HAN = /\p{Script=Han}/u

const COMPLAINTS = new PhraseFinder(COMPLAINT_SIGNS)

/** Whether the text complains and asks nothing: then a guide may be offered, but is not the answer. */
function complains(plain: string): boolean {
  return COMPLAINTS.occurs(plain) && !asks(plain)
}

const asks = (plain: string): boolean => ASKING_SIGNS.some(sign => sign.test(plain))

/** Groups the ids of guides by the key of each of their names, in the order of the guides. */
function guidesBy(
  guides: readonly { id: string; names: readonly string[] }[],
  keyOf: (name: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const { id, names } of guides) {
    for (const key of new Set(names.map(keyOf))) {
      const same = groups.get(key)
      if (same === undefined) groups.set(key, [id])
      else same.push(id)
    }
  }
  return groups
}

function entryOf(guide: Guide): Entry {
  return {
    id: guide.id,
    title: normaliseCounts(guide.title),
    aliases: guide.aliases.map(normaliseCounts),
    text: normaliseCounts([...guide.conditions, ...guide.materials.map(m => m.name)].join('\n')),
  }
}
