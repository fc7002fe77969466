import { create as createOrama, insertMultiple, search as searchOrama } from '@orama/orama'
import FlexSearch from 'flexsearch'
import MiniSearch from 'minisearch'
import { createIndex, featuresOf, normalise } from '../../src/search/mod.ts'
import type { FaqEntry } from './shared-data.ts'

/** A search engine under comparison: the ids it would show, best first. */
export interface Engine {
  find(question: string, top: number): string[]
}

const words = (text: string) => featuresOf(normalise(text)).words
const pairs = (text: string) => featuresOf(normalise(text)).pairs

/** Huiyin and its peers, each as its documentation advises for Chinese: with the same segmentation as ours. */
export const ENGINES: Record<string, (entries: readonly FaqEntry[]) => Engine | Promise<Engine>> = {
  huiyin(entries) {
    const index = createIndex(entries.map(({ id, title, text }) => ({ id, title, text })))
    return { find: (question, top) => index.search(question, top).hits.map(hit => hit.id) }
  },

  'minisearch + jieba'(entries) {
    const index = new MiniSearch<FaqEntry>({
      fields: ['title', 'text'],
      tokenize: words,
      searchOptions: { boost: { title: 2 } },
    })
    index.addAll(entries)
    return {
      find: (question, top) =>
        index
          .search(question)
          .slice(0, top)
          .map(hit => hit.id as string),
    }
  },

  'bigram BM25': entries => bm25(entries, pairs),

  'flexsearch + jieba'(entries) {
    const index = new FlexSearch.Document<{ id: string; title: string; text: string }>({
      document: { id: 'id', index: ['title', 'text'] },
      encode: words,
      tokenize: 'strict',
      resolution: 9,
    })
    for (const { id, title, text } of entries) index.add({ id, title, text })
    return {
      find(question, top) {
        const found = index.search(question, { limit: top, suggest: true })
        const rank = new Map<string, number>()
        for (const { result } of found)
          for (const [i, id] of result.entries())
            rank.set(String(id), Math.min(rank.get(String(id)) ?? Infinity, i))
        return [...rank]
          .sort((a, b) => a[1] - b[1])
          .slice(0, top)
          .map(([id]) => id)
      },
    }
  },

  async 'orama + jieba'(entries) {
    const tokenizer = { language: 'english', normalizationCache: new Map<string, string>(), tokenize: words }
    const index = createOrama({
      schema: { id: 'string', title: 'string', text: 'string' },
      components: { tokenizer },
    })
    await insertMultiple(
      index,
      entries.map(({ id, title, text }) => ({ id, title, text })),
    )
    return {
      find(question, top) {
        const found = searchOrama(index, {
          term: question,
          properties: ['title', 'text'],
          limit: top,
          threshold: 1,
        })
        if (found instanceof Promise) throw new Error('orama became asynchronous')
        return found.hits.map(hit => hit.id)
      },
    }
  },
}

/** The plain baseline: Okapi BM25, k1 1.2, b 0.75. */
function bm25(entries: readonly FaqEntry[], tokens: (text: string) => string[]): Engine {
  const postings = new Map<string, Map<number, number>>()
  const lengths = entries.map((entry, i) => {
    const terms = tokens(entry.text.includes(entry.title) ? entry.text : `${entry.title} ${entry.text}`)
    for (const term of terms) {
      const list = postings.get(term) ?? new Map<number, number>()
      list.set(i, (list.get(i) ?? 0) + 1)
      postings.set(term, list)
    }
    return terms.length
  })
  const mean = lengths.reduce((a, b) => a + b, 0) / Math.max(1, lengths.length)
  return {
    find(question, top) {
      const scores = new Map<number, number>()
      for (const term of new Set(tokens(question))) {
        const list = postings.get(term)
        if (list === undefined) continue
        const idf = Math.log(1 + (entries.length - list.size + 0.5) / (list.size + 0.5))
        for (const [i, count] of list) {
          const gain = (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * lengths[i]!) / mean))
          scores.set(i, (scores.get(i) ?? 0) + gain)
        }
      }
      return [...scores]
        .sort((a, b) => b[1] - a[1])
        .slice(0, top)
        .map(([i]) => entries[i]!.id)
    },
  }
}
