import { bench, describe } from 'vitest'
import { alike, type Comparable, SAME_MATTER, SAME_TEXT } from '../../src/search/mod.ts'
import { type Complaint, haveData, rows } from './shared-data.ts'

/**
 * How well repeats are found: each complaint of the evaluation data is put among candidates as the office's query
 * would give them (its own group and a few hundred others), and what is found is held against `dup_group`.
 */

const out = (line: string) => process.stdout.write(`${line}\n`)
const CANDIDATES = 200

if (!haveData) {
  out('duplicates: skipped, no evaluation data in ../shared/data')
  describe.skip('duplicates', () => bench('skipped', () => {}))
} else {
  const all = rows<Complaint>('complaints.dev.jsonl').map((row, i) => ({ ...row, title: row.title ?? '', i }))
  const groups = new Map<string, number>()
  for (const { dup_group = '' } of all) groups.set(dup_group, (groups.get(dup_group) ?? 0) + 1)
  const repeated = all.filter(row => (groups.get(row.dup_group ?? '') ?? 0) > 1)
  const candidatesOf = (row: (typeof all)[number]) => {
    const others = Array.from({ length: CANDIDATES }, (_, k) => all[(row.i * 31 + k * 17 + 7) % all.length]!)
    const own = all.filter(other => other.dup_group === row.dup_group)
    return [...new Set([...own, ...others])].filter(other => other !== row)
  }
  // A tenth of the others as well: most of what comes in repeats nothing.
  const asked = [...repeated, ...all.filter((row, i) => i % 10 === 0 && !repeated.includes(row))]
  const gold = asked.reduce((sum, row) => sum + (groups.get(row.dup_group ?? '') ?? 1) - 1, 0)
  out(`\nduplicates: ${asked.length} asked among ${CANDIDATES} others, ${gold} to find`)
  out('finder               threshold  precision  recall  F1')
  const finders = {
    huiyin: (row: Comparable, others: typeof all) => alike(row, others, { least: 0.05, top: 20 }),
    'shared pairs, plain': plainPairs,
  }
  for (const [name, find] of Object.entries(finders)) {
    const found = asked.map(row => ({ row, hits: find(row, candidatesOf(row)) }))
    for (const least of [0.1, 0.15, 0.2, SAME_MATTER, 0.3, 0.4, 0.5, SAME_TEXT, 0.7, 0.8]) {
      const pairs = found.flatMap(({ row, hits }) =>
        hits.filter(h => h.score >= least).map(h => [row, h.item] as const),
      )
      const right = pairs.filter(([a, b]) => a.dup_group === b.dup_group).length
      const precision = right / Math.max(1, pairs.length)
      const recall = right / gold
      const f1 = (2 * precision * recall) / Math.max(1e-9, precision + recall)
      out(
        `${name.padEnd(20)} ${least.toFixed(2).padStart(9)}  ${precision.toFixed(3).padStart(9)}  ${recall.toFixed(3).padStart(6)}  ${f1.toFixed(3)}`,
      )
    }
  }
  describe('repeats', () => {
    const row = repeated[0]!
    const candidates = candidatesOf(row)
    bench(`one complaint among ${candidates.length} candidates`, () => {
      alike(row, candidates)
    })
  })
}

/** The plain way to beat: character pairs two texts share, over all they have (Jaccard). */
function plainPairs<T extends Comparable>(
  said: Comparable,
  known: readonly T[],
): { item: T; score: number }[] {
  const pairs = ({ title = '', text }: Comparable) => {
    const bare = `${title}${text}`.replace(/[^\p{L}\p{N}]/gu, '')
    return new Set([...bare].slice(1).map((letter, i) => bare[i]! + letter))
  }
  const mine = pairs(said)
  return known
    .map(item => {
      const other = pairs(item)
      const shared = [...mine].filter(pair => other.has(pair)).length
      return { item, score: shared / Math.max(1, mine.size + other.size - shared) }
    })
    .filter(hit => hit.score >= 0.05)
    .sort((a, b) => b.score - a.score)
    .slice(0, 20)
}
