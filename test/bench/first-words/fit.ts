import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeWeights } from '../../../src/search/first/want-model.ts'
import { evidenceWeights, guidesFor, prepared, trustFrom, wantModel } from './models.ts'
import { firstRows, foldsOf } from './rows.ts'

/**
 * Fits the judgement of first messages: writes `src/search/first/want-weights.ts`, and prints the two small tables
 * (WEIGHTS of `guide-evidence.ts`, TRUST of `first/weigh.ts`). `npm run fit:first -- labels.jsonl`; without the labels and the
 * data beside the project it would fit on our own sentences alone, so it refuses.
 */
const FILE = join(import.meta.dirname, '../../../src/search/first/want-weights.ts')

const labels = process.argv[2]
if (labels === undefined) throw new Error('npm run fit:first -- labels.jsonl')
const rows = prepared(firstRows(labels))
const folds = foldsOf(rows)

const model = wantModel(rows)
writeFileSync(
  FILE,
  `/**
 * What each trait of a first message says for each of WANTS, in tenths; the first row belongs to every text. Written by
 * \`npm run fit:first\`; docs/understanding.md says from what. Traits are pairs of characters that many texts have, and signs.
 */
export const WANT_WEIGHTS = \`
${writeWeights(model)}
\`
`,
)
const weights = evidenceWeights(rows)
process.stdout.write(`WEIGHTS ${JSON.stringify(weights, rounded, 2)}\n`)

const others = Array.from({ length: 5 }, (_, fold) => {
  const learned = rows.filter((_, i) => folds[i] !== fold)
  return { want: wantModel(learned), evidence: evidenceWeights(learned) }
})
const trust = trustFrom(
  rows.map((row, i) => {
    const { want, evidence } = others[folds[i]!]!
    return { row, wanted: want.wanted(row.example.traits), best: guidesFor(row, evidence)[0] }
  }),
)
process.stdout.write(`TRUST ${JSON.stringify(trust, rounded)}\n`)

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 100) / 100 : value
}
