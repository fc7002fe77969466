import type { Guide, GuideMatch } from '../domain/guides/guide.ts'
import { type Evidence, probabilityOf } from './guide-evidence.ts'
import { matterOf } from './matter.ts'
import { createIndex, type Entry } from './search-index.ts'
import { ASKING_SIGNS, COMPLAINT_SIGNS } from './words/intent-words.ts'
import { PhraseFinder } from './words/phrase-finder.ts'
import { Reading } from './words/reading.ts'
import { type SoundsLike, soundIndex } from './words/sounds-like.ts'
import { STOP_WORDS } from './words/stop-words.ts'
import { expansionsIn, RESIDENT_WORDS } from './words/synonyms.ts'
import { isContentWord, MAX_QUERY_CHARACTERS, normaliseCounts, tokensOf, wordsOf } from './words/text.ts'
import { GENERIC_WORDS, WEAK_WORDS } from './words/weak-words.ts'

export interface GuideIndex {
  /** The one right guide, up to three candidates, or none; each with the probability that it answers the question. */
  find(text: string): GuideMatch
  /** What `find` weighs: the evidence for each guide that the question may mean. */
  evidenceIn(text: string): { id: string; evidence: Evidence }[]
  /** The `top` best guides for a search box, however uncertain. */
  search(text: string, top?: number): GuideMatch['hits']
}

/** Residents do not read longer lists. */
const CHOICES = 3
/** The search looks at a few more: the right one may be called by name and not match well. */
const LOOKED_AT = 5
const NOTHING: GuideMatch = { decision: 'none', hits: [] }

/** Mean length of a guide's names: guides are found mostly by their names, which the rest of the page must not outweigh. */
const NAMES_LENGTH = 46

/** Least probability to answer at once, and to offer. A wrong guide costs a resident a trip, a choice of three a press. */
const ANSWER_AT = 0.5
const OFFER_AT = 0.1
/** A candidate that is so much less probable than the best is not offered beside it. */
const NEAR = 0.25
/** The second is as good as the first: both are shown. */
const RIVAL = 0.7

/** Among some fifty guides the first stage puts the right one among so many. */
const CANDIDATES = 14

/** How much a name that occurs in the question lifts its guide: the longer the name, the less likely by chance. */
const liftOf = (length: number): number => 0.5 + 0.2 * length

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
  const nameAt = names.flatMap(guide => guide.names)
  const allNames = new PhraseFinder(nameAt)
  const namedGuide = names.flatMap(guide => guide.names.map(() => guide.id))
  /** Guides with a name that occurs in the text, and the length of the longest. */
  const calledIn = (plain: string): ReadonlyMap<string, number> => {
    const called = new Map<string, number>()
    for (const number of allNames.numbersIn(plain)) {
      const id = namedGuide[number]!
      called.set(id, Math.max(called.get(id) ?? 0, nameAt[number]!.length))
    }
    return called
  }

  const index = createIndex(guides.map(entryOf), {
    synonyms: RESIDENT_WORDS,
    weak: WEAK_WORDS,
    meanCharacters: NAMES_LENGTH,
    candidates: CANDIDATES,
    lift: plain => new Map(Array.from(calledIn(plain), ([id, length]) => [id, liftOf(length)])),
  })

  const sounds = soundIndex(
    guides.map(({ id, title, aliases }) => ({ id, names: [title, ...aliases].slice(0, HEARD_NAMES) })),
  )

  /** Names found by their sound, for typing and voice input errors. Whoever writes a name right needs no guess. */
  const heardIn = (plain: string, called: ReadonlyMap<string, number>): readonly SoundsLike[] =>
    called.size > 0 || complains(plain) ? [] : sounds.heardIn(plain).slice(0, CHOICES)

  /** What speaks for each guide that the question may mean. */
  function evidenceIn(text: string): { id: string; evidence: Evidence }[] {
    const plain = read(text)
    const reading = new Reading(plain)
    const just = calledJust(plain)
    const called = calledIn(plain)
    const heard = heardIn(plain, called)
    const searched =
      saysSomething(plain, reading) || called.size > 0 ? index.search(reading, LOOKED_AT) : undefined
    const found = searched?.hits ?? []
    const length = plain.replace(NOT_WORDS, '').length
    const ids = new Set([...just, ...found.map(hit => hit.id), ...heard.map(({ id }) => id)])
    const sharing = [...ids].filter(
      id =>
        called.has(id) ||
        just.includes(id) ||
        heard.some(h => h.id === id) ||
        shares(plain, matters.get(id) ?? '', places),
    )
    // 「老人的补贴怎么领」 shares only a general word, but the search itself is certain.
    const general =
      sharing.length === 0 && searched?.decision === 'answer' && asks(plain) && A_SERVICE.test(plain)
    return (general ? [...ids] : sharing).map(id => {
      const sound = heard.find(h => h.id === id)
      const rank = found.findIndex(hit => hit.id === id)
      const hit = found[rank]
      const evidence = {
        called: called.get(id) ?? 0,
        just: just.includes(id),
        alone: just.length === 1 && just[0] === id,
        heard: sound,
        general,
        hit: hit && { belief: hit.score, best: rank === 0, signals: hit.signals },
        length,
      }
      return { id, evidence }
    })
  }

  return {
    evidenceIn,
    find(text) {
      const hits = evidenceIn(text)
        .map(({ id, evidence }) => ({ id, score: probabilityOf(evidence), ...evidence }))
        .sort((a, b) => b.score - a.score)
      const [first, second] = hits
      if (first === undefined || first.score < OFFER_AT) return NOTHING
      const reason = first.heard === undefined || first.hit?.best ? {} : { reason: soundsLike(first.heard) }
      const named = (from: typeof hits) =>
        from.map(({ id, score }) => ({ id, title: titles.get(id) ?? id, score }))
      if (
        first.alone ||
        (first.score >= ANSWER_AT &&
          !first.general &&
          !complains(read(text)) &&
          (second === undefined || second.score < RIVAL * first.score))
      )
        return { decision: 'answer', hits: named([first]), ...reason }
      const near = hits.filter(hit => hit.score >= NEAR * first.score).slice(0, CHOICES)
      return { decision: 'clarify', hits: named(near), ...reason }
    },
    search: (text, top = 10) =>
      index.search(read(text), top).hits.map(({ id, score }) => ({ id, title: titles.get(id) ?? id, score })),
  }
}

const read = (text: string): string => normaliseCounts(text.slice(0, MAX_QUERY_CHARACTERS))

/** Words for what an office does. A question with one of them asks for a service, whichever. */
const A_SERVICE = /补贴|补助|津贴|奖励|证明|手续|登记|救助|保险|办证/u

const NOT_WORDS = /[\s\p{P}\p{S}]+/gu

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
