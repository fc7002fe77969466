import type { Guide, GuideMatch } from '../domain/guide.ts'
import { createIndex, type Entry } from './search-index.ts'
import { RESIDENT_WORDS } from './synonyms.ts'

export interface GuideIndex {
  /** The right guide, up to three candidates, or nothing. */
  find(text: string): GuideMatch
  /** Ranked guides for a search box, at most `top`, whatever the certainty. */
  search(text: string, top?: number): GuideMatch['hits']
}

/** Guides are found by what they are called; the rest of the page must not outweigh that. */
const NAMES_LENGTH = 75

/** Messages longer than this tell a story; the guide it ends with is looked for in its parts, too. */
export function guideIndex(guides: readonly Guide[]): GuideIndex {
  const titles = new Map(guides.map(guide => [guide.id, guide.title]))
  const index = createIndex(guides.map(entryOf), { synonyms: RESIDENT_WORDS, meanCharacters: NAMES_LENGTH })
  const named = (hits: readonly { id: string; score: number }[]) =>
    hits.map(({ id, score }) => ({ id, title: titles.get(id) ?? id, score }))
  return {
    find(text) {
      const { decision, hits } = index.search(text, 3)
      if (decision === 'none') return { decision, hits: [] }
      return { decision, hits: named(decision === 'answer' ? hits.slice(0, 1) : hits) }
    },
    search: (text, top = 10) => named(index.search(text, top).hits),
  }
}

function entryOf(guide: Guide): Entry {
  return {
    id: guide.id,
    title: guide.title,
    aliases: guide.aliases,
    text: [...guide.conditions, ...guide.materials.map(m => m.name)].join('\n'),
  }
}
