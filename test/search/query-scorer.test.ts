import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bagOf } from '../../src/search/bag.ts'
import { Passages } from '../../src/search/passages.ts'
import { Postings, type WeightedTerm } from '../../src/search/postings.ts'
import { QueryScorer } from '../../src/search/query-scorer.ts'
import { runs } from '../helpers/runs.ts'

const WIDE = { k1: 1.2, b: 0.75 }

/** The plain formulas, term by term, without anything prepared. */
function naive(query: readonly WeightedTerm[], rarities: Float64Array) {
  const weightOf = (id: number) => query.find(term => term.id === id)?.weight ?? 0
  const self = query.reduce((sum, term) => sum + term.weight, 0)
  const rarity = (ids: readonly number[]) => ids.reduce((sum, id) => sum + rarities[id]!, 0)
  const shared = (ids: readonly number[]) => ids.filter(id => weightOf(id) > 0)
  return {
    bm25(ids: readonly number[], { k1, b }: typeof WIDE, length: number): number {
      const sum = [...new Set(shared(ids))].reduce((all, id) => {
        const count = ids.filter(other => other === id).length
        return all + (weightOf(id) * (k1 + 1) * count) / (count + k1 * (1 - b + b * length))
      }, 0)
      return sum === 0 ? 0 : sum / self
    },
    coverage(ids: readonly number[], unseen: number) {
      const found = new Set(shared(ids))
      return {
        share: found.size / Math.max(1, query.length),
        rarest: Math.max(0, ...[...found].map(id => rarities[id]!)) / unseen,
      }
    },
    overlap(ids: readonly number[]) {
      const common = rarity(shared(ids))
      return {
        dice: (2 * common) / (self + rarity(ids)),
        asked: shared(ids).reduce((sum, id) => sum + weightOf(id), 0) / self,
        own: common / rarity(ids),
        length: ids.length,
      }
    },
  }
}

const terms = (maxLength: number) => fc.array(fc.integer({ min: 0, max: 9 }), { maxLength })
const entries = fc.array(terms(12), { minLength: 1, maxLength: 6 })

function indexOf(texts: readonly (readonly number[])[]): Postings {
  const postings = new Postings()
  for (let term = 0; term < 10; term++) postings.idOf(String(term))
  for (const [slot, ids] of texts.entries()) postings.add(slot, bagOf(Int32Array.from(ids)))
  return postings
}

/** Each term once; one that the index does not know as well. */
const queryFor = (asked: readonly number[], postings: Postings): WeightedTerm[] =>
  [...new Set(asked), undefined].map(id => {
    const rarity = postings.rarity(id)
    return { id, rarity, weight: rarity * 0.7 }
  })

describe('QueryScorer', () => {
  it('scores whole entries exactly as the plain formulas do', () => {
    fc.assert(
      fc.property(entries, terms(5), terms(5), (texts, before, asked) => {
        const postings = indexOf(texts)
        const scorer = new QueryScorer(postings)
        scorer.prepare(queryFor(before, postings))
        const query = queryFor(asked, postings)
        scorer.prepare(query)
        const { bm25, coverage } = naive(query, postings.rarities)
        for (const ids of texts) {
          const bag = bagOf(Int32Array.from(ids))
          expect(scorer.bm25(bag, WIDE)).toBe(bm25(ids, WIDE, ids.length / postings.meanLength))
          expect(scorer.coverage(bag)).toEqual(coverage(ids, postings.rarity(undefined)))
        }
      }),
      runs(),
    )
  })

  it('compares parts exactly as the plain formulas do, also after the index has changed', () => {
    fc.assert(
      fc.property(entries, entries, terms(5), terms(8), (texts, parts, asked, late) => {
        const postings = indexOf(texts)
        const passages = new Passages(parts.map(part => Int32Array.from(part)))
        const scorer = new QueryScorer(postings)
        const compared = () => {
          const query = queryFor(asked, postings)
          scorer.prepare(query)
          const { bm25, overlap } = naive(query, postings.rarities)
          const found: unknown[] = []
          scorer.compare(passages, part => found.push({ ...part, bm25: scorer.bm25OfPart(WIDE, 4) }))
          const expected = parts.flatMap((ids, part) =>
            ids.some(id => query.some(term => term.id === id))
              ? [{ part, ...overlap(ids), bm25: bm25(ids, WIDE, ids.length / 4) }]
              : [],
          )
          expect(found).toEqual(expected)
        }
        compared()
        postings.add(texts.length, bagOf(Int32Array.from(late)))
        compared()
      }),
      runs(),
    )
  })
})
