import type { Guide, GuideMatch } from '../domain/guide.ts'
import { ASKING_SIGNS, COMPLAINT_SIGNS } from './intent-words.ts'
import { createIndex, type Entry } from './search-index.ts'
import { expand, RESIDENT_WORDS } from './synonyms.ts'
import { isContentWord, MAX_QUERY_CHARACTERS, normalise, wordsOf } from './text.ts'

export interface GuideIndex {
  /** The right guide, up to three candidates, or nothing. */
  find(text: string): GuideMatch
  /** Ranked guides for a search box, at most `top`, whatever the certainty. */
  search(text: string, top?: number): GuideMatch['hits']
}

/** Guides are found by what they are called; the rest of the page must not outweigh that. */
const NAMES_LENGTH = 46

/** Fitted thresholds are for pages; among some fifty guides a weaker sign is worth offering a choice for. */
const THRESHOLDS = { answerAt: 0.4, clarifyAt: 0.08 }

export function guideIndex(guides: readonly Guide[]): GuideIndex {
  const titles = new Map(guides.map(guide => [guide.id, guide.title]))
  const options = { synonyms: RESIDENT_WORDS, meanCharacters: NAMES_LENGTH, thresholds: THRESHOLDS }
  const index = createIndex(guides.map(entryOf), options)
  const texts = new Map(
    guides.map(guide => [guide.id, normalise(Object.values(entryOf(guide)).flat().join('\n'))]),
  )
  const names = guides.map(guide => ({ id: guide.id, names: [guide.title, ...guide.aliases].map(normalise) }))
  const named = (hits: readonly { id: string; score: number }[]) =>
    hits.map(({ id, score }) => ({ id, title: titles.get(id) ?? id, score }))

  /** The guides one of whose names stands in the text as it is. */
  const calledIn = (plain: string) =>
    new Set(names.filter(g => g.names.some(name => plain.includes(name))).map(g => g.id))

  return {
    find(text) {
      const plain = normalise(text.slice(0, MAX_QUERY_CHARACTERS))
      const meant = names.filter(g => g.names.includes(plain.trim())).map(g => ({ id: g.id, score: 1 }))
      if (meant.length > 0) {
        return { decision: meant.length === 1 ? 'answer' : 'clarify', hits: named(meant.slice(0, 3)) }
      }
      const { decision, hits } = index.search(text, 3)
      const called = calledIn(plain)
      const first = hits[0]
      if (first === undefined || (called.size === 0 && !saysSomething(plain)))
        return { decision: 'none', hits: [] }
      const onlyFirst = called.size === 1 && called.has(first.id)
      const certain = decision === 'answer' || (decision === 'clarify' && onlyFirst)
      if (certain && !complains(plain)) return { decision: 'answer', hits: named([first]) }
      if (decision === 'none' && !onlyFirst) return { decision: 'none', hits: [] }
      const fits = hits.some(hit => called.has(hit.id) || shares(plain, texts.get(hit.id) ?? ''))
      return fits ? { decision: 'clarify', hits: named(hits) } : { decision: 'none', hits: [] }
    },
    search: (text, top = 10) => named(index.search(text, top).hits),
  }
}

/**
 * Two neighbouring characters of the question, or an office word for what it says, stand in the guide. A choice
 * of three that have one character in common with a name or a village is worse than asking what is meant.
 */
function shares(plain: string, guide: string): boolean {
  const said = [plain, ...expand(plain, RESIDENT_WORDS).map(e => e.text)]
  return said.some(text => {
    return [...text.matchAll(/(?=(\p{Script=Han}{2}))/gu)].some(pair => guide.includes(pair[1]!))
  })
}

/** There is a word in it that says what it is about. */
function saysSomething(plain: string): boolean {
  if (!/\p{Script=Han}/u.test(plain)) return false
  return wordsOf(plain).some(isContentWord) || expand(plain, RESIDENT_WORDS).length > 0
}

/** Something is wrong out there and nothing is asked: a guide may be offered, but it is not the answer. */
function complains(plain: string): boolean {
  return COMPLAINT_SIGNS.some(sign => plain.includes(sign)) && !ASKING_SIGNS.some(sign => sign.test(plain))
}

function entryOf(guide: Guide): Entry {
  return {
    id: guide.id,
    title: guide.title,
    aliases: guide.aliases,
    text: [...guide.conditions, ...guide.materials.map(m => m.name)].join('\n'),
  }
}
